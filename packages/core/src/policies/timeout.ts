import type { BaseCall } from '../call.ts';
import { systemClock, type Clock } from '../clock.ts';
import { LlmrrError } from '../error.ts';
import { isContent } from '../part.ts';
import { abortError } from './abort.ts';
import { guard } from './guard.ts';
import type { Part, Policy, Run, Target } from './policy.ts';

/** All in milliseconds; absent means no limit. (The limit on connecting is the transport's.) */
export interface TimeoutOptions {
  readonly firstPartMs?: number;
  /** Silence of the model between two parts; a slow reader does not count. */
  readonly betweenPartsMs?: number;
  /** The whole attempt; a call's own `timeoutMs` wins. */
  readonly totalMs?: number;
  readonly clock?: Clock;
}

type Phase = 'first-part' | 'between-parts' | 'total';

/** Aborts an attempt that takes too long, with a `timeout` error whose details.phase says which limit ran out. */
export function timeout({ clock = systemClock, ...limits }: TimeoutOptions): Policy {
  return (run, target) => (call) => {
    const { firstPartMs, betweenPartsMs, totalMs } = { ...limits, ...(call.timeoutMs !== undefined && { totalMs: call.timeoutMs }) };
    return timed(run, call, target, clock, firstPartMs ?? Infinity, betweenPartsMs ?? Infinity, totalMs ?? Infinity);
  };
}

function timed<Call extends BaseCall, Item extends Part>(
  run: Run<Call, Item>,
  call: Call,
  target: Target,
  clock: Clock,
  firstPartMs: number,
  betweenPartsMs: number,
  totalMs: number,
): AsyncIterableIterator<Item> {
  const controller = new AbortController();
  const forward = () => controller.abort(call.signal!.reason);
  let startedMs = 0;
  let pulledMs = Infinity;
  let content = false;
  let timer: unknown;
  let timerMs = Infinity;

  const fire = (phase: Phase, limitMs: number) =>
    controller.abort(
      new LlmrrError('timeout', `${target.id} ${complaint[phase]} ${limitMs} ms`, { details: { phase, limitMs, model: target.id } }),
    );
  const nextExpiry = (): [number, Phase, number] => {
    const total: [number, Phase, number] = [startedMs + totalMs, 'total', totalMs];
    // While nobody reads there is no silence to measure: look again one interval from now, which is never too late.
    const silence: [number, Phase, number] = content
      ? [Math.min(pulledMs, clock.now()) + betweenPartsMs, 'between-parts', betweenPartsMs]
      : [startedMs + firstPartMs, 'first-part', firstPartMs];
    return silence[0] < total[0] ? silence : total;
  };
  const arm = (): void => {
    const [expiryMs] = nextExpiry();
    if (expiryMs >= timerMs) return;
    clock.clearTimeout(timer);
    timerMs = expiryMs;
    if (expiryMs === Infinity) return;
    timer = clock.setTimeout(check, Math.max(0, expiryMs - clock.now()));
  };
  const check = (): void => {
    timerMs = Infinity;
    const [expiryMs, phase, limitMs] = nextExpiry();
    if (clock.now() >= expiryMs) fire(phase, limitMs);
    else arm();
  };

  return guard<Item>({
    open() {
      startedMs = clock.now();
      if (call.signal?.aborted) throw abortError(call.signal);
      call.signal?.addEventListener('abort', forward, { once: true });
      arm();
      return run({ ...call, signal: controller.signal })[Symbol.asyncIterator]();
    },
    pull() {
      pulledMs = clock.now();
    },
    part(part) {
      pulledMs = Infinity;
      if (content || !isContent(part)) return;
      content = true;
      arm();
    },
    end({ error }) {
      clock.clearTimeout(timer);
      call.signal?.removeEventListener('abort', forward);
      return error !== undefined && controller.signal.aborted ? abortError(controller.signal) : undefined;
    },
  });
}

const complaint: Record<Phase, string> = {
  'first-part': 'gave no first part within',
  'between-parts': 'went silent in mid-answer for',
  total: 'did not finish within',
};
