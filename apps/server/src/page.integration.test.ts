import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { LlmrrError } from '@llmrr/core';
import { publicFolder } from '@llmrr/demo';
import { notRun } from '@llmrr/testing';
import { chromium, type Browser, type Page } from 'playwright-core';
import { closeGateways, gateway, type GatewayTestOptions, type GatewayUnderTest } from './gateway.test.fixture.ts';

const executablePath = '/usr/bin/chromium';
const installed = existsSync(executablePath);
if (!installed) notRun('the page was not looked at in a browser: chromium is not installed', 'apt-get install chromium');
const browserTest = installed ? test : test.skip;

let browser: Browser | undefined;
beforeAll(async () => {
  if (!installed) return;
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  browser = await chromium.launch({ executablePath, args });
}, 60_000);
afterAll(() => browser?.close());
afterEach(closeGateways);

interface Opened {
  readonly page: Page;
  readonly gate: GatewayUnderTest;
  /** What the browser complained of: scripts, styles, requests to elsewhere. */
  readonly complaints: string[];
}

async function open(options: GatewayTestOptions, { width = 1280, keyless = true } = {}): Promise<Opened> {
  const gate = await gateway(options);
  const page = await browser!.newPage({ viewport: { width, height: 800 } });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && !message.text().includes('Failed to load resource') && complaints.push(message.text()));
  page.on('request', (request) => !request.url().startsWith(gate.url) && complaints.push(request.url()));
  await page.goto(gate.url);
  if (keyless) await page.waitForFunction(() => (globalThis as unknown as Dom).document.querySelectorAll('#model option').length > 1);
  return { page, gate, complaints };
}
/** The little of the browser that is used inside of it; the workspace has no DOM types. */
interface Dom {
  readonly document: { querySelectorAll(selector: string): { readonly length: number }; readonly activeElement: { readonly id: string } };
}

const ask = async (page: Page, text: string): Promise<void> => {
  await page.fill('#prompt', text);
  await page.keyboard.press('Enter');
};
const cards = { small: { prices: { input: 0, output: 0 }, quality: 0.2 }, large: { prices: { input: 2, output: 10 }, quality: 0.9 } };

test('the page is small and asks nothing of anybody else', async () => {
  const files = await readdir(publicFolder);
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(publicFolder, file))).size));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000);
});

browserTest(
  'a message sent with Enter is answered, and beside the answer stands why, at what cost and how fast',
  async () => {
    const { page, complaints } = await open({ turns: { small: () => 'never', large: () => ['It is **Tokyo**.\n\n', '<img src=x onerror=alert(1)>', { usage: { inputTokens: 1_000, outputTokens: 100 } }] }, cards, config: { strategy: 'quality-first' } });
    await ask(page, 'What is the capital of Japan?');
    await page.waitForSelector('.why');
    expect(await page.innerText('.asked')).toBe('What is the capital of Japan?');
    expect(await page.innerText('.text strong')).toBe('Tokyo');
    // What a model writes is text, whatever it looks like.
    expect(await page.locator('.text img').count()).toBe(0);
    expect(await page.innerText('.answered')).toContain('<img src=x onerror=alert(1)>');
    expect(await page.innerText('.answered h3')).toContain('large');
    const why = await page.innerText('.why');
    expect(why).toContain('$0.003');
    expect(why).toContain('1000 → 100');
    expect(why).toMatch(/\d+ ms/);
    expect(await page.locator('.ranking li').allInnerTexts()).toEqual([expect.stringContaining('large ✓'), expect.stringContaining('small')]);
    expect(await page.innerText('#announcer')).toMatch(/^large has answered in/);
    expect(complaints).toEqual([]);
    await page.close();
  },
  60_000,
);

browserTest(
  'the picker decides who answers, and the conversation goes along',
  async () => {
    const { page, gate } = await open({ turns: { small: () => 'from small', large: () => 'from large' }, cards, config: { strategy: 'quality-first' } });
    await ask(page, 'first');
    await page.waitForSelector('.why');
    await page.selectOption('#model', 'small');
    await page.click('#settings summary');
    await page.fill('#max-tokens', '33');
    await page.fill('#system', 'Be brief.');
    await page.keyboard.press('Escape');
    await ask(page, 'second');
    await page.waitForFunction(() => (globalThis as unknown as Dom).document.querySelectorAll('.why').length === 2);
    expect(gate.models['small']!.calls[0]).toMatchObject({
      maxTokens: 33,
      messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'first' }, { role: 'assistant', content: 'from large' }, { role: 'user', content: 'second' }],
    });
    expect(gate.models['small']!.calls[0]!.temperature).toBeUndefined();
    await page.click('#new-chat');
    expect(await page.locator('.turn').count()).toBe(0);
    await page.close();
  },
  60_000,
);

browserTest(
  'a fallback is shown with what failed and why, a model that cannot serve with the reason',
  async () => {
    const { page } = await open({ turns: { large: () => [{ throw: new LlmrrError('unavailable', 'large: connection refused') }], small: () => 'from small' }, cards, config: { models: [{ id: 'large', source: 'test:large', priority: 1 }, { id: 'small', source: 'test:small', priority: 2 }, { id: 'off', source: 'test:small', enabled: false }] } });
    await ask(page, 'hello');
    await page.waitForSelector('.why');
    expect(await page.innerText('.answered h3')).toContain('fell back');
    expect(await page.locator('.attempts li').allInnerTexts()).toEqual([expect.stringMatching(/large failed after .*connection refused/s), expect.stringContaining('small answered')]);
    expect(await page.innerText('.excluded')).toContain('off switched off');
    await page.close();
  },
  60_000,
);

browserTest(
  'Escape stops an answer, and the gateway stops asking the model',
  async () => {
    const { page, gate } = await open({ turns: { small: () => ['beginning ', { hang: true }] } });
    await ask(page, 'hello');
    await page.waitForSelector('.text p');
    expect(await page.isVisible('#stop')).toBe(true);
    const { signal } = gate.models['small']!.calls[0]!;
    const aborted = new Promise((resolve) => signal!.addEventListener('abort', resolve));
    await page.keyboard.press('Escape');
    await aborted;
    await page.waitForSelector('#send:visible');
    expect(await page.innerText('.answered')).toContain('stopped by you');
    expect(await page.innerText('.text')).toContain('beginning');
    await page.close();
  },
  60_000,
);

browserTest(
  'failures are readable: before the answer, in its middle, and when the gateway is gone',
  async () => {
    const turns = [[{ throw: new LlmrrError('context-overflow', 'the prompt has 900 tokens, the window 512') }], ['half of it ', { throw: new LlmrrError('stream-cut', 'the connection was reset') }]];
    const { page, gate } = await open({ turns: { small: (_call, index) => turns[index]! } });
    await ask(page, 'one');
    await page.waitForSelector('.failed');
    expect(await page.innerText('.failed')).toMatch(/the prompt has 900 tokens, the window 512\s+Start a new chat, or send less\. context_length_exceeded · request llmrr-/);
    await ask(page, 'two');
    await page.waitForSelector('.turn:nth-child(2) .failed');
    expect(await page.innerText('.turn:nth-child(2)')).toMatch(/half of it[\s\S]*The answer broke off\. the connection was reset/);
    await gate.close();
    await ask(page, 'three');
    await page.waitForSelector('.turn:nth-child(3) .failed');
    expect(await page.innerText('.turn:nth-child(3) .failed')).toContain('The gateway cannot be reached');
    await page.close();
  },
  60_000,
);

browserTest(
  'the models panel shows each model with its health',
  async () => {
    const { page } = await open({ turns: { small: () => 'ok' }, cards, config: { models: [{ id: 'small', source: 'test:small' }, { id: 'gone', source: 'nowhere:gone' }] } });
    await page.click('#open-models');
    await page.waitForSelector('.cards');
    expect(await page.locator('.cards li').allInnerTexts()).toEqual([expect.stringMatching(/small[\s\S]*8,192 tokens[\s\S]*free/), expect.stringMatching(/gone[\s\S]*no provider opens/)]);
    expect(await page.getAttribute('#open-models', 'aria-label')).toBe('Models and health: degraded, 1 model');
    await page.keyboard.press('Escape');
    expect(await page.isVisible('#models-panel')).toBe(false);
    await page.close();
  },
  60_000,
);

browserTest(
  'where keys are needed the page asks for one and uses it',
  async () => {
    const { page } = await open({ turns: { small: () => 'let in' }, keys: ['the-right-key'] }, { keyless: false });
    await page.waitForSelector('#key-panel[open]');
    await page.fill('#key', 'the-right-key');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => (globalThis as unknown as Dom).document.querySelectorAll('#model option').length > 1);
    await ask(page, 'hello');
    await page.waitForSelector('.why');
    expect(await page.innerText('.text')).toBe('let in');
    await page.close();
  },
  60_000,
);

browserTest(
  'everything can be reached with the keyboard, and nothing is wider than a phone',
  async () => {
    const { page } = await open({ turns: { small: () => `word ${'x'.repeat(300)}\n\n\`\`\`\n${'y'.repeat(300)}\n\`\`\`` }, cards }, { width: 360 });
    await ask(page, 'hello');
    await page.waitForSelector('.why');
    await page.click('.why summary');
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.evaluate('document.activeElement.blur()');
    const reached: string[] = [];
    for (let index = 0; index < 14; index++) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate<string>('document.activeElement.id || document.activeElement.textContent.trim()'));
    }
    for (const one of ['Skip to the message box', 'open-models', 'API', 'new-chat', 'Copy', 'prompt', 'model', 'send']) expect(reached).toContain(one);
    await page.close();
  },
  60_000,
);
