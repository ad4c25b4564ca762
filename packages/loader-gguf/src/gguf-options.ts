import { LlmrrError, type Clock } from '@llmrr/core';
import { z } from 'zod';

const settings = z.object({
  /** Tokens that one conversation may take. Default: what the model was trained on, at most 8192 and half of the memory. */
  contextTokens: z.number().int().min(16).optional(),
  /** How many calls are answered at once; each has a context of its own. */
  sequences: z.number().int().min(1).max(256).default(4),
  /** How many more may wait. */
  maxQueued: z.number().int().min(0).default(64),
  /** Default: measured when the model is loaded, and remembered. */
  threads: z.number().int().min(1).max(1024).optional(),
  gpu: z.union([z.literal(false), z.enum(['auto', 'metal', 'cuda', 'vulkan'])]).default('auto'),
  /** Layers that the GPU takes; default: as many as fit. */
  gpuLayers: z.number().int().min(0).optional(),
  /** Look for broken numbers in the weights before they are used. Default: only in files below 256 MB, since all of it is read. */
  checkTensors: z.boolean().optional(),
  /** Refuse what is estimated to take more. Default: the memory of the machine, or of its container. */
  memoryLimitBytes: z.number().positive().optional(),
});

/** How a model is run; every one of these may stand in a source's `options` as well. */
export type GgufSettings = z.output<typeof settings>;

export interface GgufOptions extends z.input<typeof settings> {
  /** The module that runs the models, if not the installed node-llama-cpp: its name, or a file URL. */
  readonly engine?: string;
  readonly clock?: Clock;
  /** 0 to 1, for seeds; default Math.random. */
  readonly random?: () => number;
}

/** The source's own settings over the provider's. Throws `invalid-config` with every wrong one. */
export function ggufSettings(options: GgufOptions, own: Readonly<Record<string, unknown>> = {}): GgufSettings {
  const parsed = settings.safeParse({ ...options, ...own });
  if (parsed.success) return parsed.data;
  throw new LlmrrError('invalid-config', `Options of a GGUF model: ${z.prettifyError(parsed.error)}`, {
    details: { issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) },
  });
}
