/** @import { ErrorCode } from '@llmrr/core' */

/** A failure with one of the project's codes, on its way to the parent, which makes an LlmrrError of it. */
export class Failure extends Error {
  /**
   * @param {ErrorCode} code
   * @param {string} message
   * @param {Readonly<Record<string, unknown>>} [details]
   */
  constructor(code, message, details) {
    super(message);
    this.code = code;
    this.details = details;
  }
}
