/** Errors of v1.0 had a name and a message, and nothing else to be compared. */
export function plain(error: unknown): Error {
  return new Error((error as Error).message);
}
