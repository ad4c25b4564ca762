/** How one vendor's API differs from OpenAI's. Data only: a new vendor is a new entry. */
export interface Preset {
  /** Absent where there is no common address: pass `baseUrl`. */
  readonly baseUrl?: string;
  /** Environment variable that usually holds the key; named in errors, never read here. */
  readonly keyVariable?: string;
  /** A key must be there. */
  readonly needsKey?: boolean;
  /** Header of the key where it is not `authorization: Bearer`. */
  readonly keyHeader?: string;
  readonly locality: 'local' | 'remote';
  readonly tokenField: 'max_tokens' | 'max_completion_tokens';
  /** `[DONE]` always comes, so a stream without it was cut. False: a finish reason and a clean end suffice. */
  readonly doneMarker: boolean;
  /** Understands `stream_options: { include_usage }`. */
  readonly streamUsage: boolean;
  /** Models whose instructions go under the role `developer`. */
  readonly developerRole?: RegExp;
  /** Models that answer under /responses only. */
  readonly responsesOnly?: RegExp;
  /** Has the /responses API at all. */
  readonly responses?: boolean;
  /** How text given as the assistant's is continued: as last message, with a mark on it, or with fields in the body; perhaps elsewhere. */
  readonly prefill?: { readonly mark?: Readonly<Record<string, unknown>>; readonly body?: Readonly<Record<string, unknown>>; readonly baseUrl?: string };
  /** Where thoughts are asked for: `reasoning_effort`, or OpenRouter's `reasoning` object. Default `effort`. */
  readonly reasoning?: 'effort' | 'object';
  /** Field under which thoughts of earlier turns go back. */
  readonly reasoningBack?: 'reasoning_content' | 'reasoning';
  /** Sampling options beyond OpenAI's that it knows. */
  readonly sampling: readonly ('top_k' | 'min_p')[];
  /** Enforces a JSON schema. Default true. */
  readonly jsonSchema?: boolean;
  /** Passes `cache_control` marks on to Anthropic models. */
  readonly cacheMarks?: boolean;
  /** Takes files by URL. */
  readonly fileUrls?: boolean;
  /** Sends embeddings as base64. */
  readonly base64Embeddings?: boolean;
  /** Most values in one embedding request. */
  readonly embeddingBatch: number;
  /** Field that tells questions from passages, and its two words. */
  readonly embeddingPurpose?: { readonly field: string; readonly query: string; readonly document: string };
  /** Always sent. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Listed by GET /models, but not for chat or embeddings. */
  readonly otherModels?: RegExp;
}

/** OpenAI's own models, whoever hosts them. */
const openaiModels = {
  needsKey: true,
  locality: 'remote',
  tokenField: 'max_completion_tokens',
  doneMarker: true,
  streamUsage: true,
  developerRole: /^(o\d|gpt-5|codex)/,
  responsesOnly: /^(o\d(-\w+)?-pro|o\d(-mini)?-deep-research|codex-|computer-use-|gpt-5(\.\d+)?-(pro|codex))/,
  responses: true,
  sampling: [],
  base64Embeddings: true,
  embeddingBatch: 2_048,
} as const satisfies Preset;

/** What most compatible servers have in common. */
const common = {
  locality: 'remote',
  needsKey: true,
  tokenField: 'max_tokens',
  doneMarker: true,
  streamUsage: true,
  sampling: [],
  embeddingBatch: 128,
} as const satisfies Preset;

const local = {
  locality: 'local',
  tokenField: 'max_tokens',
  doneMarker: true,
  streamUsage: true,
  sampling: ['top_k', 'min_p'],
  embeddingBatch: 64,
} as const satisfies Preset;

export const presets = {
  openai: {
    ...openaiModels,
    baseUrl: 'https://api.openai.com/v1',
    keyVariable: 'OPENAI_API_KEY',
    otherModels: /whisper|tts|dall-e|image|moderation|realtime|transcribe|sora|babbage|davinci|instruct/,
  },
  /** `baseUrl: https://RESOURCE.openai.azure.com/openai/v1`; the model is the name of the deployment. */
  azure: { ...openaiModels, keyVariable: 'AZURE_OPENAI_API_KEY', keyHeader: 'api-key' },
  openrouter: {
    ...common,
    baseUrl: 'https://openrouter.ai/api/v1',
    keyVariable: 'OPENROUTER_API_KEY',
    prefill: {},
    reasoning: 'object',
    reasoningBack: 'reasoning',
    sampling: ['top_k', 'min_p'],
    cacheMarks: true,
    fileUrls: true,
    body: { usage: { include: true } },
  },
  groq: { ...common, baseUrl: 'https://api.groq.com/openai/v1', keyVariable: 'GROQ_API_KEY', tokenField: 'max_completion_tokens', prefill: {}, otherModels: /whisper|tts|guard/ },
  together: { ...common, baseUrl: 'https://api.together.xyz/v1', keyVariable: 'TOGETHER_API_KEY', sampling: ['top_k', 'min_p'] },
  mistral: { ...common, baseUrl: 'https://api.mistral.ai/v1', keyVariable: 'MISTRAL_API_KEY', streamUsage: false, prefill: { mark: { prefix: true } } },
  deepseek: {
    ...common,
    baseUrl: 'https://api.deepseek.com/v1',
    keyVariable: 'DEEPSEEK_API_KEY',
    prefill: { mark: { prefix: true }, baseUrl: 'https://api.deepseek.com/beta' },
    reasoningBack: 'reasoning_content',
    jsonSchema: false,
  },
  fireworks: { ...common, baseUrl: 'https://api.fireworks.ai/inference/v1', keyVariable: 'FIREWORKS_API_KEY', sampling: ['top_k', 'min_p'] },
  xai: { ...common, baseUrl: 'https://api.x.ai/v1', keyVariable: 'XAI_API_KEY', tokenField: 'max_completion_tokens', responses: true },
  gemini: { ...common, baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai', keyVariable: 'GEMINI_API_KEY', doneMarker: false, embeddingBatch: 100 },
  perplexity: { ...common, baseUrl: 'https://api.perplexity.ai', keyVariable: 'PERPLEXITY_API_KEY', doneMarker: false, streamUsage: false, sampling: ['top_k'] },
  cerebras: { ...common, baseUrl: 'https://api.cerebras.ai/v1', keyVariable: 'CEREBRAS_API_KEY', tokenField: 'max_completion_tokens' },
  nvidia: {
    ...common,
    baseUrl: 'https://integrate.api.nvidia.com/v1',
    keyVariable: 'NVIDIA_API_KEY',
    embeddingPurpose: { field: 'input_type', query: 'query', document: 'passage' },
  },
  portkey: { ...common, baseUrl: 'https://api.portkey.ai/v1', keyVariable: 'PORTKEY_API_KEY', keyHeader: 'x-portkey-api-key', doneMarker: false, fileUrls: true },
  localai: { ...local, baseUrl: 'http://127.0.0.1:8080/v1', keyVariable: 'LOCALAI_API_KEY', doneMarker: false },
  vllm: {
    ...local,
    baseUrl: 'http://127.0.0.1:8000/v1',
    keyVariable: 'VLLM_API_KEY',
    prefill: { body: { continue_final_message: true, add_generation_prompt: false } },
    responses: true,
    base64Embeddings: true,
  },
  lmstudio: { ...local, baseUrl: 'http://127.0.0.1:1234/v1', responses: true },
  llamacpp: { ...local, baseUrl: 'http://127.0.0.1:8080/v1', keyVariable: 'LLAMA_API_KEY', prefill: {} },
  mlx: { ...local, baseUrl: 'http://127.0.0.1:8080/v1', doneMarker: false, jsonSchema: false },
  /** Any other server that speaks the dialect: only what every one of them understands. */
  compatible: { ...local, locality: 'remote', doneMarker: false, sampling: [] },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;
