import { InvalidArgumentError, type Command } from 'commander';
import type { Options } from '@llmrr/core';

/** The options that every command which asks a model has. */
export interface RequestFlags {
  readonly model?: string;
  readonly strategy?: string;
  readonly system?: string;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly seed?: number;
  readonly timeout?: number;
}

export function withRequestOptions(command: Command): Command {
  return command
    .option('-m, --model <name>', 'id, alias, provider:model; or auto, auto:<strategy>', 'auto')
    .option('-s, --strategy <name>', 'routing strategy for this request')
    .option('--system <text>', 'system message')
    .option('--max-tokens <count>', 'longest answer', number)
    .option('--temperature <value>', '0 (always the same) to 2', number)
    .option('--seed <number>', 'for repeatable sampling', number)
    .option('--timeout <ms>', 'give up after so many milliseconds', number);
}

export function requestOptions({ model, strategy, system, maxTokens, temperature, seed, timeout }: RequestFlags, signal: AbortSignal): Options {
  return {
    signal,
    ...(model !== undefined && { model }),
    ...(strategy !== undefined && { strategy }),
    ...(system !== undefined && { system }),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(seed !== undefined && { seed }),
    ...(timeout !== undefined && { timeoutMs: timeout }),
  };
}

export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('expected a number');
  return value;
}
