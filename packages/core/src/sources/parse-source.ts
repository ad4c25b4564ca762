import { LlmrrError } from '../error.ts';
import type { Format, Source } from '../source.ts';
import { extensionFormats, formatAliases, refusedExtensions } from './formats.ts';
import { knownSchemes, schemeAliases } from './schemes.ts';

export interface SourceContext {
  /** In any accepted spelling; decides what a bare text is. */
  readonly format?: string;
  readonly provider?: string;
  /** Whether there is a file or folder of that name. */
  readonly exists?: (path: string) => boolean;
  /** The provider that a catalogue knows this model under. */
  readonly isKnownModel?: (name: string) => string | undefined;
}

/**
 * `scheme:rest` or `scheme://rest`; the rest keeps its colons and slashes. A drive letter is no scheme. A bare text is
 * resolved by its format, then its provider, then as an existing path, then as a known model.
 * Throws `unsupported-format` and `unknown-provider`.
 */
export function parseSource(text: string, context: SourceContext = {}): Source {
  const trimmed = typeof text === 'string' ? text.trim() : '';
  if (trimmed === '' || trimmed.length > 4_096 || hasControlCharacter(trimmed)) {
    throw new LlmrrError('unknown-provider', `expected a source such as "openai:gpt-4o-mini" or "./model.gguf", found ${JSON.stringify(typeof text === 'string' ? text.slice(0, 60) : text)}`);
  }
  const format = context.format === undefined ? undefined : normalizeFormat(context.format);
  const prefixed = splitScheme(trimmed);
  if (prefixed && belongs(prefixed.scheme, context.provider)) return withScheme(prefixed.scheme, prefixed.rest, prefixed.slashes, format, trimmed);
  return bare(trimmed, format, context);
}

/** The canonical format of an accepted spelling. Throws `unsupported-format`. */
export function normalizeFormat(format: string): Format {
  const key = format.toLowerCase().trim();
  if (Object.hasOwn(formatAliases, key)) return formatAliases[key]!;
  throw unsupported(format, Object.hasOwn(refusedExtensions, `.${key.replace(/^\./, '')}`) ? refusedExtensions[`.${key.replace(/^\./, '')}`] : undefined);
}

interface Prefixed {
  readonly scheme: string;
  readonly rest: string;
  readonly slashes: boolean;
}

function splitScheme(text: string): Prefixed | undefined {
  const match = /^([a-z][a-z0-9+.-]+):(\/\/)?([^]*)$/i.exec(text);
  if (!match) return undefined;
  const written = match[1]!.toLowerCase();
  const scheme = Object.hasOwn(schemeAliases, written) ? schemeAliases[written]! : written;
  return { scheme, rest: match[3]!, slashes: match[2] !== undefined };
}

/** With a provider named beside it, 'ft:gpt-4o-mini:me' is a model of that provider and no scheme. */
function belongs(scheme: string, provider: string | undefined): boolean {
  return provider === undefined || scheme === provider.toLowerCase() || knownSchemes.has(scheme);
}

function withScheme(scheme: string, rest: string, slashes: boolean, format: Format | undefined, text: string): Source {
  if (rest.replaceAll('/', '') === '') throw new LlmrrError('unknown-provider', `source ${JSON.stringify(text.slice(0, 60))}: expected a name or path behind "${scheme}:"`);
  if (scheme === 'file') return file(slashes && rest.startsWith('/') ? decoded(rest) : rest, format);
  if (scheme === 'huggingface' && isRooted(rest)) return file(rest, format ?? 'huggingface');
  if (scheme === 'http' || scheme === 'https') {
    const found = format ?? formatOfName(rest);
    return { uri: `${scheme}://${rest}`, scheme, rest, ...(found && { format: found }) };
  }
  const implied = format ?? (scheme === 'mock' ? 'mock' : scheme === 'huggingface' ? 'huggingface' : scheme === 'ollama' ? undefined : 'api');
  return { uri: uriOf(scheme, rest), scheme, rest, ...(implied && { format: implied }) };
}

function bare(text: string, format: Format | undefined, { provider, exists, isKnownModel }: SourceContext): Source {
  if (format === 'mock') return { uri: uriOf('mock', text), scheme: 'mock', rest: text, format };
  if (format === 'huggingface') return isRooted(text) ? file(text, format) : { uri: uriOf('huggingface', text), scheme: 'huggingface', rest: text, format };
  if (format !== undefined && format !== 'api') return file(text, format);
  if (provider !== undefined && provider !== '') return withScheme(provider.toLowerCase(), text, false, format, text);
  const known = isKnownModel?.(text);
  if (format === undefined && (looksLikePath(text) || exists?.(text))) return file(text, undefined);
  if (known !== undefined) return withScheme(known, text, false, format, text);
  throw new LlmrrError(
    'unknown-provider',
    format === 'api'
      ? `source "${text}": format "api" needs a provider, as in "openai:${text}" or provider: "openai"`
      : `source "${text}": expected scheme:name (openai:gpt-4o-mini, huggingface:org/name, file:./model.gguf), an existing path, or a known model name`,
    { details: { source: text } },
  );
}

function file(written: string, format: Format | undefined): Source {
  const path = written.replace(/^\/{2,}/, '/').trim();
  if (path === '' || hasControlCharacter(path)) throw new LlmrrError('unknown-provider', 'source: expected a path behind "file:", found none that can be one');
  const found = format ?? formatOfName(path);
  // Said before anything is opened: a pickle must not even be tried.
  if (Object.hasOwn(refusedExtensions, extensionOf(path))) refuse(path);
  return { uri: uriOf('file', path), scheme: 'file', rest: path, ...(found && { format: found }) };
}

function formatOfName(path: string): Format | undefined {
  const extension = extensionOf(path);
  if (Object.hasOwn(refusedExtensions, extension)) refuse(path);
  return Object.hasOwn(extensionFormats, extension) ? extensionFormats[extension] : undefined;
}

function refuse(path: string): never {
  const extension = extensionOf(path);
  throw unsupported(extension, Object.hasOwn(refusedExtensions, extension) ? refusedExtensions[extension] : undefined);
}

/** The message is quoted by the guides and stays as it is; what to do is in the details. */
function unsupported(found: string, hint: string | undefined): LlmrrError {
  return new LlmrrError('unsupported-format', `Unsupported model format '${found.slice(0, 60)}'`, {
    details: { format: found.slice(0, 60), supported: [...new Set(Object.values(formatAliases))], hint: hint ?? 'Convert the model to GGUF or ONNX.' },
  });
}

/** Two slashes in front are only the mark of a scheme when there are no more. */
function uriOf(scheme: string, rest: string): string {
  return rest.startsWith('//') ? `${scheme}://${rest}` : `${scheme}:${rest}`;
}

/** './x', '../x', '/x', '~/x', 'C:\\x' */
function isRooted(text: string): boolean {
  return /^(?:\.{0,2}[\\/]|~|[a-z]:[\\/])/i.test(text);
}

function looksLikePath(text: string): boolean {
  return isRooted(text) || Object.hasOwn(extensionFormats, extensionOf(text)) || Object.hasOwn(refusedExtensions, extensionOf(text));
}

function extensionOf(path: string): string {
  return /\.[a-z0-9]+$/i.exec(path)?.[0].toLowerCase() ?? '';
}

/** 'file:///a%20b' is a URL; a percent sign that encodes nothing stays. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path).replace(/^\/(?=[a-z]:\/)/i, '');
  } catch {
    return path;
  }
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) < 32 || text.charCodeAt(index) === 127) return true;
  return false;
}
