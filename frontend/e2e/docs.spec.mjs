// Somebody reads the documentation, signs in from it, and tries an operation out.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { launch } from '../scripts/browser.mjs';
import { start } from './server.mjs';
import { registered, signIn, visitor } from './visitor.mjs';

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([start({ RATE_LIMIT: 'off' }), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

it('signs in by the code flow, and an operation answers', async () => {
  const somebody = await visitor(browser, server.url);
  const { page, context, sees } = somebody;
  const elsewhere = [];
  context.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url()))
      elsewhere.push(request.url());
  });
  await registered(server, somebody, 'ada@example.com');
  await signIn(page, 'ada@example.com');
  await sees('Your profile');

  await page.goto('/docs');
  await page.getByRole('heading', { name: 'Oathgate' }).waitFor();
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  const dialog = page.locator('.auth-container', { hasText: 'authorizationCode' });
  assert.equal(await dialog.locator('#client_id_authorizationCode').inputValue(), 'swagger-ui');

  const asked = page.waitForRequest((request) => request.url().endsWith('/oauth/token'));
  const opened = page.waitForEvent('popup');
  await dialog.locator('button.authorize').click();
  const popup = await opened;
  await popup.getByRole('button', { name: 'Allow' }).click();
  const form = new URLSearchParams((await asked).postData());
  assert.match(form.get('code_verifier'), /^[\w.~-]{43,128}$/);
  await dialog
    .getByRole('button', { name: 'Logout' })
    .or(dialog.getByLabel('Remove authorization'))
    .waitFor();
  await page.getByRole('button', { name: 'Close' }).first().click();

  const operation = page.locator('#operations-users-get_me');
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  const live = operation.locator('.live-responses-table');
  await live.getByText('200', { exact: true }).first().waitFor();
  assert.match(await live.innerText(), /"email": "ada@example.com"/);

  assert.deepEqual(elsewhere, []);
  await somebody.close();
});
