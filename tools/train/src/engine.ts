import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Turn } from './corpus/conversation.ts';
import type { ToolUse } from './corpus/lesson.ts';
import type { EngineFunction } from './functions.ts';

// One folder up from both src and dist.
const child = fileURLToPath(new URL('../src/child/complete.js', import.meta.url));

const Reply = z.object({
  completions: z.array(z.object({ text: z.string(), ended: z.boolean(), promptTokens: z.array(z.number()) })),
  chats: z.array(
    z.object({ text: z.string(), opening: z.string(), calls: z.array(z.object({ name: z.string(), parameters: z.unknown().optional() })) }),
  ),
  speed: z.object({ firstTokenMs: z.number(), tokensPerSecond: z.number() }).optional(),
});
export type EngineReply = z.infer<typeof Reply>;

export interface EngineChat {
  readonly system?: string;
  readonly before?: readonly Turn[];
  readonly question: string;
  readonly functions: Readonly<Record<string, EngineFunction>>;
  readonly uses?: readonly ToolUse[];
}

export interface EngineRequest {
  readonly modelPath: string;
  readonly contextTokens: number;
  /** Raw prompts, in the pieces that the engine tokenizes one by one. */
  readonly prompts?: readonly { readonly pieces: readonly string[] }[];
  /** Chats with functions, run as applications run them; `uses` are the calls that are expected, with their results. */
  readonly chats?: readonly EngineChat[];
  /** Also measure speed. */
  readonly measure?: boolean;
}

/** Answers from node-llama-cpp in a child process, greedy, one thread. */
export async function runEngine(request: EngineRequest): Promise<EngineReply> {
  const engine = spawn(process.execPath, [child], { stdio: ['pipe', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  engine.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  engine.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  engine.stdin.end(JSON.stringify(request));
  const code = await new Promise<number | null>((resolve, reject) => {
    engine.on('error', reject);
    engine.on('close', resolve);
  });
  if (code !== 0)
    throw new Error(
      `The engine process for ${request.modelPath} ended with ${String(code)}: ${Buffer.concat(complaints).toString('utf8').slice(-2000)}`,
    );
  return Reply.parse(JSON.parse(Buffer.concat(output).toString('utf8')));
}
