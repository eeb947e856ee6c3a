// Each SDK against a running server.
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { start } from '../../../frontend/e2e/server.mjs';

const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
let server;

before(async () => {
  server = await start({ RATE_LIMIT: 'off', JWT_ACCESS_TOKEN_EXPIRE_MINUTES: '1' });
});
after(() => server?.stop());

const run = (program, ...given) =>
  promisify(execFile)(program, given, {
    env: { ...process.env, OATHGATE_URL: server.url, PYTHONDONTWRITEBYTECODE: '1' },
    cwd: here('..'),
    timeout: 500_000,
  });

describe(
  'registers, verifies, signs in, and is refreshed after its token has expired',
  { concurrency: true },
  () => {
    it('in TypeScript', () => run(process.execPath, here('sdk/typescript/tests/live.mjs')));
    // Of the whole workspace, so that nothing is compiled a second time with other features.
    it('in Rust', () =>
      run('cargo', 'test', '--quiet', '--workspace', '--locked', '--test', 'live', '--', '--ignored'));
    it('in Python', () => run(here('.venv/bin/python'), here('sdk/python/tests/live.py')));
  },
);
