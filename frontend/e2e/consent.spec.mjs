// An app signs somebody in: from its link through the pages and back, and what it gets for the code.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { after, afterEach, before, describe, it } from 'node:test';
import { launch } from '../scripts/browser.mjs';
import { start, until } from './server.mjs';
import { password, registered, visitor } from './visitor.mjs';

let server;
let browser;
let app;
let open = [];

before(async () => {
  [server, browser, app] = await Promise.all([start({ RATE_LIMIT: 'off' }), launch(), listen()]);
  await client('--name', 'Photo Books', '--id', 'photos', '--home', 'https://photos.example.com/start');
  await client('--name', 'Calendar', '--id', 'calendar', '--scope', 'openid profile calendar:read');
});
after(async () => {
  await browser?.close();
  await server?.stop();
  app?.close();
});
afterEach(async () => {
  const all = open;
  open = [];
  app?.heard.splice(0);
  for (const each of all) await each.close();
});

async function somebody(options) {
  const each = await visitor(browser, server.url, options);
  open.push(each);
  return each;
}

const client = (...options) =>
  server.run('client', 'create', '--public', '--redirect-uri', app.url, ...options);

/** An app that waits for what comes to its redirect URI. */
async function listen() {
  const heard = [];
  const http = createServer(async (incoming, response) => {
    const { pathname, searchParams } = new URL(incoming.url, 'http://localhost');
    let body = '';
    for await (const chunk of incoming) body += chunk;
    if (pathname === '/back') {
      const given = incoming.method === 'POST' ? new URLSearchParams(body) : searchParams;
      heard.push({ method: incoming.method, ...Object.fromEntries(given) });
    }
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<!doctype html><html lang="en"><title>App</title><h1>Back in the app</h1>');
  });
  await new Promise((done) => {
    http.listen(0, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${http.address().port}/back`,
    heard,
    close: () => http.close(),
    /** What came back, once something did. */
    answer: () => until(() => heard.at(-1), 'the answer to the app'),
  };
}

/** A request of an app as its link has it, and the secret that its code is exchanged with (RFC 7636). */
function request(client_id, more = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(8).toString('hex');
  const parameters = new URLSearchParams({
    client_id,
    response_type: 'code',
    redirect_uri: app.url,
    scope: 'openid email offline_access',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  });
  return { client_id, url: `/oauth/authorize?${parameters}`, state, verifier };
}

/** What the app gets for its code. */
async function exchange({ client_id, verifier }, code) {
  const answer = await fetch(`${server.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id,
      code,
      redirect_uri: app.url,
      code_verifier: verifier,
    }),
  });
  const body = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(body));
  return body;
}

async function enter(page, email) {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

const back = (page) => page.getByRole('heading', { name: 'Back in the app' }).waitFor();

describe('an app', () => {
  it('signs somebody in who agrees, asks no second time, and can be disconnected', async () => {
    const { page, sees } = await somebody();
    await registered(server, { page, sees }, 'ada@example.com');

    const first = request('photos', { login_hint: 'ada@example.com' });
    await page.goto(first.url);
    await sees('Sign in');
    await page.getByText('to continue to Photo Books').waitFor();
    assert.equal(await page.getByLabel('Email').inputValue(), 'ada@example.com');
    // What leads elsewhere leads back, too.
    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await sees('Forgot password?');
    await page.getByRole('link', { name: 'Back to sign-in' }).click();
    await sees('Sign in');
    await page.getByRole('link', { name: 'Create account' }).click();
    await sees('Create account');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await sees('Sign in');
    await enter(page, 'ada@example.com');

    await sees('Photo Books asks to sign you in');
    assert.equal(new URL(page.url()).pathname, '/consent');
    await page.getByText('You are signed in as ada@example.com.').waitFor();
    await page.getByRole('link', { name: 'photos.example.com' }).waitFor();
    assert.deepEqual(await page.getByRole('main').getByRole('listitem').allInnerTexts(), [
      'Know who you are',
      'See your email address',
      'Stay connected when you are away',
    ]);
    assert.equal(await page.getByText('offline_access').isVisible(), false);
    await page.getByRole('button', { name: 'Details' }).click();
    await page.getByText('offline_access').waitFor();
    await sees('Photo Books asks to sign you in');
    const [deny, allow] = await Promise.all(
      ['Deny', 'Allow'].map((name) => page.getByRole('button', { name, exact: true }).boundingBox()),
    );
    assert.deepEqual([deny.width, deny.height], [allow.width, allow.height]);
    await page.reload();
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await back(page);

    const { method, code, state, iss } = await app.answer();
    assert.deepEqual({ method, state, iss }, { method: 'GET', state: first.state, iss: server.url });
    const tokens = await exchange(first, code);
    assert.equal(tokens.token_type, 'Bearer');
    assert.ok(tokens.id_token && tokens.refresh_token, 'tokens are missing');
    const [, payload] = tokens.id_token.split('.');
    assert.equal(JSON.parse(Buffer.from(payload, 'base64url')).email, 'ada@example.com');

    // It was agreed to: the browser passes through.
    app.heard.splice(0);
    const second = request('photos');
    await page.goto(second.url);
    await back(page);
    await exchange(second, (await app.answer()).code);

    await page.goto('/account/apps');
    await sees('Connected apps');
    await page.getByText('Stay connected when you are away').waitFor();
    await page.getByRole('button', { name: 'Disconnect Photo Books' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText('Nothing yet.').waitFor();
    await sees('Connected apps');
    await page.goto(request('photos').url);
    await sees('Photo Books asks to sign you in');
  });

  it('is told no, and a question that was answered is gone', async () => {
    const { page, sees } = await somebody();
    await registered(server, { page, sees }, 'no@example.com');
    const asked = request('calendar', { scope: 'openid profile calendar:read' });
    await page.goto(asked.url);
    await enter(page, 'no@example.com');
    await sees('Calendar asks to sign you in');
    await page.getByText('Use “calendar:read”').waitFor();
    const question = page.url();
    await page.getByRole('button', { name: 'Deny', exact: true }).click();
    await back(page);
    const { error, state, iss, code } = await app.answer();
    assert.deepEqual(
      { error, state, iss, code },
      { error: 'access_denied', state: asked.state, iss: server.url, code: undefined },
    );
    await page.goto(question);
    await sees('This request does not wait any more');
    await page.goto('/consent');
    await sees('This request does not wait any more');
  });

  it('gets its answer by a form where it wants that', async () => {
    const { page, sees } = await somebody();
    await registered(server, { page, sees }, 'form@example.com');
    const asked = request('photos', { response_mode: 'form_post' });
    await page.goto(asked.url);
    await enter(page, 'form@example.com');
    await sees('Photo Books asks to sign you in');
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await back(page);
    const { method, code, state } = await app.answer();
    assert.deepEqual({ method, state }, { method: 'POST', state: asked.state });
    await exchange(asked, code);
  });

  it('signs in somebody else than who was there, and who must sign in anew', async () => {
    const { page, sees } = await somebody();
    await registered(server, { page, sees }, 'one@example.com');
    await registered(server, { page, sees }, 'other@example.com');
    await page.goto(request('photos').url);
    await enter(page, 'one@example.com');
    await sees('Photo Books asks to sign you in');
    await page.getByRole('button', { name: 'Not you? Sign in as somebody else' }).click();
    await sees('Sign in');
    // Nobody is signed in: the question leads to where one signs in.
    await page.goto(new URL(page.url()).href.replace('/login', '/consent'));
    await sees('Sign in');
    await enter(page, 'other@example.com');
    await sees('Photo Books asks to sign you in');
    await page.getByText('You are signed in as other@example.com.').waitFor();

    // Although somebody is signed in, the form is shown, and leads on.
    await page.goto(request('photos', { prompt: 'login' }).url);
    await sees('Sign in');
    await enter(page, 'other@example.com');
    await sees('Photo Books asks to sign you in');
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await back(page);
    assert.ok((await app.answer()).code);
  });

  it('is answered once, however often and in however many tabs somebody does', async () => {
    const { page, context, sees } = await somebody();
    await registered(server, { page, sees }, 'many@example.com');
    const asked = request('photos');
    await page.goto(asked.url);
    const login = page.url();
    await enter(page, 'many@example.com');
    await sees('Photo Books asks to sign you in');
    const second = await context.newPage();
    await second.goto(page.url());
    await sees('Photo Books asks to sign you in', second);
    let decisions = 0;
    await context.route('**/decision', async (route) => {
      decisions += 1;
      await new Promise((done) => {
        setTimeout(done, 200);
      });
      await route.continue();
    });
    await page.getByRole('button', { name: 'Allow', exact: true }).dblclick();
    await back(page);
    assert.equal(decisions, 1);
    await exchange(asked, (await app.answer()).code);

    // The other tab is told, and so is whoever opens what is left of the way there.
    await second.getByRole('button', { name: 'Allow', exact: true }).click();
    await sees('This request does not wait any more', second);
    await second.goto('/account');
    await sees('Your profile', second);
    await second.goto(login);
    await sees('This request does not wait any more', second);
    assert.equal(app.heard.length, 1);
  });

  it('can be answered once the network is back', async () => {
    const { page, context, sees } = await somebody();
    await registered(server, { page, sees }, 'net@example.com');
    await page.goto(request('photos').url);
    await enter(page, 'net@example.com');
    await sees('Photo Books asks to sign you in');
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.getByText('The server did not answer').waitFor();
    await sees('Photo Books asks to sign you in');
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await back(page);
    assert.ok((await app.answer()).code);
  });
});
