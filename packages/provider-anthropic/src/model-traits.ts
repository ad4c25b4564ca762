/** What a model takes on the wire; the API answers 400 to the rest. Sources: platform.claude.com migration guides, November 2026. */
export interface ModelTraits {
  /** A model of Anthropic's own, not another vendor's behind the same dialect. */
  readonly claude: boolean;
  /** Takes temperature, top_p and top_k. */
  readonly sampling: boolean;
  /** Takes temperature and top_p in one request. */
  readonly temperatureWithTopP: boolean;
  /** Goes on behind a last message of the assistant's. */
  readonly prefill: boolean;
  /** `budget`: thinking.budget_tokens; `adaptive`: thinking.type adaptive with output_config.effort. */
  readonly thinking: 'none' | 'budget' | 'adaptive';
  /** What happens without a `thinking` field. */
  readonly thinkingDefault: 'off' | 'on' | 'always';
  /** Thinking comes back empty unless a summary is asked for. */
  readonly hidesThinking: boolean;
  readonly highestEffort: 'high' | 'xhigh';
  /** Takes `role: system` behind a user's turn. */
  readonly systemMessages: boolean;
  /** Enforces JSON schemas: output_config.format and strict tools. */
  readonly schemas: boolean;
  readonly tools: boolean;
  readonly images: boolean;
  readonly files: boolean;
}

const otherVendor: ModelTraits = {
  claude: false,
  sampling: true,
  temperatureWithTopP: true,
  prefill: false,
  thinking: 'budget',
  thinkingDefault: 'off',
  hidesThinking: false,
  highestEffort: 'high',
  systemMessages: false,
  schemas: false,
  tools: true,
  images: true,
  files: false,
};

/** By name, since the API tells most of this only by refusing; a Claude that we cannot place counts as the newest. */
export function modelTraits(name: string): ModelTraits {
  if (!/claude/i.test(name)) return otherVendor;
  const { family, version } = parseName(name.toLowerCase());
  const named = family === 'fable' || family === 'mythos';
  return {
    claude: true,
    sampling: version <= 406,
    temperatureWithTopP: version <= 400,
    prefill: version <= 405,
    thinking: version < 307 ? 'none' : version <= 405 ? 'budget' : 'adaptive',
    thinkingDefault: version <= 408 ? 'off' : named ? 'always' : 'on',
    hidesThinking: version >= 407,
    highestEffort: version <= 406 || (family === 'sonnet' && version === 500) ? 'high' : 'xhigh',
    // Accounts of Sonnet 5 differ; text in a user's turn is right either way.
    systemMessages: version >= 408 && !(family === 'sonnet' && version === 500),
    schemas: version >= 405 || (family === 'opus' && version === 401),
    tools: version >= 300,
    images: version >= 300,
    files: version >= 305,
  };
}

/** 'us.anthropic.claude-3-5-haiku-20241022' is haiku 305, 'claude-opus-4-20250514' is opus 400. */
function parseName(name: string): { readonly family: string | undefined; readonly version: number } {
  const family = /opus|sonnet|haiku|fable|mythos/.exec(name)?.[0];
  const digits = /claude-(?:[a-z]+-)*?v?(\d{1,2})(?!\d)(?:[-.](\d{1,2})(?!\d))?/.exec(name);
  if (digits) return { family, version: Number(digits[1]) * 100 + Number(digits[2] ?? 0) };
  return { family, version: name.includes('instant') ? 102 : Infinity };
}
