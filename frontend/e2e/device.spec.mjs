// A device without a browser signs somebody in: from the code on its screen to its tokens.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { launch } from '../scripts/browser.mjs';
import { start } from './server.mjs';
import { password, registered, visitor } from './visitor.mjs';

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

let server;
let browser;
let open = [];

before(async () => {
  [server, browser] = await Promise.all([start({ RATE_LIMIT: 'off' }), launch()]);
  const grants = ['--grant-type', GRANT, '--grant-type', 'refresh_token'];
  await server.run('client', 'create', '--public', '--id', 'frame', '--name', 'Photo Frame', ...grants);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
afterEach(async () => {
  const all = open;
  open = [];
  for (const each of all) await each.close();
});

async function somebody(options) {
  const each = await visitor(browser, server.url, options);
  open.push(each);
  return each;
}

async function post(path, fields) {
  const answer = await fetch(server.url + path, { method: 'POST', body: new URLSearchParams(fields) });
  return { status: answer.status, ...(await answer.json()) };
}

const begin = () => post('/oauth/device_authorization', { client_id: 'frame', scope: 'openid email' });
const ask = ({ device_code }) => post('/oauth/token', { grant_type: GRANT, client_id: 'frame', device_code });

describe('a device', () => {
  it('is connected by the code that it shows, with the keyboard alone', async () => {
    const { page, sees } = await somebody();
    await registered(server, { page, sees }, 'ada@example.com');
    const codes = await begin();
    assert.equal(codes.verification_uri, `${server.url}/device`);
    assert.match(codes.user_code, /^[B-DF-HJ-NP-TV-Z]{4}-[B-DF-HJ-NP-TV-Z]{4}$/);
    assert.equal((await ask(codes)).error, 'authorization_pending');

    await page.goto('/device');
    await sees('Sign in');
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByLabel('Password').press('Enter');
    await sees('Connect a device');

    const field = page.getByLabel('Code');
    await field.press('Enter');
    await page.getByText('Type the code that your device shows.').waitFor();
    await field.fill('BBBB-BBBB');
    await field.press('Enter');
    await page.getByText('No device waits with this code.').waitFor();
    await sees('Connect a device');
    await field.fill(codes.user_code.toLowerCase().replace('-', ' '));
    await field.press('Enter');

    await sees('Connect Photo Frame?');
    await page.getByText(codes.user_code, { exact: true }).waitFor();
    await page.getByText('You are signed in as ada@example.com.').waitFor();
    assert.deepEqual(await page.getByRole('main').getByRole('listitem').allInnerTexts(), [
      'Know who you are',
      'See your email address',
    ]);
    await page.getByRole('button', { name: 'Allow', exact: true }).focus();
    await page.keyboard.press('Enter');
    await sees('Your device is connected');

    const tokens = await ask(codes);
    assert.equal(tokens.status, 200, JSON.stringify(tokens));
    assert.ok(tokens.access_token && tokens.refresh_token && tokens.id_token);
    assert.equal((await ask(codes)).error, 'invalid_grant');
    await page.getByRole('link', { name: 'See connected apps' }).click();
    await sees('Connected apps');
    await page.getByText('Photo Frame', { exact: true }).waitFor();
  });

  it('is refused, by a link that has the code in it, in German', async () => {
    const { page, sees } = await somebody({ locale: 'de-DE' });
    const codes = await begin();
    await page.goto(codes.verification_uri_complete);
    await sees('Anmelden');
    await page.getByLabel('E-Mail').fill('ada@example.com');
    await page.getByLabel('Passwort').fill(password);
    await page.getByRole('button', { name: 'Anmelden' }).click();
    await sees('Gerät verbinden');
    // The code is there, and nothing is done before somebody says so.
    assert.equal(await page.getByLabel('Code').inputValue(), codes.user_code);
    assert.equal((await ask(codes)).error, 'authorization_pending');
    await page.getByRole('button', { name: 'Weiter' }).click();
    await sees('Photo Frame verbinden?');
    // Read anew in the middle of it, the page asks again, and nothing was decided.
    await page.reload();
    await sees('Gerät verbinden');
    assert.equal((await ask(codes)).error, 'slow_down');
    await page.getByRole('button', { name: 'Weiter' }).click();
    await sees('Photo Frame verbinden?');
    await page.getByRole('button', { name: 'Ablehnen' }).click();
    await sees('Nichts wurde erlaubt');
    assert.equal((await ask(codes)).error, 'access_denied');
  });
});
