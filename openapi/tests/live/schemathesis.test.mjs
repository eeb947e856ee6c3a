// Requests made up from the document, good ones and bad ones, against a running server on each engine: no answer that
// the document does not know.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { start } from '../../../frontend/e2e/server.mjs';

const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const run = promisify(execFile);
/** Of somebody who may do everything: the first administrator. */
const account = { OATHGATE_EMAIL: 'ada@example.com', OATHGATE_PASSWORD: 'violet otter paints nine doors' };

describe('every answer is one of the document', () => {
  it('on SQLite', () => probe());

  // `scripts/with-services` says where they are.
  const postgres = process.env.OATHGATE_TEST_POSTGRES_URL;
  const skip = postgres ? false : 'OATHGATE_TEST_POSTGRES_URL is not set; `make test` sets it';
  it('on Postgres and Redis', { skip }, async () => {
    const name = `contract_${randomBytes(6).toString('hex')}`;
    await psql(postgres, `CREATE DATABASE ${name}`);
    try {
      const url = new URL(postgres);
      url.pathname = `/${name}`;
      await probe({ DATABASE_URL: url.href, REDIS_URL: process.env.OATHGATE_TEST_REDIS_URL });
    } finally {
      await psql(postgres, `DROP DATABASE ${name} WITH (FORCE)`);
    }
  });
});

const psql = (url, statement) =>
  run('psql', ['--no-psqlrc', '--quiet', '--dbname', url, '--command', statement]);

async function probe(settings) {
  const server = await start({ RATE_LIMIT: 'off', ...settings });
  const folder = await mkdtemp(join(tmpdir(), 'oathgate-contract-'));
  try {
    await setUp(server);
    await run(
      here('.venv/bin/schemathesis'),
      ['--config-file', here('schemathesis.toml'), 'run', here('openapi.json'), '--url', server.url],
      {
        cwd: folder,
        timeout: 240_000,
        maxBuffer: 64 * 1024 * 1024,
        env: {
          ...process.env,
          ...account,
          OATHGATE_URL: server.url,
          SCHEMATHESIS_HOOKS: here('tests/live/schemathesis_hooks.py'),
          NO_COLOR: '1',
        },
      },
    )
      .then(({ stdout }) => console.log(stdout))
      .catch(({ stdout, stderr }) => {
        throw new Error(`${stdout}\n${stderr}\n${server.printed().slice(-4000)}`);
      });
  } finally {
    await rm(folder, { recursive: true, force: true });
    await server.stop();
  }
}

/** Makes the account. */
async function setUp(server) {
  const token = new URL(await server.setupLink()).searchParams.get('token');
  const answer = await fetch(`${server.url}/auth/setup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token, email: account.OATHGATE_EMAIL, password: account.OATHGATE_PASSWORD }),
  });
  if (!answer.ok) throw new Error(`/auth/setup: ${await answer.text()}`);
}
