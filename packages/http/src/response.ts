/** Lower-cased names; a name that came several times holds a list. */
export type HttpHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface HttpResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  /** The whole body; rejects when it ends early, stalls or grows beyond the cap. Either this or `chunks`, once. */
  bytes(): Promise<Buffer>;
  /** The body as it arrives; the socket is paused while nobody reads. Leaving the loop early closes the socket. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Gives up the rest of a body whose content is complete: keeps the connection if it ends at once, else closes it. */
  release(): void;
}

export interface HttpRequest {
  /** Absolute http or https URL. No redirect is followed. */
  readonly url: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'PATCH';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** From the request being sent until its headers are there. Default 300 000. */
  readonly headersTimeoutMs?: number;
  /** Between two pieces of the body; does not run while the reader pauses. Default 300 000. */
  readonly idleTimeoutMs?: number;
  /** Cap of the body; overrides the transport's. */
  readonly maxResponseBytes?: number;
}

/** First value of a header. */
export function headerOf(headers: HttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}
