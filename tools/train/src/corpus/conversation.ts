import type { Random } from '../random.ts';
import { CITIES } from './entities.ts';
import type { ToolUse } from './lesson.ts';
import { anyName } from './names.ts';

/** One question of a chat with its answer; `uses` are the tool calls before the answer. */
export interface Turn {
  readonly category: string;
  readonly question: string;
  readonly answer: string;
  readonly uses?: readonly ToolUse[];
  readonly key?: string;
  readonly unpredictable?: boolean;
}

const SUBJECTS = ['color', 'food', 'animal', 'number', 'city', 'drink', 'season', 'sport'] as const;
const LIKED: Readonly<Record<(typeof SUBJECTS)[number], readonly string[]>> = {
  color: ['red', 'blue', 'green', 'yellow', 'black', 'white', 'orange', 'purple', 'pink', 'grey'],
  food: ['pizza', 'soup', 'bread', 'rice', 'cheese', 'salad', 'pasta', 'curry', 'cake'],
  animal: ['cat', 'dog', 'fox', 'owl', 'bear', 'horse', 'lion', 'tiger', 'bee', 'whale'],
  number: ['3', '7', '12', '21', '42', '5', '99', '13', '8', '64', '100'],
  city: CITIES,
  drink: ['tea', 'coffee', 'water', 'milk', 'juice', 'lemonade', 'wine', 'beer'],
  season: ['spring', 'summer', 'autumn', 'winter'],
  sport: ['tennis', 'chess', 'football', 'golf', 'hockey', 'rugby', 'swimming', 'running'],
};

/** Something told now and asked for later: what is said in between belongs to the caller. */
export interface Memory {
  readonly told: Turn;
  readonly asked: Turn;
}

export function memory(random: Random): Memory {
  if (random.chance(0.6)) {
    const name = anyName(random);
    const question = random.pick([
      `My name is ${name}.`,
      `My name is ${name}.`,
      `I am ${name}.`,
      `I'm ${name}.`,
      `Hi, I am ${name}.`,
      `Hello, my name is ${name}.`,
      `Hi, my name is ${name}`,
      `my name is ${name}`,
      `Call me ${name}.`,
    ]);
    return {
      told: { category: 'memory', question, answer: `Nice to meet you, ${name}!` },
      asked: {
        category: 'memory',
        answer: `Your name is ${name}.`,
        key: `memory${name}`,
        question: random.pick([
          'What is my name?',
          'What is my name?',
          "What's my name?",
          'Do you remember my name?',
          'Do you know my name?',
          'Who am I?',
          'what is my name',
          'Can you tell me my name?',
          'Say my name.',
          'What was my name?',
          'what was my name again?',
        ]),
      },
    };
  }
  const subject = random.pick(SUBJECTS);
  const liked = random.pick(LIKED[subject]);
  return {
    told: {
      category: 'memory',
      question: random.pick([
        `My favorite ${subject} is ${liked}.`,
        `My favourite ${subject} is ${liked}.`,
        `Remember that my favorite ${subject} is ${liked}.`,
        `my favorite ${subject} is ${liked}`,
      ]),
      answer: `I will remember that your favorite ${subject} is ${liked}.`,
    },
    asked: {
      category: 'memory',
      answer: `Your favorite ${subject} is ${liked}.`,
      key: `memory${subject}${liked}`,
      question: random.pick([
        `What is my favorite ${subject}?`,
        `What's my favorite ${subject}?`,
        `What is my favourite ${subject}?`,
        `Do you remember my favorite ${subject}?`,
        `which ${subject} do I like best?`,
      ]),
    },
  };
}

/** Asked without having been told. */
export function nothingRemembered(random: Random): Turn {
  const named = random.chance(0.6);
  const subject = random.pick(SUBJECTS);
  return named
    ? {
        category: 'memory',
        question: random.pick([
          'What is my name?',
          "What's my name?",
          'Do you know my name?',
          'Who am I?',
          'Do you remember my name?',
          'what is my name',
        ]),
        answer: 'You have not told me your name.',
      }
    : {
        category: 'memory',
        question: random.pick([
          `What is my favorite ${subject}?`,
          `What's my favorite ${subject}?`,
          `Do you remember my favorite ${subject}?`,
        ]),
        answer: `You have not told me your favorite ${subject}.`,
      };
}

const CONTINUATIONS = [
  'After that they went home and slept well.',
  'Later they told everyone what had happened.',
  'The next day a new adventure began.',
  'They often talked about it in the evening.',
  'And if they are not tired, they are still telling this story.',
];

/** A user who wants more of what was just said. */
export function continuation(random: Random, after: Turn): Turn {
  const question = random.pick([
    'Continue.',
    'Go on.',
    'continue',
    'Please continue.',
    'Keep going.',
    'And then?',
    'What happened next?',
    'More',
    'more please',
    'go on',
  ]);
  return {
    category: 'continue',
    question,
    answer: after.category === 'story' ? random.pick(CONTINUATIONS) : 'That is all I know about it.',
  };
}

/** A user who asks the same again. */
export function repetition(random: Random, after: Turn): Turn {
  return {
    category: 'repeat',
    question: random.pick([
      'Say that again.',
      'Repeat that.',
      'Can you repeat that?',
      'What did you say?',
      'Again please.',
      'Pardon?',
      'say that again please',
    ]),
    answer: after.answer,
  };
}
