/** Marks the end of a prefix that the vendor may cache (Anthropic cache_control; ignored elsewhere). */
export interface CacheMark {
  readonly ttl?: '5m' | '1h';
}

export interface TextContent {
  readonly type: 'text';
  readonly text: string;
  readonly cache?: CacheMark;
}

/** Exactly one of `url` and `data`; `data` is base64. */
export interface ImageContent {
  readonly type: 'image';
  readonly url?: string;
  readonly data?: string;
  readonly mediaType?: string;
  readonly detail?: 'auto' | 'low' | 'high';
  readonly cache?: CacheMark;
}

/** Exactly one of `url`, `data` (base64) and `fileId` (the vendor's). */
export interface FileContent {
  readonly type: 'file';
  readonly url?: string;
  readonly data?: string;
  readonly fileId?: string;
  readonly mediaType?: string;
  readonly name?: string;
  readonly cache?: CacheMark;
}

export interface AudioContent {
  readonly type: 'audio';
  /** base64 */
  readonly data: string;
  readonly format: string;
}

/** What the model thought. Goes back unchanged in the next turn: vendors check `signature`, and `redacted` is opaque. */
export interface ReasoningContent {
  readonly type: 'reasoning';
  readonly text: string;
  readonly signature?: string;
  readonly redacted?: string;
}

export interface RefusalContent {
  readonly type: 'refusal';
  readonly text: string;
}

export interface ToolCallContent {
  readonly type: 'tool-call';
  readonly id: string;
  readonly name: string;
  /** JSON text as the model wrote it; may be malformed. */
  readonly arguments: string;
  readonly cache?: CacheMark;
}

export interface ToolResultContent {
  readonly type: 'tool-result';
  /** Id of the tool call that this answers. */
  readonly id: string;
  readonly content: string | readonly (TextContent | ImageContent)[];
  readonly isError?: boolean;
  readonly cache?: CacheMark;
}

/** A block that only one vendor knows, kept so that it can go back there. */
export interface VendorContent {
  readonly type: 'vendor';
  readonly vendor: string;
  readonly block: unknown;
}

export type Content =
  | TextContent
  | ImageContent
  | FileContent
  | AudioContent
  | ReasoningContent
  | RefusalContent
  | ToolCallContent
  | ToolResultContent
  | VendorContent;

export type Role = 'system' | 'user' | 'assistant' | 'tool';

export interface Message {
  readonly role: Role;
  /** A string is one text part. */
  readonly content: string | readonly Content[];
  readonly name?: string;
}

/** The text of a message, without what is not text. */
export function textOf(content: string | readonly Content[]): string {
  if (typeof content === 'string') return content;
  let text = '';
  for (const part of content) if (part.type === 'text') text += part.text;
  return text;
}
