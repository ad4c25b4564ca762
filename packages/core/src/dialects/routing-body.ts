import { z } from 'zod';
import type { RoutingOptions } from '../call.ts';
import { constraintsInput } from '../constraints-input.ts';

const names = z.array(z.string().min(1));

/** Our own field in the bodies of other dialects: `llmrr: { strategy, fallbacks, constraints, decision }`. */
export const routingBody = z.strictObject({
  strategy: z.string().min(1).optional(),
  provider: z.string().min(1).optional(),
  fallbacks: names.optional().describe('Tried behind the chosen model, in this order, instead of the other candidates.'),
  fallback: z.boolean().optional().describe('False: the first failure is the answer.'),
  constraints: constraintsInput.optional(),
  decision: z.boolean().optional().describe('Send the decision back in the body, under `llmrr`; in a stream on its last chunk.'),
});

interface RoutedBody {
  readonly model?: string | null | undefined;
  readonly models?: readonly string[] | null | undefined;
  readonly llmrr?: z.output<typeof routingBody> | null | undefined;
}
export interface RoutedPick {
  readonly model?: string;
  readonly models?: readonly string[];
}

/** Who may answer, from `model`, `models` (OpenRouter's list in order of preference) and `llmrr`. */
export function routingOf({ model, models, llmrr }: RoutedBody): { routing?: RoutingOptions; pick: RoutedPick } {
  const { decision: _decision, ...routing } = llmrr ?? {};
  let pick: RoutedPick = model ? { model } : {};
  if (models) {
    if (model === 'auto' || model?.startsWith('auto:')) pick = { model, models };
    else {
      const [first, ...others] = model ? [model, ...models.filter((name) => name !== model)] : models;
      pick = { model: first! };
      routing.fallbacks ??= others;
    }
  }
  return Object.keys(routing).length > 0 ? { routing: routing as RoutingOptions, pick } : { pick };
}
