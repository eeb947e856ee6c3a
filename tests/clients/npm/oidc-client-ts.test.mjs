// oidc-client-ts in a page of its own origin, in a real browser: everything that it calls is cross-origin.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { chromium } from 'playwright-core';
import { given } from './surroundings.mjs';

const { spa } = given.clients;
const library = new URL('node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js', import.meta.url);
const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** The page: the library, and a manager with what it needs to know. */
const page = `<!doctype html><html lang="en"><title>App</title><h1>App</h1><script src="/library.js"></script>
<script>
  const manager = new oidc.UserManager(${JSON.stringify({
    authority: given.issuer,
    client_id: spa.id,
    redirect_uri: spa.redirect_uri,
    silent_redirect_uri: spa.redirect_uri,
    post_logout_redirect_uri: spa.post_logout_redirect_uri,
    response_type: 'code',
    scope: 'openid email',
    loadUserInfo: true,
    automaticSilentRenew: false,
    monitorSession: false,
    silentRequestTimeoutInSeconds: 15,
    revokeTokenTypes: ['access_token', 'refresh_token'],
  })});
  if (location.pathname === '/back') manager.signinCallback().then(
    (user) => { if (window === top) document.querySelector('h1').textContent = 'Hello ' + user.profile.email; },
    (error) => { document.querySelector('h1').textContent = 'Failed: ' + error.message; },
  );
  if (location.pathname === '/bye') manager.signoutCallback().then(
    () => { document.querySelector('h1').textContent = 'Bye'; },
    (error) => { document.querySelector('h1').textContent = 'Failed: ' + error.message; },
  );
</script>`;

describe('oidc-client-ts in a browser', () => {
  let server;
  let browser;
  let tab;
  const faults = [];

  before(async () => {
    const script = await readFile(library);
    server = createServer((request, response) => {
      const isScript = request.url === '/library.js';
      response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
      response.end(isScript ? script : page);
    });
    const { hostname, port } = new URL(spa.redirect_uri);
    await new Promise((done) => server.listen(Number(port), hostname, done));
    const executablePath = places.find((place) => place && existsSync(place));
    assert.ok(executablePath, 'no Chromium here; install it, or say in CHROMIUM where it is');
    const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'];
    browser = await chromium.launch({ executablePath, args });
    const context = await browser.newContext({ locale: 'en-GB' });
    context.setDefaultTimeout(20_000);
    tab = await context.newPage();
    tab.on('pageerror', (error) => faults.push(String(error)));
    tab.on('console', (message) => {
      if (/cors|content security policy/i.test(message.text())) faults.push(message.text());
    });
  });
  after(async () => {
    await browser?.close();
    server?.close();
  });

  it('signs in by the real pages', async () => {
    await tab.goto(new URL('/', spa.redirect_uri).href);
    // The page is left on the way, so nobody waits for the end of it.
    await tab.evaluate(() => {
      manager.signinRedirect();
    });
    await tab.getByLabel('Email').fill(given.email);
    await tab.getByLabel('Password').fill(given.password);
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await tab.getByRole('button', { name: 'Allow' }).click();
    await tab.getByRole('heading', { name: `Hello ${given.email}` }).waitFor();
    const user = await tab.evaluate(() => manager.getUser());
    assert.equal(user.profile.email, given.email);
    assert.ok(user.access_token && user.refresh_token);
  });

  it('renews by its refresh token', async () => {
    const [before, renewed] = await tab.evaluate(async () => {
      return [await manager.getUser(), await manager.signinSilent()];
    });
    assert.notEqual(renewed.access_token, before.access_token);
    assert.equal(renewed.profile.sub, before.profile.sub);
  });

  it('renews in a hidden frame by the session', async () => {
    const renewed = await tab.evaluate(async () => {
      const user = await manager.getUser();
      user.refresh_token = undefined;
      await manager.storeUser(user);
      return manager.signinSilent();
    });
    assert.equal(renewed.profile.email, given.email);
    assert.ok(renewed.access_token);
  });

  it('gives its tokens back', async () => {
    const access = await tab.evaluate(async () => (await manager.getUser()).access_token);
    await tab.evaluate(() => manager.revokeTokens());
    const status = await tab.evaluate(
      async ([url, token]) => {
        const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
        return [answer.status, answer.headers.get('www-authenticate')];
      },
      [`${given.issuer}/oauth/userinfo`, access],
    );
    assert.equal(status[0], 401);
    assert.match(status[1], /invalid_token/);
  });

  it('signs out', async () => {
    await tab.evaluate(() => {
      manager.signinRedirect();
    });
    await tab.getByRole('heading', { name: `Hello ${given.email}` }).waitFor();
    await tab.evaluate(() => {
      manager.signoutRedirect();
    });
    await tab.getByRole('heading', { name: 'Bye' }).waitFor();
    assert.equal(await tab.evaluate(() => manager.getUser()), null);
    await tab.goto(`${given.issuer}/account`);
    await tab.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('met no fault on the way', () => {
    assert.deepEqual(faults, []);
  });
});
