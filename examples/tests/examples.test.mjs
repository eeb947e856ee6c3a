// Each example runs as its page says, and somebody clicks through it in a browser.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { start, until } from '../../frontend/e2e/server.mjs';
import { launch } from '../../frontend/scripts/browser.mjs';
import { client, person } from '../../openapi/tests/live/furnished.mjs';

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
let server;
let browser;
let grace;

before(async () => {
  [server, browser] = await Promise.all([start({ RATE_LIMIT: 'off' }), launch()]);
  grace = await person(server, 'grace@example.com');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Starts an example; `use` is given its address, and it is ended after that. */
async function running(folder, port, settings, [program, ...given], use) {
  const child = spawn(program, given, {
    cwd: here(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      OATHGATE_URL: server.url,
      PORT: String(port),
      PYTHONDONTWRITEBYTECODE: '1',
      ...settings,
    },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      printed += data;
    });
  }
  const ended = new Promise((done) => {
    child.once('exit', done);
  });
  const url = `http://localhost:${port}`;
  try {
    await until(async () => {
      if (child.exitCode !== null) throw new Error('it has ended');
      return (await fetch(url).catch(() => null)) !== null;
    }, `${folder} to answer`);
    await use(url);
  } catch (error) {
    throw new Error(`${error.message}\n${printed}`, { cause: error });
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** Somebody clicks through the sign-in, agrees, sees their name, and signs out of the app. */
async function signsIn(url) {
  const context = await browser.newContext({ locale: 'en-GB' });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  try {
    await page.goto(url);
    await page.getByText('Sign in', { exact: true }).click();
    await page.getByLabel('Email').fill(grace.email);
    await page.getByLabel('Password').fill(grace.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('heading', { name: 'Hello, Grace Hopper' }).waitFor();
    assert.ok(page.url().startsWith(url));
    await page.getByText('Sign out', { exact: true }).click();
    await page.getByText('Sign in', { exact: true }).waitFor();
  } catch (error) {
    const seen = await page
      .locator('body')
      .innerText()
      .catch(() => '');
    throw new Error(`${error.message}\n${page.url()}\n${seen}`, { cause: error });
  } finally {
    await context.close();
  }
}

/** A client of an app on a server, as the pages have it made. */
async function webClient(id, port) {
  const made = await client(
    server,
    '--id',
    id,
    '--name',
    id,
    '--redirect-uri',
    `http://localhost:${port}/callback`,
  );
  return { CLIENT_ID: made.client_id, CLIENT_SECRET: made.client_secret };
}

describe('somebody signs in to', () => {
  it('a single-page app in React', async () => {
    const port = await freePort();
    const settings = { CLIENT_ID: 'react-example' };
    await client(
      server,
      '--id',
      'react-example',
      '--name',
      'React',
      '--public',
      '--redirect-uri',
      `http://localhost:${port}/`,
    );
    const vite = here('react/node_modules/vite/bin/vite.js');
    const serve = [process.execPath, vite, '--host', 'localhost', '--port', String(port), '--strictPort'];
    await running('react', port, settings, serve, signsIn);
  });

  it('an app in Express', async () => {
    const port = await freePort();
    await running(
      'express',
      port,
      await webClient('express-example', port),
      [process.execPath, 'server.mjs'],
      signsIn,
    );
  });

  it('an app in FastAPI', async () => {
    const port = await freePort();
    const uvicorn = [
      here('fastapi/.venv/bin/uvicorn'),
      'app:app',
      '--host',
      'localhost',
      '--port',
      String(port),
    ];
    await running('fastapi', port, await webClient('fastapi-example', port), uvicorn, signsIn);
  });

  it('an app in axum', async () => {
    const port = await freePort();
    const settings = await webClient('axum-example', port);
    await promisify(execFile)('cargo', ['build', '--quiet', '--locked'], {
      cwd: here('axum'),
      timeout: 900_000,
    });
    await running('axum', port, settings, [here('axum/target/debug/oathgate-example-axum')], signsIn);
  });
});

it('a machine calls an API with a token of its own', async () => {
  const port = await freePort();
  const made = await client(
    server,
    '--name',
    'Jobs',
    '--grant-type',
    'client_credentials',
    '--scope',
    'jobs.run',
  );
  await running('machine', port, {}, [process.execPath, 'api.mjs'], async (url) => {
    assert.equal((await fetch(`${url}/jobs`, { method: 'POST' })).status, 401);
    const forged = { Authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' };
    assert.equal((await fetch(`${url}/jobs`, { method: 'POST', headers: forged })).status, 401);
    const { stdout } = await promisify(execFile)(process.execPath, [here('machine/client.mjs')], {
      env: {
        ...process.env,
        OATHGATE_URL: server.url,
        API_URL: url,
        CLIENT_ID: made.client_id,
        CLIENT_SECRET: made.client_secret,
      },
    });
    assert.equal(stdout.trim(), `202 A job runs for ${made.client_id}`);
  });
});

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, 'localhost', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}
