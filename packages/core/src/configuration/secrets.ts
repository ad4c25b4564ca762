const secretKey = /^(?:key|keys|token|secret|password|passphrase|authorization|cookie|credentials)$|(?:api|access|private|auth|virtual|secret)[-_]?keys?$|(?:[-_]token|(?:access|auth|bearer|refresh)Token|secret|password)$/i;

/** Whether what stands there must never be shown: keys, tokens, passwords, all headers. */
export function isSecret(path: readonly string[]): boolean {
  if (path[0] === 'aliases') return false;
  return path.some((key, index) => secretKey.test(key) || (key === 'headers' && index < path.length - 1));
}

/** The password in 'postgres://user:password@host'. */
export function maskPassword(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/[^:/?#@\s]*):[^\s]*@(?=[^@]*$)/i, '$1:***@');
}
