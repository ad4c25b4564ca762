import { element } from './element.js';
import { markdown } from './markdown.js';
import { why } from './why.js';

/** One question and its answer on the page; the answer is written into it as it comes. */
export class Turn {
  text = '';
  #thought = '';
  #heading = element('h3', {}, 'Choosing a model…');
  #thoughts = element('p', { class: 'thought', hidden: true });
  #body = element('div', { class: 'text running' });
  #answer = element('article', { class: 'answered', 'aria-busy': 'true' }, this.#heading, this.#thoughts, this.#body);
  #frame;

  constructor(question) {
    this.question = question;
    this.node = element('section', { class: 'turn', 'aria-label': `Asked: ${question.slice(0, 80)}` }, element('div', { class: 'asked' }, question), this.#answer);
  }

  answering({ answering, strategy, fellBack }) {
    this.#heading.replaceChildren(element('strong', {}, answering ?? 'unknown model'), element('span', { class: 'tag' }, strategy ?? ''));
    if (fellBack) this.#heading.append(element('span', { class: 'tag warn' }, 'fell back'));
  }

  add({ text = '', thought = '' }) {
    this.text += text;
    this.#thought += thought;
    // Many pieces come between two pictures of the screen.
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#draw();
    });
  }

  finish({ decision, usage, finish }, timing) {
    this.#done();
    if (this.text === '' && finish !== 'tool_calls') this.#body.append(element('p', { class: 'thought' }, 'The model answered with nothing.'));
    if (finish === 'length') this.#heading.append(element('span', { class: 'tag warn', title: 'The answer reached its longest allowed length' }, 'cut at the limit'));
    if (finish === 'content_filter') this.#heading.append(element('span', { class: 'tag warn' }, 'filtered'));
    if (decision) {
      if (decision.fellBack && !this.#heading.querySelector('.warn')) this.#heading.append(element('span', { class: 'tag warn' }, 'fell back'));
      this.node.append(why({ decision, usage, timing }));
    }
    this.#answer.append(
      element('div', { class: 'acts' }, element('button', { type: 'button', class: 'quiet', onclick: (event) => copy(this.text, event.currentTarget) }, 'Copy')),
    );
  }

  stopped() {
    this.#done();
    this.#heading.append(element('span', { class: 'tag' }, 'stopped by you'));
  }

  fail(error, hint) {
    this.#done();
    if (this.text === '' && this.#heading.textContent === 'Choosing a model…') this.#heading.replaceChildren(element('strong', {}, 'No answer'));
    const details = [error.code, error.requestId && `request ${error.requestId}`].filter(Boolean).join(' · ');
    this.#answer.append(
      element('div', { class: 'failed', role: 'alert' }, element('p', {}, element('strong', {}, this.text ? 'The answer broke off. ' : ''), error.message), element('p', { class: 'hint' }, hint ?? '', hint && details ? ' ' : '', details)),
    );
  }

  #done() {
    cancelAnimationFrame(this.#frame);
    this.#draw();
    this.#body.classList.remove('running');
    this.#answer.removeAttribute('aria-busy');
  }

  #draw() {
    this.#body.replaceChildren(...markdown(this.text));
    this.#thoughts.textContent = this.#thought;
    this.#thoughts.hidden = this.#thought === '';
  }
}

async function copy(text, button) {
  await navigator.clipboard.writeText(text);
  button.textContent = 'Copied';
  setTimeout(() => (button.textContent = 'Copy'), 1500);
}
