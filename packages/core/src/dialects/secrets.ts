const secrets =
  /\b(?:sk|pk|rk|gsk|xai|pplx|hf|r8|nvapi|AIza|ghp|github_pat)[-_][\w-]{12,}|\bAIza[\w-]{20,}|(?<=\bBearer\s+)[\w.~+/=-]{8,}|(?<=:\/\/[^\s/:@]{0,100}:)[^\s/@]+(?=@)|(?<=[?&](?:api[-_]?key|key|token|access_token)=)[^&\s"']+/gi;

/** Blots out what looks like an API key, a bearer token, a password in a URL: vendors quote them in their messages. */
export function withoutSecrets(text: string): string {
  return text.replace(secrets, '[secret]');
}
