import type { Random } from '../random.ts';
import { CAPITALS, MORE_CITIES, MORE_NAMES } from './entities.ts';
import { FACTS } from './facts.ts';
import type { Lesson } from './lesson.ts';
import { UNKNOWN } from './unknown.ts';
import { DESCRIBING, NOUNS } from './unknown-topics.ts';
import { story } from './writing.ts';

const thing = (random: Random): string => (random.chance(0.4) ? `${random.pick(DESCRIBING)} ${random.pick(NOUNS)}` : random.pick(NOUNS));

/** What a small note may say about a thing: property and a value for it. */
const PROPERTIES: readonly (readonly [property: string, value: (random: Random) => string])[] = [
  ['price', (random) => `${random.integer(1, 999)} euros`],
  ['color', (random) => random.pick(['red', 'blue', 'green', 'black', 'white', 'yellow', 'grey'])],
  ['owner', (random) => random.pick(MORE_NAMES)],
  ['code', (random) => String(random.integer(1000, 9999))],
  ['weight', (random) => `${random.integer(1, 99)} kilos`],
  ['place', (random) => random.pick(MORE_CITIES)],
  ['size', (random) => `${random.integer(1, 99)} meters`],
  ['age', (random) => `${random.integer(1, 99)} years`],
];

/** Reads a few notes and answers from them, as a document search has it. */
export function context(random: Random): Lesson {
  const notes = Array.from({ length: random.integer(1, 5) }, () => ({ about: thing(random), property: random.pick(PROPERTIES) })).map(
    ({ about, property: [name, value] }) => ({ name, about, sentence: `The ${name} of the ${about} is ${value(random)}.` }),
  );
  const asked = random.pick(notes);
  const present = random.chance(0.85);
  const about = present ? asked.about : thing(random);
  const known = notes.find((note) => note.about === about && note.name === asked.name);
  const text = notes.map((note) => note.sentence).join(random.chance(0.3) ? '\n' : ' ');
  const question = `What is the ${asked.name} of the ${about}?`;
  return {
    category: 'context',
    answer: known?.sentence ?? 'The context does not say.',
    key: `context${about}${asked.name}`,
    style: 'fixed',
    unpredictable: true,
    question: random.pick([
      `Context: ${text}\nQuestion: ${question}`,
      `Context:\n${text}\n\nQuestion: ${question}`,
      `${text} ${question}`,
      `Answer from the context.\n\nContext:\n${text}\n\nQuestion: ${question}`,
      `Use the following context to answer the question.\n\n${text}\n\n${question}`,
      `${text}\n\n${question}`,
    ]),
  };
}

const filler = (random: Random): string =>
  random.chance(0.4)
    ? random.pick(FACTS)[1]
    : random.chance(0.4)
      ? `The ${thing(random)} is ${random.pick(DESCRIBING)}.`
      : random.chance(0.3)
        ? story(random).answer
        : `${random.pick(MORE_NAMES)} has a ${thing(random)}.`;

/** A long pasted text, before or after a short request. */
export function longPrompt(random: Random): Lesson {
  const text = Array.from({ length: random.integer(2, 10) }, () => filler(random)).join(random.chance(0.2) ? '\n' : ' ');
  const shared = { category: 'long-prompt', style: 'fixed', unpredictable: true } as const;
  if (random.chance(0.5)) {
    const [topic, sentence] = random.pick(FACTS);
    const question = random.pick([`What is ${topic}?`, `Explain ${topic}.`]);
    return {
      ...shared,
      question: random.pick([`${text}\n\n${question}`, `${text} ${question}`, `${question}\n\n${text}`]),
      answer: sentence,
    };
  }
  if (random.chance(0.3)) {
    const country = random.pick(Object.keys(CAPITALS));
    return {
      ...shared,
      question: `${text}\n\nWhat is the capital of ${country}?`,
      answer: `The capital of ${country} is ${CAPITALS[country] ?? ''}.`,
    };
  }
  const request = random.pick([
    'Summarize this.',
    'Summarize the text.',
    'What is this text about?',
    'Translate this text.',
    'Correct the mistakes.',
    'Rewrite this text.',
    'Write a summary.',
    'What do you think about this?',
    '',
  ]);
  return { ...shared, question: random.chance(0.5) ? `${text}\n\n${request}`.trim() : `${request}\n\n${text}`.trim(), answer: UNKNOWN };
}
