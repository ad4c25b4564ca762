import type { Answer } from '../answer.ts';
import type { Attempt, Decision } from '../decision.ts';
import type { FinishReason, Usage } from '../part.ts';

/** Token counts in the canonical spelling; the snake_case ones of OpenAI and v1.0 are getters on the prototype. */
export class ResultUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly cachedTokens?: number;
  readonly reasoningTokens?: number;
  readonly estimated?: boolean;

  constructor({ inputTokens, outputTokens, cachedInputTokens, reasoningTokens, estimated }: Usage) {
    this.promptTokens = inputTokens;
    this.completionTokens = outputTokens;
    this.totalTokens = inputTokens + outputTokens;
    if (cachedInputTokens !== undefined) this.cachedTokens = cachedInputTokens;
    if (reasoningTokens !== undefined) this.reasoningTokens = reasoningTokens;
    if (estimated) this.estimated = estimated;
  }

  get prompt_tokens(): number {
    return this.promptTokens;
  }
  get completion_tokens(): number {
    return this.completionTokens;
  }
  get total_tokens(): number {
    return this.totalTokens;
  }
}

export interface ResultToolCall {
  readonly id: string;
  readonly type: 'function';
  /** `arguments` is JSON text as the model wrote it. */
  readonly function: { readonly name: string; readonly arguments: string };
}

/** The answer to `generate`. Canonical fields are own properties; every other spelling of the guides is a getter. */
export class GenerateResult {
  readonly text: string;
  readonly model: string;
  readonly provider: string;
  readonly usage: ResultUsage | null;
  readonly finishReason: FinishReason;
  readonly toolCalls: readonly ResultToolCall[];
  readonly latencyMs: number;
  /** US dollars of all attempts; `null` when a price is unknown. */
  readonly cost: number | null;
  readonly cached: boolean;
  readonly attempts: readonly Attempt[];
  readonly decision: Decision | null;
  /** The collected answer of the model, with all its blocks. */
  readonly raw: Answer;

  constructor({ answer, provider, latencyMs }: { readonly answer: Answer; readonly provider: string; readonly latencyMs: number }) {
    const { decision } = answer;
    this.text = answer.text;
    this.model = answer.model;
    this.provider = provider;
    this.usage = answer.usage && new ResultUsage(answer.usage);
    this.finishReason = answer.finishReason;
    this.toolCalls = answer.toolCalls.map(({ id, name, arguments: text }) => ({ id, type: 'function', function: { name, arguments: text } }));
    this.latencyMs = latencyMs;
    this.cost = decision?.costUsd ?? null;
    this.cached = false;
    this.attempts = decision?.attempts ?? [];
    this.decision = decision ?? null;
    this.raw = answer;
  }

  /** What the model thought, where it says. */
  get reasoning(): string {
    return this.raw.reasoning;
  }
  get response(): string {
    return this.text;
  }
  get modelUsed(): string {
    return this.model;
  }
  /** Tokens of the answer. */
  get tokens(): number {
    return this.usage?.completionTokens ?? 0;
  }
  get metadata(): { readonly latency: number; readonly model: string; readonly provider: string } {
    return { latency: this.latencyMs, model: this.model, provider: this.provider };
  }
  /** v1.2. */
  get metrics(): { readonly promptTokens: number; readonly completionTokens: number; readonly totalTokens: number; readonly duration: number; readonly cost: number | null } {
    const { promptTokens = 0, completionTokens = 0, totalTokens = 0 } = this.usage ?? {};
    return { promptTokens, completionTokens, totalTokens, duration: this.latencyMs, cost: this.cost };
  }
  /** OpenAI's shape. */
  get choices(): readonly [{ readonly index: 0; readonly message: { readonly role: 'assistant'; readonly content: string; readonly tool_calls?: readonly ResultToolCall[] }; readonly finish_reason: string }] {
    return [
      {
        index: 0,
        message: { role: 'assistant', content: this.text, ...(this.toolCalls.length > 0 && { tool_calls: this.toolCalls }) },
        finish_reason: this.finishReason.replace('-', '_'),
      },
    ];
  }

  toString(): string {
    return this.text;
  }

  toJSON(): Record<string, unknown> {
    const { text, model, provider, usage, finishReason, toolCalls, latencyMs, cost, cached, attempts, decision } = this;
    return { text, model, provider, usage: usage && { ...usage }, finishReason, toolCalls, latencyMs, cost, cached, attempts, decision };
  }

  /** Plain data in OpenAI's shape, as the Python system gave it. */
  dict(): Record<string, unknown> {
    const { usage } = this;
    return {
      model: this.model,
      choices: this.choices,
      usage: usage && { prompt_tokens: usage.promptTokens, completion_tokens: usage.completionTokens, total_tokens: usage.totalTokens },
    };
  }
}
