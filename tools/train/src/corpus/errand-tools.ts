import type { Random } from '../random.ts';
import { anyName } from './names.ts';
import { named, signature, type Tool } from './tool.ts';
import { LANGUAGES, NOUNS } from './unknown-topics.ts';

/** Tools that do something and report: their parameters are copied out of the request. */
export const ERRANDS: readonly ((random: Random) => Tool)[] = [
  (random) => {
    const name = named(random, random.pick(['send email', 'send message', 'send mail']));
    return {
      name,
      kind: 'errand',
      signature: signature(name, random.pick(['Send an email', 'Send a message to a person', '']), '{to: string, text: string}'),
      request: () => {
        const [to, text] = [
          anyName(random),
          random.pick([
            'hello',
            'I am late',
            'the report is ready',
            'see you tomorrow',
            'good luck',
            'thank you',
            'the meeting is at nine',
            'happy birthday',
          ]),
        ];
        return {
          question: random.pick([`Send ${to} the message: ${text}`, `Tell ${to}: ${text}`, `Write to ${to}: ${text}`]),
          uses: [{ name, parameters: { to, text }, result: random.pick(['sent', { sent: true }, { status: 'ok' }]) }],
          answer: `I sent the message to ${to}.`,
          key: `tool${to}${text}`,
        };
      },
    };
  },
  (random) => {
    const name = named(random, random.pick(['set timer', 'start timer']));
    return {
      name,
      kind: 'errand',
      signature: signature(name, random.pick(['Set a timer', 'Start a timer in minutes', '']), '{minutes: number}'),
      request: () => {
        const minutes = random.integer(1, 90);
        return {
          question: random.pick([
            `Set a timer for ${minutes} minutes.`,
            `Start a timer of ${minutes} minutes.`,
            `Timer for ${minutes} minutes, please.`,
          ]),
          uses: [{ name, parameters: { minutes }, result: random.pick(['started', { started: true }, { status: 'ok' }]) }],
          answer: `The timer is set for ${minutes} minutes.`,
          key: `tooltimer${minutes}`,
        };
      },
    };
  },
  (random) => {
    const name = random.pick(['translate', 'translate_text', 'translateText']);
    return {
      name,
      kind: 'errand',
      signature: signature(
        name,
        random.pick(['Translate a text', 'Translate text into a language', '']),
        '{text: string, language: string}',
      ),
      request: () => {
        const [text, language, result] = [random.pick(NOUNS), random.pick(LANGUAGES), random.pick(NOUNS)];
        return {
          question: random.pick([
            `Translate ${text} into ${language}.`,
            `Translate "${text}" to ${language}.`,
            `How do you say ${text} in ${language}?`,
          ]),
          uses: [{ name, parameters: { text, language }, result }],
          answer: `In ${language} it is ${result}.`,
          key: `tool${text}${language}`,
        };
      },
    };
  },
  (random) => {
    const name = named(random, random.pick(['get user', 'find user', 'lookup customer', 'get order', 'get customer']));
    const kind = name.split(/_|(?=[A-Z])/)[1]?.toLowerCase() ?? 'user';
    return {
      name,
      kind: 'errand',
      signature: signature(name, random.pick([`Get a ${kind} by id`, `Find a ${kind}`, '']), '{id: number}'),
      request: () => {
        const [id, status] = [random.integer(1, 9999), random.pick(['active', 'new', 'paid', 'shipped', 'closed', 'open'])];
        return {
          question: random.pick([
            `Find ${kind} ${id}.`,
            `What is the status of ${kind} ${id}?`,
            `Look up ${kind} ${id}.`,
            `Get ${kind} ${id}.`,
          ]),
          uses: [{ name, parameters: { id }, result: { id, status } }],
          answer: `The ${kind} ${id} is ${status}.`,
          key: `tool${kind}${id}`,
        };
      },
    };
  },
  (random) => {
    const name = named(random, random.pick(['create task', 'add todo', 'create note', 'save note']));
    return {
      name,
      kind: 'errand',
      signature: signature(name, random.pick(['Create a task', 'Save a note', '']), '{title: string}'),
      request: () => {
        const title = `${random.pick(['buy', 'clean', 'fix', 'call about', 'paint', 'sell'])} the ${random.pick(NOUNS)}`;
        return {
          question: random.pick([`Create a task: ${title}`, `Remind me to ${title}.`, `Note: ${title}`, `Add a task to ${title}.`]),
          uses: [{ name, parameters: { title }, result: random.pick(['saved', { id: 7 }, { status: 'ok' }]) }],
          answer: `I saved it: ${title}.`,
          key: `tool${title}`,
        };
      },
    };
  },
];
