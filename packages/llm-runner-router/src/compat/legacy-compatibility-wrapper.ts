import type { GenerateResult, Router } from '@llmrr/core';

/** The positional calls of old programs, with the defaults that they relied on. */
export class LegacyCompatibilityWrapper {
  readonly router: Router;

  constructor(router: Router) {
    this.router = router;
  }

  generate(prompt: string, maxTokens = 100, temperature = 0.7): Promise<GenerateResult> {
    return this.router.generate(prompt, { maxTokens, temperature });
  }

  /** Yields bare strings. */
  async *generateStream(prompt: string, maxTokens = 100, temperature = 0.7): AsyncGenerator<string> {
    for await (const { text } of this.router.stream(prompt, { maxTokens, temperature })) if (text) yield text;
  }
}
