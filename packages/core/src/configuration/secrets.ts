const secretKey = /^(?:key|keys|token|secret|password|passphrase|authorization|cookie|credentials)$|(?:api|access|private|auth|virtual|secret)[-_]?keys?$|(?:[-_]token|(?:access|auth|bearer|refresh)Token|secret|password)$/i;

/** Whether what stands there must never be shown: keys, tokens, passwords, all headers. */
export function isSecret(path: readonly string[]): boolean {
  if (path[0] === 'aliases') return false;
  return path.some((key, index) => secretKey.test(key) || (key === 'headers' && index < path.length - 1));
}

/** The password in 'postgres://user:password@host'. Linear, whatever the text. */
export function maskPassword(text: string): string {
  const from = /^[a-z][a-z0-9+.-]{0,40}:\/\//i.exec(text)?.[0].length;
  if (from === undefined) return text;
  const colon = text.indexOf(':', from);
  const at = text.lastIndexOf('@');
  const slash = text.indexOf('/', from);
  return colon < 0 || at < colon || (slash >= 0 && slash < colon) ? text : `${text.slice(0, colon)}:***${text.slice(at)}`;
}
