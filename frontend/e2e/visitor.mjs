// Somebody at a browser. Every page that they see is held to the rules that hold for all pages.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Opens a browser window of its own, with its own cookies. */
export async function visitor(browser, url, options = {}) {
  const context = await browser.newContext({
    baseURL: url,
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(15_000);
  const faults = [];
  const watch = (page) => {
    page.on('pageerror', (error) => faults.push(`an error in the page: ${error.stack ?? error}`));
    page.on('console', (message) => {
      if (/content.security.policy/i.test(message.text())) faults.push(message.text());
    });
  };
  context.on('page', watch);
  const page = await context.newPage();
  return {
    context,
    page,
    /** Waits for the page of this heading, and holds it to the rules. */
    async sees(heading, on = page) {
      await on.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
      await on.waitForFunction((title) => document.title.startsWith(title), heading);
      await assertAccessible(on, heading);
    },
    async close() {
      await context.close();
      assert.deepEqual(faults, []);
    },
  };
}

/** What was held to the rules before, by its heading and its shape. */
const known = new Set();

/** No fault that axe finds, in the light and in the dark, and nothing wider than a small phone. */
export async function assertAccessible(page, name) {
  const shape = await page.evaluate(() =>
    [...document.querySelectorAll('body *')].map((each) => each.localName).join(),
  );
  const key = `${name} ${shape}`;
  if (known.has(key)) return;
  known.add(key);

  // By the protocol of the browser's tools, which the policy of the page does not bind.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  // In the dark as wide as a small phone, in the light as wide as it is.
  const size = page.viewportSize();
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(colorScheme === 'dark' ? { width: 320, height: 640 } : size);
    const { violations } = await page.evaluate(() =>
      window.axe.run(document, { resultTypes: ['violations'] }),
    );
    const found = violations.map(
      ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((node) => node.html).join('\n  ')}`,
    );
    assert.deepEqual(found, [], `${name}, ${colorScheme}`);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wider <= 0, `${name} is ${wider} px wider than its window, ${colorScheme}`);
  }
}

export const password = 'violet otter paints nine doors';

/** Fills in the page to create an account, and follows the link in the mail. */
export async function registered(server, { page, sees }, email, secret = password) {
  await page.goto('/register');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(secret);
  await page.getByRole('button', { name: 'Create account' }).click();
  await sees('Look into your mailbox');
  await page.goto(await server.link(email, 'verify-email'));
  await page.getByRole('button', { name: 'Confirm my address' }).click();
  await sees('Your address is confirmed');
}

export async function signIn(page, login, secret = password) {
  await page.goto('/login');
  await page.getByLabel('Email').fill(login);
  await page.getByLabel('Password').fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
