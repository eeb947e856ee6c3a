// Apps that sign people out, and that ask with which account somebody goes on.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { after, afterEach, before, describe, it } from 'node:test';
import { launch } from '../scripts/browser.mjs';
import { start, until } from './server.mjs';
import { password, registered, signIn, visitor } from './visitor.mjs';

let server;
let browser;
let app;
let open = [];

before(async () => {
  [server, browser, app] = await Promise.all([start({ RATE_LIMIT: 'off' }), launch(), listen()]);
  const names = ['--name', 'Photo Books', '--id', 'photos', '--public', '--first-party'];
  const addresses = ['--redirect-uri', app.at('/back'), '--post-logout-redirect-uri', app.at('/bye')];
  await server.run('client', 'create', ...names, ...addresses, '--backchannel-logout-uri', app.at('/told'));
});
after(async () => {
  await browser?.close();
  await server?.stop();
  app?.close();
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

/** An app: where its users come back to, and where it is told of logouts. */
async function listen() {
  const heard = [];
  const http = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    const { pathname, searchParams } = new URL(incoming.url, 'http://localhost');
    heard.push({
      pathname,
      ...Object.fromEntries(pathname === '/told' ? new URLSearchParams(body) : searchParams),
    });
    response.writeHead(200, { 'Content-Type': 'text/html' });
    const words = pathname === '/bye' ? 'Bye from the app' : 'Back in the app';
    response.end(`<!doctype html><html lang="en"><title>App</title><h1>${words}</h1>`);
  });
  await new Promise((done) => {
    http.listen(0, '127.0.0.1', done);
  });
  return {
    at: (path) => `http://127.0.0.1:${http.address().port}${path}`,
    close: () => http.close(),
    /** The next thing that it hears at a path. */
    hears: (path) =>
      until(() => {
        const place = heard.findIndex(({ pathname }) => pathname === path);
        return place < 0 ? null : heard.splice(place, 1)[0];
      }, `the app to hear at ${path}`),
  };
}

/** A request of the app as its link has it. */
function request(more = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const parameters = new URLSearchParams({
    client_id: 'photos',
    response_type: 'code',
    redirect_uri: app.at('/back'),
    scope: 'openid email',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  });
  return { url: `/oauth/authorize?${parameters}`, verifier };
}

/** Exchanges the code that the app was just given; answers what its ID token says. */
async function exchanged({ verifier }) {
  const { code } = await app.hears('/back');
  const answer = await fetch(`${server.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'photos',
      code,
      redirect_uri: app.at('/back'),
      code_verifier: verifier,
    }),
  });
  const { id_token, ...rest } = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(rest));
  return { token: id_token, says: claims(id_token) };
}

const claims = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
const back = (page) => page.getByRole('heading', { name: 'Back in the app' }).waitFor();
const logout = (more) => `/oauth/logout?${new URLSearchParams({ client_id: 'photos', ...more })}`;

describe('signing out', () => {
  it('is asked for without an ID token, and leads back to the app', async () => {
    const { page, sees } = await somebody();
    await registered(server, { page, sees }, 'ada@example.com');
    await signIn(page, 'ada@example.com');
    await sees('Your profile');
    const first = request();
    await page.goto(first.url);
    await back(page);
    const { says } = await exchanged(first);

    const wish = { post_logout_redirect_uri: app.at('/bye'), state: 'x&y' };
    await page.goto(logout(wish));
    await sees('Sign out of Oathgate?');
    await page.getByText('Photo Books asks to sign you out.').waitFor();
    await page.getByText('You are signed in as ada@example.com.').waitFor();
    await page.getByRole('link', { name: 'Stay signed in' }).click();
    await sees('Your profile');

    await page.goto(logout({ ...wish, ui_locales: 'fr de' }));
    await sees('Von Oathgate abmelden?');
    await page.reload();
    await page.getByRole('button', { name: 'Abmelden' }).press('Enter');
    await page.getByRole('heading', { name: 'Bye from the app' }).waitFor();
    assert.equal((await app.hears('/bye')).state, 'x&y');
    const { logout_token } = await app.hears('/told');
    assert.equal(claims(logout_token).sid, says.sid);
    await page.goto('/account');
    await sees('Sign in');
    // Nobody is signed in: there is nothing to ask.
    await page.goto('/oauth/logout');
    await sees('You are signed out');
  });

  it('happens at once with an ID token, and not at all for what is wrong', async () => {
    const { page, sees } = await somebody();
    await registered(server, { page, sees }, 'bob@example.com');
    await signIn(page, 'bob@example.com');
    await sees('Your profile');
    const first = request();
    await page.goto(first.url);
    await back(page);
    const { token } = await exchanged(first);

    await page.goto(logout({ id_token_hint: token, post_logout_redirect_uri: 'https://evil.example/' }));
    await sees('This request does not work');
    await page.goto('/logout?client_id=nobody');
    await sees('This request does not work');
    await page.goto('/account');
    await sees('Your profile');
    await page.goto(`/oauth/logout?${new URLSearchParams({ id_token_hint: token })}`);
    await sees('You are signed out');
    await app.hears('/told');
    await page.goto('/account');
    await sees('Sign in');
  });
});

describe('the choice of an account', () => {
  it('goes on with the one that is signed in, or with another', async () => {
    const { page, sees } = await somebody();
    for (const each of ['eve@example.com', 'fay@example.com']) {
      await registered(server, { page, sees }, each);
    }
    await signIn(page, 'eve@example.com');
    await sees('Your profile');

    const asked = request({ prompt: 'select_account' });
    await page.goto(asked.url);
    await sees('Choose an account');
    await page.getByText('to continue to Photo Books').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Continue as eve@example.com' }).press('Enter');
    await back(page);
    assert.equal((await exchanged(asked)).says.email, 'eve@example.com');

    const meant = request({ login_hint: 'fay@example.com' });
    await page.goto(meant.url);
    await sees('Choose an account');
    await page.getByText('The app expects fay@example.com.').waitFor();
    await page.getByRole('link', { name: 'Use another account' }).click();
    await sees('Sign in');
    assert.equal(await page.getByLabel('Email').inputValue(), 'fay@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await back(page);
    assert.equal((await exchanged(meant)).says.email, 'fay@example.com');

    // Who is meant is not asked, and a question that was answered is gone.
    const again = request({ login_hint: 'fay@example.com' });
    await page.goto(again.url);
    await back(page);
    await page.goto('/choose-account');
    await sees('This request does not wait any more');
  });
});
