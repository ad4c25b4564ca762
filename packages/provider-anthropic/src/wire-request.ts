/** Bodies of POST /v1/messages as we write them; the tests hold them against the SDK's MessageCreateParams. */
export interface CacheControl {
  type: 'ephemeral';
  ttl?: '5m' | '1h';
}

export type ImageMediaType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp';

interface Cached {
  cache_control?: CacheControl;
}

export interface WireText extends Cached {
  type: 'text';
  text: string;
}
export interface WireImage extends Cached {
  type: 'image';
  source: { type: 'base64'; media_type: ImageMediaType; data: string } | { type: 'url'; url: string } | { type: 'file'; file_id: string };
}
export interface WireDocument extends Cached {
  type: 'document';
  source:
    | { type: 'base64'; media_type: 'application/pdf'; data: string }
    | { type: 'text'; media_type: 'text/plain'; data: string }
    | { type: 'url'; url: string }
    | { type: 'file'; file_id: string };
  title?: string;
}
export interface WireThinking {
  type: 'thinking';
  thinking: string;
  signature: string;
}
export interface WireRedactedThinking {
  type: 'redacted_thinking';
  data: string;
}
export interface WireToolUse extends Cached {
  type: 'tool_use';
  id: string;
  name: string;
  input: Record<string, unknown>;
}
export interface WireToolResult extends Cached {
  type: 'tool_result';
  tool_use_id: string;
  content?: string | (WireText | WireImage)[];
  is_error?: boolean;
}

export type WireBlock = WireText | WireImage | WireDocument | WireThinking | WireRedactedThinking | WireToolUse | WireToolResult;

export interface WireUserMessage {
  role: 'user';
  content: WireBlock[];
}
export interface WireAssistantMessage {
  role: 'assistant';
  content: WireBlock[];
}
export interface WireSystemMessage {
  role: 'system';
  content: WireText[];
}
export type WireMessage = WireUserMessage | WireAssistantMessage | WireSystemMessage;

export interface WireTool {
  name: string;
  description?: string;
  input_schema: { type: 'object'; [keyword: string]: unknown };
  strict?: boolean;
}

export type WireToolChoice =
  | { type: 'auto' | 'any'; disable_parallel_tool_use?: boolean }
  | { type: 'tool'; name: string; disable_parallel_tool_use?: boolean }
  | { type: 'none' };

export type WireThinkingConfig =
  | { type: 'enabled'; budget_tokens: number }
  | { type: 'adaptive'; display?: 'summarized' }
  | { type: 'disabled' };

export interface WireOutputConfig {
  effort?: 'low' | 'medium' | 'high' | 'xhigh';
  format?: { type: 'json_schema'; schema: Record<string, unknown> };
}

export interface WireBody {
  model: string;
  max_tokens: number;
  messages: WireMessage[];
  system?: WireText[];
  tools?: WireTool[];
  tool_choice?: WireToolChoice;
  thinking?: WireThinkingConfig;
  output_config?: WireOutputConfig;
  stop_sequences?: string[];
  metadata?: { user_id: string };
  temperature?: number;
  top_p?: number;
  top_k?: number;
  stream?: boolean;
}
