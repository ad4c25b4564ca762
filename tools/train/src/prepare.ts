import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { conversationPieces } from './conversation-text.ts';
import { corpus } from './corpus/corpus.ts';
import { pack, type TokenizedDocument } from './pack.ts';
import { random } from './random.ts';
import { type Tokenizer, tokenizer, TokenizerParts, trainTokenizer } from './tokenizer.ts';

/** Row widths in tokens; a conversation goes to the narrowest row that holds it, longer ones are left out. */
const WIDTHS = [192, 512, 1024];

function learnTokenizer(seed: number, vocabularySize: number): Tokenizer {
  const texts: string[] = [];
  const seenSystems = new Map<string, number>();
  for (const { system, turns, plain } of corpus(seed)) {
    if (texts.length > 150_000) break;
    const seen = system === undefined ? 40 : (seenSystems.get(system) ?? 0);
    if (system !== undefined) seenSystems.set(system, seen + 1);
    texts.push(
      ...(seen < 40 && system !== undefined ? [system] : []),
      ...(plain === undefined ? [] : [plain]),
      ...turns.flatMap((turn) => [turn.question, turn.answer]),
    );
  }
  return trainTokenizer([...texts, 'user\n', 'assistant\n', 'system\n'], vocabularySize);
}

function main(): void {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: 'work' },
      seed: { type: 'string', default: '2026' },
      conversations: { type: 'string', default: '200000' },
      tokenizer: { type: 'string' },
      vocabulary: { type: 'string', default: '1024' },
    },
  });
  const seed = Number(values.seed);
  mkdirSync(values.out, { recursive: true });
  const chosen =
    values.tokenizer === undefined
      ? learnTokenizer(seed, Number(values.vocabulary))
      : tokenizer(TokenizerParts.parse(JSON.parse(readFileSync(values.tokenizer, 'utf8'))));
  const { vocabulary, merges, specials } = chosen;
  writeFileSync(path.join(values.out, 'tokenizer-parts.json'), JSON.stringify({ vocabulary, merges, specials }));

  const layout = random(seed + 1);
  const byWidth = WIDTHS.map((): TokenizedDocument[] => []);
  let left = Number(values.conversations);
  let tooLong = 0;
  let letters = 0;
  for (const conversation of corpus(seed)) {
    if (left-- === 0) break;
    const document: { tokens: number[]; weights: number[] } = { tokens: [], weights: [] };
    for (const { text, weight } of conversationPieces(conversation, layout.chance(0.5))) {
      letters += text.length;
      for (const token of chosen.encode(text)) {
        document.tokens.push(token);
        document.weights.push(weight);
      }
    }
    const fits = WIDTHS.findIndex((width) => document.tokens.length <= width + 1);
    if (fits < 0) tooLong++;
    else byWidth[fits]?.push(document);
  }
  const rows = WIDTHS.map((width, at) => pack(byWidth[at] ?? [], width));
  for (const row of rows) {
    writeFileSync(path.join(values.out, `rows-${row.width}.tokens`), row.tokens);
    writeFileSync(path.join(values.out, `rows-${row.width}.weights`), row.weights);
  }
  const tokens = byWidth.flat().reduce((sum, document) => sum + document.tokens.length, 0);
  writeFileSync(
    path.join(values.out, 'rows.json'),
    JSON.stringify({ seed, vocabularySize: vocabulary.length, rows: rows.map(({ width, count }) => ({ width, count })), tokens }),
  );
  const filled = tokens / rows.reduce((sum, row) => sum + row.tokens.length, 0);
  console.log(
    `${byWidth.map((each, at) => `${each.length} conversations in ${rows[at]?.count ?? 0} rows of ${WIDTHS[at] ?? 0}`).join(', ')}; ${tooLong} left out; ${tokens} tokens, ${(letters / tokens).toFixed(2)} letters each, rows ${(filled * 100).toFixed(0)} % full`,
  );
}

main();
