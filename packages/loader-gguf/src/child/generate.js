import { Failure } from './failure.js';
import { generateChat } from './generate-chat.js';
import { generateText } from './generate-text.js';
import { resume } from './resume.js';
/** @import { ChatHistoryItem, ChatModelFunctions } from 'node-llama-cpp' */
/** @import { StreamPart, Usage } from '@llmrr/core' */
/** @import { LanguageEngine } from './generate-text.js' */
/** @import { GenerateRequest } from '../engine-protocol.ts' */

/**
 * One answer, from history to `finish`.
 * @param {LanguageEngine} engine
 * @param {GenerateRequest} request
 * @param {{ signal: AbortSignal, started: (usage: Usage) => void, add: (part: StreamPart) => void }} run
 */
export async function generate(engine, request, { signal, started, add }) {
  const { model, wrapper, sequences } = engine;
  const asked = /** @type {ChatHistoryItem[]} */ (request.history);
  const open = asked.at(-1)?.type === 'model' ? asked : [...asked, { type: /** @type {const} */ ('model'), response: [] }];
  const state = wrapper.generateContextState({
    chatHistory: open,
    ...(request.functions && { availableFunctions: /** @type {ChatModelFunctions} */ (request.functions) }),
  });
  const { segments } = wrapper.settings;
  const plain =
    !request.functions && !segments?.thought && !segments?.comment && !state.prefixTriggers?.length && !state.noPrefixTrigger && !state.rerender;
  if (!plain && request.logprobs !== null) {
    throw new Failure('unsupported-capability', 'Log-probabilities are available for plain answers only: not with tools, and not for models that think. Leave logprobs away, or the tools.');
  }
  const asWritten = state.contextText.tokenize(model.tokenizer);
  const begun = request.prefill === '' ? [] : model.tokenize(request.prefill, false, 'trimLeadingSpace');
  const promptTokens = asWritten.length + begun.length;
  if (promptTokens >= engine.contextTokens) {
    throw new Failure(
      'context-overflow',
      `The prompt takes ${promptTokens} tokens, and the context holds ${engine.contextTokens} (one must be left for the answer). Shorten the prompt, or raise contextTokens if the model was trained on more.`,
      { promptTokens, contextTokens: engine.contextTokens },
    );
  }
  const resumed = await resume(engine, plain ? request : { ...request, prefill: '' });
  const prompt = [...asWritten, ...(plain ? resumed.known : begun)];
  started({ inputTokens: promptTokens, outputTokens: 0 });
  const sequence = sequences.take(prompt);
  try {
    const { cached, rest } = await sequences.prepare(sequence, prompt, signal);
    const prepared = { cached, rest, promptTokens, room: engine.contextTokens - prompt.length, resume: resumed };
    if (plain) await generateText(engine, request, { sequence, prepared, triggers: state.stopGenerationTriggers, ignored: state.ignoreStartText ?? [], signal, add });
    else {
      const last = /** @type {Extract<ChatHistoryItem, { type: 'model' }>} */ (open.at(-1));
      const history = [...open.slice(0, -1), request.prefill === '' ? last : { ...last, response: [...last.response, request.prefill] }];
      await generateChat(engine, request, { sequence, prepared, history, signal, add });
    }
  } catch (error) {
    // The state may be half of something; an abort leaves it sound.
    if (!signal.aborted) await sequence.clearHistory().catch(() => undefined);
    throw error;
  } finally {
    sequences.give(sequence);
  }
}
