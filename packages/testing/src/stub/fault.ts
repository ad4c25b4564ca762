/** What goes wrong with one request; a number is a status answered in the vendor's own error shape. */
export type Fault =
  | number
  | {
      readonly kind: 'status';
      readonly status: number;
      /** As seconds in `Retry-After`, or any text that the header may hold. */
      readonly retryAfter?: number | string;
      /** The vendor's code, `insufficient_quota` for one. */
      readonly code?: string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Never answers; or goes silent behind this many events of a stream. */
  | { readonly kind: 'hang'; readonly afterEvents?: number }
  /** Closes the connection behind this many events (default 3), or in the middle of a body. */
  | { readonly kind: 'cut'; readonly afterEvents?: number }
  /** Ends the stream properly at the transport, but without its last events. */
  | { readonly kind: 'truncate'; readonly afterEvents?: number }
  /** Closes the connection without a byte. */
  | { readonly kind: 'reset' }
  /** 200 and a page, as a captive portal or a proxy would. */
  | { readonly kind: 'html' }
  /** An error event inside a stream that began with 200. */
  | { readonly kind: 'error-event'; readonly afterEvents?: number; readonly status?: number };

/** Faults for one request after another; `undefined` lets one through. */
export type Faults = readonly (Fault | undefined)[];

export const defaultAfterEvents = 3;
