/** What was understood, but should be written otherwise. */
export interface ConfigWarning {
  readonly code: ConfigWarningCode;
  /** As it was written. */
  readonly path: string;
  readonly message: string;
  /** The name to use instead; empty when there is none. */
  readonly canonical: string;
}

/** DEPRECATED: a name of an old version. DUPLICATE: two names of one key. TTL_UNIT: milliseconds were assumed. UNKNOWN_KEY: nothing reads it. */
export type ConfigWarningCode = 'CONFIG_DEPRECATED' | 'CONFIG_DUPLICATE' | 'CONFIG_TTL_UNIT' | 'CONFIG_UNKNOWN_KEY';
