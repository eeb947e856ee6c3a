// What tokens cost: requests per second on one core, in alternating rounds with the limit (bench/bare.rs) and with
// oidc-provider on the same Postgres. Prints the table of docs/benchmarks.md; medians, so that one bad round does not count.
import { spawn, execFile } from 'node:child_process';
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const WINDOW = Number(process.env.BENCH_WINDOW_MS ?? 2000);
const CODES = Number(process.env.BENCH_CODES ?? 400);
const CALLERS = 16;
const OPERATIONS = ['client credentials', 'refresh', 'code exchange', 'introspection', 'userinfo'];
const SCOPE = 'openid profile email offline_access';
const redirect_uri = 'http://127.0.0.1:9/back';
const { OATHGATE_BIN, BARE_BIN, OATHGATE_TEST_POSTGRES_URL, OATHGATE_TEST_REDIS_URL } = process.env;

const folder = await mkdtemp(join(tmpdir(), 'oathgate-bench-'));
const ends = [];
try {
  await main();
} finally {
  for (const end of ends.reverse()) await end();
  await rm(folder, { recursive: true, force: true });
}

async function main() {
  const contenders = { oathgate: await oathgate(), peer: await peer(), bare: await bare() };
  const found = {};
  // The first round warms up and does not count.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const operation of OPERATIONS) {
      for (const [name, contender] of Object.entries(contenders)) {
        const rate = await (name === 'bare' ? contender.rate() : measure(contender, operation));
        if (round > 0) ((found[operation] ??= {})[name] ??= []).push(rate);
      }
    }
  }
  console.log('| per second on one core | Oathgate | limit | of the limit | oidc-provider | times as many |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
  for (const operation of OPERATIONS) {
    const [own, limit, other] = ['oathgate', 'bare', 'peer'].map((name) => median(found[operation][name]));
    const cells = [
      own.toFixed(0),
      limit.toFixed(0),
      (own / limit).toFixed(2),
      other.toFixed(0),
      (own / other).toFixed(1),
    ];
    console.log(`| ${operation} | ${cells.join(' | ')} |`);
  }
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

// Contenders: each on the first core, while whoever asks has the other.

async function oathgate() {
  const program = join(folder, 'oathgate');
  await writeFile(program, `#!/bin/sh\nexec taskset -c 0 '${OATHGATE_BIN}' "$@"\n`);
  await chmod(program, 0o700);
  process.env.OATHGATE_BIN = program;
  // Only now: they look at the environment when they are loaded.
  const { start } = await import('../frontend/e2e/server.mjs');
  const made = await import('../openapi/tests/live/furnished.mjs');
  const server = await start({
    RATE_LIMIT: 'off',
    RUST_LOG: 'warn',
    DATABASE_URL: await database('oathgate'),
    REDIS_URL: OATHGATE_TEST_REDIS_URL,
  });
  ends.push(server.stop);
  const grace = await made.signedIn(server, await made.person(server, 'grace@example.com'));
  const types = ['authorization_code', 'refresh_token', 'client_credentials'];
  const client = await made.client(
    server,
    ...['--name', 'Bench', '--first-party', '--redirect-uri', redirect_uri, '--scope', `${SCOPE} jobs.run`],
    ...types.flatMap((type) => ['--grant-type', type]),
  );
  return contender({
    url: server.url,
    paths: { token: '/oauth/token', introspect: '/oauth/introspect', userinfo: '/oauth/userinfo' },
    client,
    async code(challenge, ask) {
      const query = new URLSearchParams({
        ...{ response_type: 'code', client_id: client.client_id, redirect_uri, scope: SCOPE, state: 'x' },
        ...{ code_challenge: challenge, code_challenge_method: 'S256' },
      });
      const { headers } = await ask('GET', `/oauth/authorize?${query}`, { Cookie: grace.cookie });
      return new URL(headers.location).searchParams.get('code');
    },
  });
}

async function peer() {
  const client = { client_id: 'bench', client_secret: randomBytes(32).toString('hex') };
  const port = await freePort();
  const server = fileURLToPath(new URL('peers/oidc-provider/server.mjs', import.meta.url));
  const url = `http://localhost:${port}`;
  await run(url, [process.execPath, server], {
    PORT: port,
    DATABASE_URL: await database('peer'),
    CLIENT_ID: client.client_id,
    CLIENT_SECRET: client.client_secret,
    REDIRECT_URI: redirect_uri,
    NODE_ENV: 'production',
  });
  return contender({
    url,
    paths: { token: '/token', introspect: '/token/introspection', userinfo: '/me' },
    client,
    code: async (challenge, ask) => (await ask('GET', `/bench/code?challenge=${challenge}`)).text,
  });
}

async function bare() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await run(url, [BARE_BIN], {
    BARE_PORT: port,
    BARE_KEY: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    DATABASE_URL: await database('bare'),
    TOKIO_WORKER_THREADS: 1,
  });
  const ask = asker(url);
  return { rate: () => rate(async () => good(await ask('POST', '/', {}, ''))) };
}

/** Starts a program on the first core; goes on when it answers. */
async function run(url, command, settings) {
  const env = {
    ...process.env,
    ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)])),
  };
  const child = spawn('taskset', ['-c', '0', ...command], { stdio: ['ignore', 'ignore', 'pipe'], env });
  let printed = '';
  child.stderr.on('data', (data) => {
    printed += data;
  });
  const ended = new Promise((done) => {
    child.once('exit', done);
  });
  ends.push(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  for (let tries = 0; ; tries += 1) {
    if (child.exitCode !== null || tries > 400) throw new Error(`${command[0]} is not there: ${printed}`);
    if (await fetch(url).catch(() => null)) return;
    await new Promise((done) => {
      setTimeout(done, 50);
    });
  }
}

function contender({ url, paths, client, code }) {
  const ask = asker(url);
  const basic = Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64');
  const headers = { Authorization: `Basic ${basic}`, 'Content-Type': 'application/x-www-form-urlencoded' };
  const post = async (path, form) =>
    good(await ask('POST', path, headers, new URLSearchParams(form).toString()));
  return {
    grant: (form) => post(paths.token, form),
    introspect: (token) => post(paths.introspect, { token }),
    userinfo: async (token) => good(await ask('GET', paths.userinfo, { Authorization: `Bearer ${token}` })),
    async code() {
      const verifier = randomBytes(32).toString('base64url');
      const made = await code(createHash('sha256').update(verifier).digest('base64url'), ask);
      return { grant_type: 'authorization_code', code: made, redirect_uri, code_verifier: verifier };
    },
  };
}

// Measuring.

async function measure(contender, operation) {
  if (operation === 'client credentials') {
    return rate(() => contender.grant({ grant_type: 'client_credentials' }));
  }
  if (operation === 'code exchange') {
    const codes = [];
    while (codes.length < CODES) codes.push(await contender.code());
    return rate(
      () => contender.grant(codes.pop()),
      () => codes.length > 0,
    );
  }
  const held = [];
  for (let caller = 0; caller < CALLERS; caller += 1)
    held.push(await contender.grant(await contender.code()));
  if (operation === 'refresh') {
    return rate(async (caller) => {
      const { refresh_token } = held[caller];
      held[caller] = await contender.grant({ grant_type: 'refresh_token', refresh_token });
    });
  }
  if (operation === 'introspection') {
    return rate(async (caller) => {
      const { active } = await contender.introspect(held[caller].access_token);
      if (!active) throw new Error('the token is not active');
    });
  }
  return rate((caller) => contender.userinfo(held[caller].access_token));
}

/** How often `act` ends in a second, with all callers at it, until the time or what it needs is over. */
async function rate(act, more = () => true) {
  const begun = performance.now();
  let ended = 0;
  const call = async (caller) => {
    while (performance.now() - begun < WINDOW && more()) {
      await act(caller);
      ended += 1;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, caller) => call(caller)));
  return (ended * 1000) / (performance.now() - begun);
}

function good({ status, text }) {
  if (status !== 200) throw new Error(`${status} ${text}`);
  return JSON.parse(text);
}

/** Asks over connections that are kept. */
function asker(url) {
  const { hostname, port } = new URL(url);
  const agent = new http.Agent({ keepAlive: true, maxSockets: CALLERS });
  ends.push(async () => agent.destroy());
  return (method, path, headers = {}, body) =>
    new Promise((done, fail) => {
      const request = http.request({ hostname, port, method, path, headers, agent }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (data) => {
          text += data;
        });
        answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, text }));
      });
      request.on('error', fail);
      request.end(body);
    });
}

async function database(name) {
  const psql = ['--no-psqlrc', '--quiet', '--dbname', OATHGATE_TEST_POSTGRES_URL, '--command'];
  const unique = `bench_${name}_${randomBytes(4).toString('hex')}`;
  await promisify(execFile)('psql', [...psql, `CREATE DATABASE ${unique}`]);
  const url = new URL(OATHGATE_TEST_POSTGRES_URL);
  url.pathname = `/${unique}`;
  return url.href;
}

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
