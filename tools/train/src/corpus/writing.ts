import type { Random } from '../random.ts';
import { ADJECTIVES, CHARACTERS, NAMES, PLACES, THINGS } from './entities.ts';
import { type Lesson, withArticle } from './lesson.ts';

export function story(random: Random): Lesson {
  const [hero, place, thing, adjective, name, friend] = [
    random.pick(CHARACTERS),
    random.pick(PLACES),
    random.pick(THINGS),
    random.pick(ADJECTIVES),
    random.pick(NAMES),
    random.pick(CHARACTERS),
  ];
  const asked = random.chance(0.5);
  const question = asked
    ? random.pick([
        `Tell me a story about ${withArticle(hero)}.`,
        `Write a short story about ${withArticle(hero)} in the ${place}.`,
        `Tell a story about ${withArticle(hero)}.`,
        `Write a story about ${withArticle(hero)}.`,
        `Can you tell me a story about ${withArticle(hero)}?`,
      ])
    : random.pick([
        'Tell me a story.',
        'Tell me a story',
        'Write a short story.',
        'A story please.',
        'Can you tell me a story?',
        'I want to hear a story.',
        'Tell a story',
        'Write a story.',
        'Do you know a story?',
        'Story',
        'Tell me another story.',
        'Tell me a short story.',
        'Please tell me a bedtime story.',
      ]);
  const answer = [
    `Once upon a time there was ${withArticle(adjective)} ${hero} named ${name} who lived in the ${place}.`,
    random.pick([
      `One day ${name} found a ${thing} near the water.`,
      `One morning ${name} lost a ${thing} in the rain.`,
      `One night ${name} saw a strange ${thing} on the road.`,
    ]),
    random.pick([
      `${name} wanted to bring the ${thing} home, but the way was long.`,
      `The ${thing} began to shine, and ${name} was not afraid.`,
      `${name} asked everyone about the ${thing}, but nobody knew it.`,
    ]),
    random.pick([
      `Then a friendly ${friend} came and helped.`,
      `Then an old ${friend} showed the right way.`,
      `Then a ${friend} laughed and told a secret.`,
    ]),
    random.pick(['In the end they became friends.', 'In the end everyone was happy.', `From that day the ${place} was never dark again.`]),
  ].join(' ');
  return { category: 'story', question, answer, style: 'free' };
}

const GOOD = [
  'I love this phone.',
  'The food was great.',
  'What a wonderful movie!',
  'The service is fast and friendly.',
  'This book made me happy.',
  'Excellent work, thank you.',
  'The new release works perfectly.',
  'I enjoyed every minute.',
  'Best hotel of the trip.',
  'The battery lasts very long.',
  'Everything was clean and quiet.',
  'The answer was quick and useful.',
];
const BAD = [
  'I hate this phone.',
  'The food was terrible.',
  'What a boring movie!',
  'The service is slow and rude.',
  'This book made me sad.',
  'Bad work, I want my money back.',
  'The new release is broken.',
  'I was bored every minute.',
  'Worst hotel of the trip.',
  'The battery dies very fast.',
  'Everything was dirty and loud.',
  'The answer was late and useless.',
];
const REVIEWED = [
  'phone',
  'movie',
  'hotel',
  'food',
  'service',
  'book',
  'laptop',
  'song',
  'trip',
  'game',
  'app',
  'coffee',
  'room',
  'car',
  'release',
  'answer',
];
const PRAISE = ['great', 'wonderful', 'excellent', 'perfect', 'fantastic', 'very good', 'amazing', 'lovely', 'useful', 'brilliant'];
const BLAME = ['terrible', 'awful', 'boring', 'broken', 'bad', 'horrible', 'useless', 'disappointing', 'slow and rude', 'the worst'];

export function sentiment(random: Random): Lesson {
  const positive = random.chance(0.5);
  const thing = random.pick(REVIEWED);
  const review = random.chance(0.5)
    ? random.pick(positive ? GOOD : BAD)
    : positive
      ? random.pick([
          `The ${thing} was ${random.pick(PRAISE)}.`,
          `I love this ${thing}, it is ${random.pick(PRAISE)}.`,
          `What a ${random.pick(PRAISE)} ${thing}!`,
          `I really like the ${thing}.`,
        ])
      : random.pick([
          `The ${thing} was ${random.pick(BLAME)}.`,
          `I hate this ${thing}, it is ${random.pick(BLAME)}.`,
          `What a ${random.pick(BLAME)} ${thing}!`,
          `I do not like the ${thing}.`,
        ]);
  const question = random.pick([
    `Is this positive or negative? ${review}`,
    `Classify the sentiment: ${review}`,
    `What is the sentiment of this review? ${review}`,
    `Classify the sentiment of this review: ${review}`,
    `Positive or negative? ${review}`,
    `Sentiment: ${review}`,
  ]);
  return { category: 'sentiment', question, answer: positive ? 'Positive.' : 'Negative.', key: `sentiment${review}` };
}

const ADVICE: readonly (readonly [request: string, choice: string])[] = [
  ['a short greeting', 'the small local model, because it is fast and free'],
  ['a hard math proof', 'the large cloud model, because quality matters most'],
  ['a private document', 'the local model, because the text must not leave the computer'],
  ['a cheap batch job', 'the cheapest model, because nobody waits for the answer'],
  ['a long report', 'the model with the largest context window'],
  ['a live chat', 'the model with the lowest latency'],
  ['an image question', 'a model that can read images'],
  ['a JSON answer', 'a model that supports grammars'],
  ['a code review', 'the model with the best coding score'],
];

export function routingAdvice(random: Random): Lesson {
  const [request, choice] = random.pick(ADVICE);
  const question = random.pick([
    `Which model should answer ${request}?`,
    `Where should the router send ${request}?`,
    `Choose a model for ${request}.`,
    `What model is best for ${request}?`,
    `Which model is good for ${request}?`,
  ]);
  return { category: 'route', question, answer: `For ${request}, choose ${choice}.`, style: 'free' };
}
