import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LlmrrError } from '../error.ts';
import { formatAliases, refusedExtensions } from './formats.ts';
import { normalizeFormat, parseSource, type SourceContext } from './parse-source.ts';

const table: readonly (readonly [text: string, context: SourceContext, expected: readonly [scheme: string, rest: string, format?: string]])[] = [
  ['openai:gpt-4o-mini', {}, ['openai', 'gpt-4o-mini', 'api']],
  ['anthropic:claude-3-sonnet', {}, ['anthropic', 'claude-3-sonnet', 'api']],
  ['OpenAI:gpt-4', {}, ['openai', 'gpt-4', 'api']],
  ['openrouter:meta-llama/llama-3-8b:free', {}, ['openrouter', 'meta-llama/llama-3-8b:free', 'api']],
  ['openai:ft:gpt-4o-mini:me::id', {}, ['openai', 'ft:gpt-4o-mini:me::id', 'api']],
  ['mycompany:model/with:colons', {}, ['mycompany', 'model/with:colons', 'api']],
  ['huggingface:microsoft/DialoGPT-medium', {}, ['huggingface', 'microsoft/DialoGPT-medium', 'huggingface']],
  ['hf:org/name', {}, ['huggingface', 'org/name', 'huggingface']],
  ['hf://org/repo/model.gguf', { format: 'gguf' }, ['huggingface', 'org/repo/model.gguf', 'gguf']],
  ['local:BAAI/bge-small-en', {}, ['huggingface', 'BAAI/bge-small-en', 'huggingface']],
  ['file:./models/x.gguf', {}, ['file', './models/x.gguf', 'gguf']],
  ['file:./models/converted-model.onnx', { format: 'onnx' }, ['file', './models/converted-model.onnx', 'onnx']],
  ['file:///srv/my%20models/x.onnx', {}, ['file', '/srv/my models/x.onnx', 'onnx']],
  ['file:///C:/models/x.gguf', {}, ['file', 'C:/models/x.gguf', 'gguf']],
  ['file:./folder', {}, ['file', './folder']],
  ['./models/x.gguf', {}, ['file', './models/x.gguf', 'gguf']],
  ['models/x.gguf', {}, ['file', 'models/x.gguf', 'gguf']],
  ['C:\\models\\x.gguf', {}, ['file', 'C:\\models\\x.gguf', 'gguf']],
  ['d:/models/x.onnx', {}, ['file', 'd:/models/x.onnx', 'onnx']],
  ['~/models/x.safetensors', {}, ['file', '~/models/x.safetensors', 'safetensors']],
  ['/models/llama', { format: 'mlx' }, ['file', '/models/llama', 'mlx']],
  ['tiny', { format: 'gguf' }, ['file', 'tiny', 'gguf']],
  ['mock:test', {}, ['mock', 'test', 'mock']],
  ['test', { format: 'mock' }, ['mock', 'test', 'mock']],
  ['ollama://llama3:8b', {}, ['ollama', 'llama3:8b']],
  ['ollama://llama2', { format: 'gguf' }, ['ollama', 'llama2', 'gguf']],
  ['gpt2', { format: 'hf' }, ['huggingface', 'gpt2', 'huggingface']],
  ['org/name', { format: 'huggingface' }, ['huggingface', 'org/name', 'huggingface']],
  ['gpt-4', { provider: 'openai' }, ['openai', 'gpt-4', 'api']],
  ['gpt-4', { provider: 'openai', format: 'api' }, ['openai', 'gpt-4', 'api']],
  ['ft:gpt-4o-mini:me::id', { provider: 'openai' }, ['openai', 'ft:gpt-4o-mini:me::id', 'api']],
  ['llama2:7b', { provider: 'ollama' }, ['ollama', 'llama2:7b']],
  ['anthropic:claude-3-opus', { provider: 'openai' }, ['anthropic', 'claude-3-opus', 'api']],
  ['my-model', { exists: (path) => path === 'my-model' }, ['file', 'my-model']],
  ['claude-3-opus', { isKnownModel: (name) => (name === 'claude-3-opus' ? 'anthropic' : undefined) }, ['anthropic', 'claude-3-opus', 'api']],
  ['gpt-4', { exists: () => true, isKnownModel: () => 'openai' }, ['file', 'gpt-4']],
  ['https://models.example.com/a/x.gguf', {}, ['https', 'models.example.com/a/x.gguf', 'gguf']],
];

test.each(table)('source "%s" with %j is read as %j [S1-017]', (text, context, [scheme, rest, format]) => {
  const source = parseSource(text, context);
  expect([source.scheme, source.rest, source.format]).toEqual([scheme, rest, format]);
});

test('the canonical spelling reads back as the same source', () => {
  for (const [text, context] of table) {
    const source = parseSource(text, context);
    expect(parseSource(source.uri, source.format ? { format: source.format } : {})).toEqual(source);
  }
  expect(parseSource('hf:a/b').uri).toBe('huggingface:a/b');
});

test('every accepted format name gives its canonical one, hf is huggingface [S1-018]', () => {
  for (const [name, format] of Object.entries(formatAliases)) {
    expect(normalizeFormat(name)).toBe(format);
    expect(normalizeFormat(name.toUpperCase())).toBe(format);
  }
  expect(normalizeFormat('hf')).toBe('huggingface');
});

test('an unknown format is refused in the words of the guides, with a hint [S1-018] [S1-030]', () => {
  const refused = (run: () => unknown, message: string) => {
    let thrown: unknown;
    try {
      run();
    } catch (error) {
      thrown = error;
    }
    if (!LlmrrError.is(thrown, 'unsupported-format')) throw new Error(`expected unsupported-format, got ${String(thrown)}`);
    expect(thrown.message).toBe(message);
    expect(thrown.details?.['hint']).toEqual(expect.stringMatching(/\w{4}/));
  };
  refused(() => parseSource('./model.pkl'), "Unsupported model format '.pkl'");
  refused(() => parseSource('file:/models/MODEL.PKL'), "Unsupported model format '.pkl'");
  refused(() => parseSource('./model.pkl', { format: 'gguf' }), "Unsupported model format '.pkl'");
  refused(() => parseSource('https://example.com/model.pkl'), "Unsupported model format '.pkl'");
  refused(() => parseSource('./model.gguf', { format: '.pkl' }), "Unsupported model format '.pkl'");
  refused(() => normalizeFormat('constructor'), "Unsupported model format 'constructor'");
  for (const extension of Object.keys(refusedExtensions)) refused(() => parseSource(`x${extension}`), `Unsupported model format '${extension}'`);
});

test.each([
  ['', {}, 'expected a source such as'],
  ['   ', {}, 'expected a source such as'],
  ['a\u0000b', {}, 'expected a source such as'],
  ['openai:', {}, 'expected a name or path behind "openai:"'],
  ['ollama://', {}, 'expected a name or path behind "ollama:"'],
  ['gpt-4', { format: 'api' }, 'needs a provider'],
  ['who-knows', {}, 'expected scheme:name'],
  ['org/name', {}, 'expected scheme:name'],
] as const)('"%s" with %j is refused and the message says what was expected [S1-017]', (text, context, message) => {
  expect(() => parseSource(text, context)).toThrow(message);
});

test('anything at all is parsed or refused with our own error, and what is parsed reads back', () => {
  const anyText = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.array(fc.constantFrom('openai', 'file', 'hf', ':', '/', '//', '\\', 'C', '.', '.gguf', '.pkl', '%20', '~', ' ', 'x')).map((parts) => parts.join('')));
  const format = fc.option(fc.oneof(fc.constantFrom(...Object.keys(formatAliases)), fc.string()), { nil: undefined });
  const provider = fc.option(fc.constantFrom('openai', 'ollama', 'x'), { nil: undefined });
  fc.assert(
    fc.property(anyText, format, provider, (text, wanted, by) => {
      try {
        const source = parseSource(text, { ...(wanted !== undefined && { format: wanted }), ...(by !== undefined && { provider: by }) });
        expect(parseSource(source.uri, source.format ? { format: source.format } : {})).toEqual(source);
      } catch (error) {
        if (!LlmrrError.is(error)) throw error;
      }
    }),
    { numRuns: 1_000 },
  );
});

test('slashes in front of a bare name stay part of it', () => {
  const source = parseSource('//openai', { format: 'mock' });
  expect(source).toMatchObject({ scheme: 'mock', rest: '//openai' });
  expect(parseSource(source.uri)).toMatchObject({ scheme: 'mock', rest: '//openai' });
});
