import { element } from './element.js';
import { chat, rememberKey, status } from './gateway.js';
import { count, duration } from './figures.js';
import { modelsPanel } from './models-panel.js';
import { Turn } from './turn.js';

const byId = (id) => document.getElementById(id);
const [prompt, composer, send, stop, picker, conversation, welcome, notice, announcer] = ['prompt', 'composer', 'send', 'stop', 'model', 'conversation', 'welcome', 'notice', 'announcer'].map(byId);
const suggestions = ['What is a router?', 'What is the capital of Japan?', 'What is 7 plus 8?', 'Tell me a short story about a cat.'];

const unset = byId('temperature-shown').value;

let history = [];
let known = { models: [], strategies: [] };
let running;
let watching;
let followed = true;

start();

async function start() {
  byId('suggestions').append(...suggestions.map((text) => element('li', {}, element('button', { type: 'button', onclick: () => ask(text) }, text))));
  byId('temperature').addEventListener('input', ({ target }) => (byId('temperature-shown').value = Number(target.value).toFixed(1)));
  prompt.addEventListener('input', grow);
  prompt.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    composer.requestSubmit();
  });
  composer.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = prompt.value.trim();
    if (text && !running) ask(text);
  });
  stop.addEventListener('click', () => running?.abort());
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    if (byId('settings').open) byId('settings').open = false;
    else if (!document.querySelector('dialog[open]')) running?.abort();
  });
  addEventListener('wheel', ({ deltaY }) => deltaY < 0 && (followed = false), { passive: true });
  addEventListener('touchmove', () => (followed = false), { passive: true });
  document.addEventListener('click', ({ target }) => {
    if (!byId('settings').contains(target)) byId('settings').open = false;
  });
  byId('new-chat').addEventListener('click', startOver);
  byId('open-models').addEventListener('click', openModels);
  byId('close-models').addEventListener('click', () => byId('models-panel').close());
  byId('models-panel').addEventListener('close', () => clearInterval(watching));
  byId('key-form').addEventListener('submit', () => {
    rememberKey(byId('key').value);
    void refresh();
  });
  await refresh();
  prompt.focus();
}

async function refresh() {
  try {
    known = await status();
  } catch (error) {
    if (error.code === 'invalid_api_key') return byId('key-panel').showModal();
    return showHealth('unhealthy', error.message);
  }
  showHealth(known.health.status, `${count(known.models.filter(({ error }) => !error).length, 'model')}`);
  offerModels();
  const [only] = answering();
  const tiny = answering().length === 1 && (only.card.parameters ?? Infinity) < 100e6 ? only : undefined;
  notice.hidden = !tiny;
  if (tiny) notice.replaceChildren(element('strong', {}, `The only model here is ${tiny.id}, a very small one. `), tiny.card.description ?? '', ' Set the key of a provider, or add a model file, and the router has a choice.');
  return undefined;
}

function answering() {
  return known.models.filter(({ card, error }) => !error && card?.capabilities.includes('text-generation'));
}

function showHealth(state, text) {
  byId('health-dot').className = `dot ${state}`;
  byId('health-text').textContent = text;
  byId('open-models').setAttribute('aria-label', `Models and health: ${state}, ${text}`);
}

function offerModels() {
  const chosen = picker.value || new URLSearchParams(location.search).get('model') || 'auto';
  const option = (value, text) => element('option', { value }, text);
  picker.replaceChildren(
    element('optgroup', { label: 'The router chooses' }, option('auto', `auto (${known.strategy})`), ...known.strategies.filter((name) => name !== known.strategy).map((name) => option(`auto:${name}`, `auto: ${name}`))),
    element('optgroup', { label: 'Always this model' }, ...answering().map(({ id }) => option(id, id))),
  );
  picker.value = chosen;
  if (!picker.value) picker.value = 'auto';
}

async function ask(text) {
  if (running) return;
  welcome.hidden = true;
  prompt.value = '';
  grow();
  const turn = new Turn(text);
  conversation.append(turn.node);
  follow(turn, true);
  running = new AbortController();
  busy(true);
  announcer.textContent = 'Choosing a model';
  const startedMs = performance.now();
  const timing = { firstMs: undefined, totalMs: undefined };
  try {
    for await (const piece of chat(request(text), running.signal)) {
      if ('answering' in piece) {
        turn.answering(piece);
        announcer.textContent = `${piece.answering} answers`;
      } else if ('finish' in piece) {
        timing.totalMs = performance.now() - startedMs;
        timing.firstMs ??= timing.totalMs;
        turn.finish(piece, timing);
        history.push({ role: 'user', content: text }, { role: 'assistant', content: turn.text });
        announcer.textContent = `${piece.decision?.model ?? 'The model'} has answered in ${duration(timing.totalMs)}: ${turn.text.slice(0, 300)}`;
      } else {
        timing.firstMs ??= performance.now() - startedMs;
        turn.add(piece);
        follow(turn);
      }
    }
  } catch (error) {
    if (error.name === 'AbortError') {
      turn.stopped();
      announcer.textContent = 'Stopped';
    } else {
      turn.fail(error, hintFor(error));
      if (error.code === 'invalid_api_key') byId('key-panel').showModal();
    }
  } finally {
    running = undefined;
    busy(false);
    follow(turn);
    void refresh();
  }
}

/** As much of the conversation as fits the largest model that may answer: small ones forget the beginning. */
function request(text) {
  const system = byId('system').value.trim();
  const maxTokens = byId('max-tokens').valueAsNumber;
  const candidates = answering().filter(({ id }) => picker.value.startsWith('auto') || id === picker.value);
  const tokens = Math.max(...candidates.map(({ card }) => card.contextTokens ?? 8192), 0) || 8192;
  let characters = tokens * 2 - text.length - system.length;
  const kept = [];
  for (let index = history.length - 2; index >= 0; index -= 2) {
    characters -= history[index].content.length + history[index + 1].content.length + 40;
    if (characters < 0) break;
    kept.unshift(history[index], history[index + 1]);
  }
  return {
    model: picker.value || 'auto',
    messages: [...(system ? [{ role: 'system', content: system }] : []), ...kept, { role: 'user', content: text }],
    ...(byId('temperature-shown').value !== unset && { temperature: Number(byId('temperature').value) }),
    ...(maxTokens > 0 && { max_tokens: maxTokens }),
  };
}

function hintFor({ code, retryAfter }) {
  if (code === 'context_length_exceeded') return 'Start a new chat, or send less.';
  if (code === 'model_not_found' || code === 'no-model') return 'The Models panel says what is there and why something is not.';
  if (retryAfter) return `Try again in ${count(Number(retryAfter), 'second')}.`;
  return undefined;
}

function startOver() {
  running?.abort();
  history = [];
  conversation.replaceChildren();
  welcome.hidden = false;
  prompt.focus();
}

async function openModels() {
  byId('models-panel').showModal();
  const draw = async () => {
    await refresh();
    byId('models-body').replaceChildren(...(known.health ? modelsPanel(known) : [element('p', {}, 'The gateway cannot be reached.')]));
  };
  await draw();
  clearInterval(watching);
  watching = setInterval(draw, 3000);
}

function busy(is) {
  send.hidden = is;
  stop.hidden = !is;
  if (!is && document.activeElement === document.body) prompt.focus();
}

function grow() {
  prompt.style.height = 'auto';
  prompt.style.height = `${prompt.scrollHeight}px`;
}

/** A new question goes to the top; its answer is followed only while its end leaves the screen and the reader has not scrolled away. */
function follow(turn, isNew = false) {
  if (isNew) {
    followed = true;
    turn.node.scrollIntoView({ block: 'start' });
    return;
  }
  if (!followed) return;
  requestAnimationFrame(() => {
    const below = turn.node.querySelector('.answered').getBoundingClientRect().bottom - byId('composer').getBoundingClientRect().top;
    if (below > 0) scrollBy(0, below + 8);
  });
}
