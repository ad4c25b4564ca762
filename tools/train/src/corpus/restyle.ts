import type { Random } from '../random.ts';
import type { Style } from './lesson.ts';

const OPENERS = [
  'Please',
  'Hey,',
  'Hi,',
  'Hello,',
  'So,',
  'Ok,',
  'Quick question:',
  'I have a question.',
  'Well,',
  'And',
  'Now',
  'Pico,',
  'Tell me:',
  'Question:',
];
const CLOSERS = [' please', ', please.', ' thanks', '!', '??', ' ?', '...', ' :)', '\n', ' '];
const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);

/** The same question as another hand would type it; most stay as they are. */
export function restyle(random: Random, question: string, style: Style): string {
  if (style === 'fixed' || random.chance(0.55)) return question;
  let text = question;
  const mark = /[.?!]$/;
  switch (random.integer(0, style === 'free' ? 8 : 3)) {
    case 0:
      text = text.replace(mark, '');
      break;
    case 1:
      text = lowerFirst(text);
      break;
    case 2:
      text = lowerFirst(text).replace(mark, '');
      break;
    case 3:
      text = `${random.pick(OPENERS)} ${random.chance(0.7) ? lowerFirst(text) : text}`;
      break;
    case 4:
    case 5:
      text = text.toLowerCase();
      break;
    case 6:
      text = text.toLowerCase().replace(mark, '');
      break;
    case 7:
      text = random.chance(0.4) ? text.toUpperCase() : text.toLowerCase().replace(mark, '');
      break;
    default:
      text = text.replace(mark, '') + random.pick(CLOSERS);
  }
  return text;
}
