import type { Random } from '../random.ts';
import { CITIES, MORE_CITIES } from './entities.ts';
import type { Lesson } from './lesson.ts';
import { anyName } from './names.ts';

const JOBS = ['teacher', 'pilot', 'baker', 'doctor', 'engineer', 'farmer', 'painter', 'lawyer', 'nurse', 'student', 'cook', 'writer'];
const json = (value: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ').replace('{ ', '{').replace(' }', '}');

/** Facts about a person in a sentence, and the same facts as one flat JSON object. */
export function extraction(random: Random): Lesson {
  const name = anyName(random);
  const city = random.chance(0.6) ? random.pick(CITIES) : random.pick(MORE_CITIES);
  const age = random.integer(5, 90);
  const job = random.pick(JOBS);
  const fromText = random.chance(0.6);
  const ask = (fields: string, text: string): string =>
    random.pick([
      `Extract ${fields} as JSON: ${text}`,
      `Extract ${fields} as JSON: ${text}`,
      `Extract ${fields} as JSON from this text: ${text}`,
      `Return ${fields} as JSON: ${text}`,
      `${text} Give me ${fields} as JSON.`,
      `Extract ${fields} from: ${text} Answer in JSON.`,
    ]);
  const write = (fields: string): string =>
    random.pick([
      `Write a JSON object with ${fields}.`,
      `Write a JSON object with ${fields}.`,
      `Give me a JSON object with ${fields}.`,
      `Answer in JSON with ${fields}.`,
      `Create JSON with ${fields}.`,
      `Make a JSON object with ${fields}.`,
    ]);
  switch (random.integer(0, 4)) {
    case 0:
      return {
        category: 'json',
        key: `json${name}${age}`,
        answer: json({ name, age }),
        question: fromText ? ask('the name and age', `${name} is ${age} years old.`) : write(`name ${name} and age ${age}`),
      };
    case 1:
      return {
        category: 'json',
        key: `json${name}${city}`,
        answer: json({ name, city }),
        question: fromText ? ask('the name and city', `${name} lives in ${city}.`) : write(`name ${name} and city ${city}`),
      };
    case 2:
      return {
        category: 'json',
        key: `json${name}${age}${city}`,
        answer: json({ name, age, city }),
        question: random.chance(0.6)
          ? ask('name, age and city', `${name} is ${age} years old and lives in ${city}.`)
          : random.chance(0.5)
            ? ask('the name, age and city', `${name} is ${age} and lives in ${city}.`)
            : write(`name ${name}, age ${age} and city ${city}`),
      };
    case 3:
      return {
        category: 'json',
        key: `json${name}${job}`,
        answer: json({ name, job }),
        question: fromText
          ? ask('the name and job', `${name} is ${/^e/.test(job) ? 'an' : 'a'} ${job}.`)
          : write(`name ${name} and job ${job}`),
      };
    default:
      return {
        category: 'json',
        key: `json${city}${age}`,
        answer: json({ city, temperature: age }),
        question: fromText
          ? ask('the city and temperature', `It is ${age} degrees in ${city}.`)
          : write(`city ${city} and temperature ${age}`),
      };
  }
}
