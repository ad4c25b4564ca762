import type { Random } from '../random.ts';
import { FACTS } from './facts.ts';
import { inventedWord } from './names.ts';
import { anyCity, named, signature, type Tool } from './tool.ts';
import { DESCRIBING, NOUNS, TOPICS } from './unknown-topics.ts';

/** Documents found by a text. */
export function search(random: Random): Tool {
  const name = random.pick([
    'search_documents',
    'search_documents',
    'search',
    'searchDocuments',
    'search_docs',
    'find_documents',
    'search_knowledge_base',
    'web_search',
    'retrieve',
    'lookup',
  ]);
  const parameter = random.pick(['query', 'query', 'query', 'text', 'q']);
  const limited = random.chance(0.15);
  return {
    name,
    kind: 'search',
    signature: signature(
      name,
      random.pick([
        'Search the documents',
        'Search documents by text',
        'Searches the knowledge base',
        'Find documents',
        'Search for information',
        '',
      ]),
      `{${parameter}: string${limited ? ', limit: number' : ''}}`,
    ),
    request: () => {
      const [fact, sentence] = random.pick(FACTS);
      const inside = random.chance(0.4);
      const query = inside
        ? fact.replace(/^an? /, '')
        : random.chance(0.5)
          ? random.pick(TOPICS)
          : random.chance(0.3)
            ? `${inventedWord(random)} ${random.pick(NOUNS)}`
            : `${random.pick(DESCRIBING)} ${random.pick(NOUNS)}`;
      const found = inside ? sentence : `The ${random.pick(NOUNS)} is ${random.pick(DESCRIBING)}.`;
      return {
        question: random.pick([
          `Search the documents for ${query}.`,
          `Search for ${query}.`,
          `Find documents about ${query}.`,
          `Look up ${query}.`,
          `Search documents about ${query}.`,
          `What do the documents say about ${query}?`,
          `Find information about ${query}.`,
        ]),
        uses: [
          {
            name,
            parameters: { [parameter]: query, ...(limited ? { limit: random.pick([3, 5, 10]) } : {}) },
            result: random.chance(0.4) ? found : random.chance(0.5) ? [found] : { text: found },
          },
        ],
        answer: `I found this: ${found}`,
        key: `tool${query}`,
      };
    },
  };
}

/** The time, here or in a city. */
export function clock(random: Random): Tool {
  const name = named(random, random.pick(['get time', 'get time', 'get current time', 'current time']));
  const placed = random.chance(0.3);
  return {
    name,
    kind: 'clock',
    signature: signature(
      name,
      random.pick(['Get the current time', 'Get the current time', 'Returns the time', 'Tells the time']),
      placed ? '{city: string}' : undefined,
    ),
    request: () => {
      const time = `${random.integer(0, 23)}:${String(random.integer(0, 59)).padStart(2, '0')}`;
      const city = anyCity(random);
      return placed
        ? {
            question: random.pick([`What time is it in ${city}?`, `Tell me the time in ${city}.`]),
            uses: [{ name, parameters: { city }, result: time }],
            answer: `It is ${time} in ${city}.`,
            key: `tool${city}`,
          }
        : {
            question: random.pick([
              'What time is it?',
              'Tell me the time.',
              'What is the time?',
              'What is the current time?',
              'What time is it now?',
            ]),
            uses: [{ name, result: random.chance(0.6) ? time : { time } }],
            answer: `It is ${time}.`,
          };
    },
  };
}
