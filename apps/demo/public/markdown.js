import { element } from './element.js';

const inlinePattern = /(`+)([\s\S]+?)\1|\*\*([^*\n]+)\*\*|__([^_\n]+)__|\*([^*\s][^*\n]*)\*|\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)/g;

/** The little Markdown that models write, as nodes: nothing of it is ever read as HTML. */
export function markdown(text) {
  const blocks = [];
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    const fence = /^\s*(```+|~~~+)/.exec(line);
    if (fence) {
      const end = lines.findIndex((other, index) => index > at && other.trim().startsWith(fence[1]));
      const stop = end === -1 ? lines.length : end;
      blocks.push(element('pre', { tabindex: '0' }, element('code', {}, lines.slice(at + 1, stop).join('\n'))));
      at = stop + 1;
    } else if (/^#{1,6}\s/.test(line)) {
      blocks.push(element('h4', {}, ...inline(line.replace(/^#+\s+/, ''))));
      at++;
    } else if (/^\s*([-*+]|\d+[.)])\s/.test(line)) {
      const ordered = /^\s*\d/.test(line);
      const items = [];
      for (; at < lines.length && /^\s*([-*+]|\d+[.)])\s/.test(lines[at]); at++) items.push(element('li', {}, ...inline(lines[at].replace(/^\s*([-*+]|\d+[.)])\s+/, ''))));
      blocks.push(element(ordered ? 'ol' : 'ul', ordered ? { start: Number.parseInt(line.trim(), 10) } : {}, ...items));
    } else if (/^>\s?/.test(line)) {
      const quoted = [];
      for (; at < lines.length && /^>\s?/.test(lines[at]); at++) quoted.push(lines[at].replace(/^>\s?/, ''));
      blocks.push(element('blockquote', {}, ...markdown(quoted.join('\n'))));
    } else if (line.trim() === '') at++;
    else {
      const paragraph = element('p');
      for (let first = true; at < lines.length && lines[at].trim() !== '' && !/^\s*(```|~~~|#{1,6}\s|>\s?|[-*+]\s|\d+[.)]\s)/.test(lines[at] === line ? '' : lines[at]); at++, first = false) {
        if (!first) paragraph.append(element('br'));
        paragraph.append(...inline(lines[at]));
      }
      blocks.push(paragraph);
    }
  }
  return blocks;
}

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(inlinePattern)) {
    if (match.index > end) nodes.push(text.slice(end, match.index));
    const [whole, , code, strong, strong2, emphasis, label, url] = match;
    if (code !== undefined) nodes.push(element('code', {}, code));
    else if (strong ?? strong2) nodes.push(element('strong', {}, strong ?? strong2));
    else if (emphasis) nodes.push(element('em', {}, emphasis));
    else nodes.push(element('a', { href: url, rel: 'noopener noreferrer nofollow', target: '_blank' }, label));
    end = match.index + whole.length;
  }
  if (end < text.length) nodes.push(text.slice(end));
  return nodes;
}
