import { LlmrrError } from '@llmrr/core';

/** What is wrong with a model file, where, what should be there and what is. */
export interface Fault {
  readonly what: string;
  /** Byte offset in the file. */
  readonly where: number;
  readonly expected: string;
  readonly found: string;
}

/** `model-file-corrupt`, with the fault in `details` too. */
export function corrupt(file: string, fault: Fault): LlmrrError {
  const { what, where, expected, found } = fault;
  return new LlmrrError(
    'model-file-corrupt',
    `${file} is not a sound GGUF file: ${what} at byte ${where}: expected ${expected}, found ${found}. Download or convert it again.`,
    { details: { path: file, ...fault } },
  );
}
