import type { Random } from '../random.ts';
import { CAPITALS, COLORS, DAYS, MONTHS, OPPOSITES } from './entities.ts';
import { FACTS } from './facts.ts';
import { capitalised, type Lesson } from './lesson.ts';

type Ask = (topic: string) => string;
/** The order is part of the held-out keys: append only. */
const ASK_FACT: readonly Ask[] = [
  (t) => `What is ${t}?`, (t) => `Explain ${t}.`, (t) => `Tell me about ${t}.`, (t) => `Can you explain ${t}?`, (t) => `What does ${t} mean?`,
  (t) => `Describe ${t} in one sentence.`, (t) => `Please explain what ${t} is.`, (t) => `what is ${t}`, (t) => `I want to know what ${t} is.`, (t) => `Define ${t}.`,
  (t) => `What's ${t}?`, (t) => `What do you know about ${t}?`, (t) => `Do you know what ${t} is?`, (t) => `Explain ${t} to me.`, (t) => `Could you tell me what ${t} is?`,
  (t) => `${capitalised(t)}?`, (t) => `How would you explain ${t}?`, (t) => `What exactly is ${t}?`, (t) => `Give me a short explanation of ${t}.`,
  (t) => `Explain ${t} in simple words.`, (t) => `Explain ${t} in one sentence.`, (t) => `What is meant by ${t}?`,
];

export function fact(random: Random): Lesson {
  const [topic, sentence] = random.pick(FACTS);
  const wording = random.integer(0, ASK_FACT.length - 1);
  const bare = random.chance(0.15) ? topic.replace(/^an? /, '') : topic; // 'what is token', 'Explain router.'
  return { category: 'fact', question: (ASK_FACT[wording] as Ask)(bare), answer: sentence, key: `fact${topic}${wording}`, style: 'free' };
}

const ASK_CAPITAL: readonly Ask[] = [
  (c) => `What is the capital of ${c}?`, (c) => `Which city is the capital of ${c}?`, (c) => `Tell me the capital of ${c}.`, (c) => `capital of ${c}?`,
  (c) => `Name the capital city of ${c}.`, (c) => `Do you know the capital of ${c}?`, (c) => `What's the capital of ${c}?`, (c) => `What is ${c}'s capital?`,
  (c) => `Can you tell me the capital of ${c}?`, (c) => `The capital of ${c} is?`, (c) => `What is the capital city of ${c}?`, (c) => `capital ${c}`,
];

export function capital(random: Random): Lesson {
  const country = random.pick(Object.keys(CAPITALS));
  const wording = random.integer(0, ASK_CAPITAL.length - 1);
  return {
    category: 'capital', question: (ASK_CAPITAL[wording] as Ask)(country), answer: `The capital of ${country} is ${CAPITALS[country] ?? ''}.`,
    key: `capital${country}${wording}`, style: 'free',
  };
}

const ASK_COUNTRY: readonly Ask[] = [
  (c) => `In which country is ${c}?`, (c) => `Where is ${c}?`, (c) => `${c} is the capital of which country?`, (c) => `What country is ${c} in?`,
  (c) => `Which country has the capital ${c}?`,
];
const COUNTRIES = Object.entries(CAPITALS).filter(([country]) => country !== 'the United Kingdom'); // London has one answer

export function country(random: Random): Lesson {
  const [name, city] = random.pick(COUNTRIES);
  const wording = random.integer(0, ASK_COUNTRY.length - 1);
  return {
    category: 'country', question: (ASK_COUNTRY[wording] as Ask)(city), answer: `${city} is the capital of ${name}.`,
    key: `capinv${city}${wording}`, style: 'free',
  };
}

const ASK_OPPOSITE: readonly Ask[] = [
  (w) => `What is the opposite of ${w}?`, (w) => `Give me the opposite of ${w}.`, (w) => `Opposite of ${w}?`, (w) => `What's the opposite of ${w}?`,
  (w) => `Tell me the opposite of ${w}.`, (w) => `What is the opposite of the word ${w}?`,
];

export function opposite(random: Random): Lesson {
  const pair = random.pick(Object.entries(OPPOSITES));
  const [word, other] = random.chance(0.5) ? pair : ([pair[1], pair[0]] as const);
  const wording = random.integer(0, ASK_OPPOSITE.length - 1);
  return { category: 'opposite', question: (ASK_OPPOSITE[wording] as Ask)(word), answer: `The opposite of ${word} is ${other}.`, key: `opp${word}${wording}`, style: 'free' };
}

export function color(random: Random): Lesson {
  const thing = random.pick(Object.keys(COLORS));
  const question = random.pick([`What color is ${thing}?`, `Which color does ${thing} have?`, `What colour is ${thing}?`]);
  return { category: 'color', question, answer: `${capitalised(thing)} is ${COLORS[thing] ?? ''}.`, style: 'free' };
}

export function calendar(random: Random): Lesson {
  const [kind, names] = random.chance(0.5) ? (['day', DAYS] as const) : (['month', MONTHS] as const);
  const at = random.integer(0, names.length - 1);
  const [direction, step] = random.chance(0.6) ? (['after', 1] as const) : (['before', names.length - 1] as const);
  const answer = `${names[(at + step) % names.length] ?? ''} comes ${direction} ${names[at] ?? ''}.`;
  return { category: 'calendar', question: `What ${kind} comes ${direction} ${names[at] ?? ''}?`, answer, style: 'free' };
}
