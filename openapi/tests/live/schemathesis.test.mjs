// Requests made up from the document, good ones and bad ones, against a running server on each engine: no answer that
// the document does not know, and nobody gets what is not theirs.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { start } from '../../../frontend/e2e/server.mjs';
import {
  administrator,
  anotherAdministrator,
  ask,
  authorization,
  back,
  client,
  granted,
  person,
  signedIn,
} from './furnished.mjs';

const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const run = promisify(execFile);

describe('every answer is one of the document', { concurrency: true }, () => {
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
  const tally = join(folder, 'tally.json');
  try {
    const furnished = await furnish(server);
    await run(
      here('.venv/bin/schemathesis'),
      ['--config-file', here('schemathesis.toml'), 'run', here('openapi.json'), '--url', server.url],
      {
        cwd: folder,
        timeout: 400_000,
        maxBuffer: 64 * 1024 * 1024,
        env: {
          ...process.env,
          OATHGATE_URL: server.url,
          OATHGATE_FURNISHED: JSON.stringify(furnished),
          OATHGATE_TALLY: tally,
          PYTHONDONTWRITEBYTECODE: '1',
          SCHEMATHESIS_HOOKS: here('tests/live/schemathesis_hooks.py'),
          NO_COLOR: '1',
        },
      },
    ).catch(({ stdout, stderr }) => {
      throw new Error(`${stdout}\n${stderr}\n${server.printed().slice(-4000)}`);
    });
    const { counts, faults } = judge(
      JSON.parse(await readFile(tally, 'utf8')),
      JSON.parse(await readFile(here('openapi.json'), 'utf8')),
    );
    console.log(counts);
    assert.deepEqual(faults, []);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await server.stop();
  }
}

/** Whether everybody got as far as they should at every operation, and no further. */
function judge(tally, { paths }) {
  const faults = Object.entries(tally.ended ?? {}).map(
    ([who, where]) => `the session of ${who} ended: ${JSON.stringify(where)}`,
  );
  let counted = 0;
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, { security }] of Object.entries(operations)) {
      const label = `${method.toUpperCase()} ${path}`;
      const answers = tally[label] ?? {};
      const of = (who) => Object.keys(answers[who] ?? {});
      counted += Object.values(answers)
        .flatMap((each) => Object.values(each))
        .reduce((a, b) => a + b, 0);
      const schemes = security.flatMap((way) => Object.keys(way));
      const good = (statuses) => statuses.some((status) => status < 400);
      const far = (statuses) => statuses.some((status) => !['401', '403'].includes(status));
      const need = (what, holds) => holds || faults.push(`${label}: ${what} ${JSON.stringify(answers)}`);

      if (schemes.includes('client')) {
        need('no client got in', far(of('client')));
        need('a wrong secret did', !good(of('wrong_secret')) && of('wrong_secret').includes('401'));
        continue;
      }
      // Its token is the client's own, which none of these people has.
      if (path === '/oauth/register/{client_id}') {
        need('somebody did', !['administrator', 'person', 'nobody'].some((who) => good(of(who))));
        continue;
      }
      need('no administrator got in', far(of('administrator')));
      const open = security.length === 0 || security.some((way) => Object.keys(way).length === 0);
      if (!open) {
        need('nobody did', !good(of('nobody')) && of('nobody').includes('401'));
        need('a made-up token did', !good(of('stranger')));
      }
      if (path.startsWith('/admin/')) {
        need('no administrator ever succeeded', good(of('administrator')) || path.includes('{'));
        need('somebody did', !good(of('person')) && of('person').includes('403'));
      } else {
        need('nobody but administrators got in', far(of('person')));
      }
    }
  }
  return { counts: `${counted} requests`, faults };
}

/** People, clients and what they have. */
async function furnish(server) {
  const admin = await administrator(server);
  const spareAdmin = await anotherAdministrator(server, 'spare@example.org');
  const [somebody, spare, owner, victim] = await Promise.all(
    ['grace', 'alan', 'edith', 'mary'].map((name) => person(server, `${name}@example.org`)),
  );
  const scope = 'openid profile email offline_access account:read';
  const web = await client(server, '--public', '--name', 'Web', '--redirect-uri', back, '--scope', scope);
  const grants = ['authorization_code', 'refresh_token', 'client_credentials', DEVICE].flatMap((type) => [
    '--grant-type',
    type,
  ]);
  const other = ['--redirect-uri', back, '--scope', `${scope} jobs.run`];
  const machine = await client(server, '--name', 'Jobs', ...other, ...grants);
  const doomed = [];
  for (const name of ['One', 'Two', 'Three', 'Four']) {
    doomed.push((await client(server, '--public', '--name', name, '--redirect-uri', back)).client_id);
  }

  const [byAdmin, byOwner, bySomebody] = await Promise.all(
    [admin, owner, somebody].map((who) => signedIn(server, who)),
  );
  const asking = { client_id: web.client_id, scope };
  const { code, verifier } = await granted(server, byOwner, asking);
  const { json: tokens } = await ask(`${server.url}/oauth/token`, {
    form: {
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      client_id: web.client_id,
      redirect_uri: back,
    },
  });
  const headers = { Authorization: basic(machine) };
  const { json: device } = await ask(`${server.url}/oauth/device_authorization`, {
    headers,
    form: { scope },
  });
  const second = await granted(server, byOwner, { client_id: machine.client_id, scope });
  const requests = [];
  for (const cookie of [byAdmin, bySomebody].map((each) => each.cookie)) {
    const { answer } = await ask(authorization(server, asking).url, { headers: { Cookie: cookie } });
    requests.push(new URL(answer.headers.get('location'), server.url).searchParams.get('request'));
  }
  const exports = [];
  for (const { access_token: token } of [byAdmin, bySomebody]) {
    await ask(`${server.url}/users/me/export`, { method: 'POST', token });
    const { json } = await ask(`${server.url}/users/me/exports`, { token });
    exports.push(...json.exports.map(({ id }) => id));
  }
  const of = async (path, token = byAdmin.access_token) =>
    (await ask(`${server.url}${path}`, { token })).json;
  const runs = (await of('/admin/workflows')).runs.map(({ id }) => id);
  const { users } = await of('/admin/users');
  const { id: mary } = users.find(({ email }) => email === victim.email);
  const spared = users.map(({ id }) => id).filter((id) => id !== mary);
  const sessions = [];
  for (const who of [spareAdmin, spare]) {
    const { access_token: token } = await signedIn(server, who);
    const { sessions: all } = await of('/users/me/sessions', token);
    sessions.push(all.find(({ current }) => current).id);
  }

  const things = {
    '/users/me/sessions/{id}': { id: sessions },
    '/users/me/exports/{id}': { id: exports },
    '/users/me/consents/{client_id}': { client_id: [web.client_id] },
    '/oauth/requests/{id}': { id: requests },
    '/oauth/requests/{id}/account': { id: requests },
    '/oauth/requests/{id}/decision': { id: requests },
  };
  const { paths } = JSON.parse(await readFile(here('openapi.json'), 'utf8'));
  for (const path of Object.keys(paths)) {
    if (path.startsWith('/admin/workflows/{id}')) things[path] = { id: runs };
    if (path.startsWith('/admin/users/{id}')) things[path] = { id: [mary] };
    if (path.startsWith('/admin/clients/{client_id}')) things[path] = { client_id: doomed };
  }
  return {
    people: {
      administrator: admin,
      person: somebody,
      spare_administrator: spareAdmin,
      spare_person: spare,
    },
    client: machine,
    oauth_token: tokens.access_token,
    things,
    spared,
    grants: [
      { grant_type: 'client_credentials', scope: 'jobs.run' },
      { grant_type: 'refresh_token', refresh_token: tokens.refresh_token },
      {
        grant_type: 'authorization_code',
        code: second.code,
        code_verifier: second.verifier,
        redirect_uri: back,
      },
      { grant_type: DEVICE, device_code: device.device_code },
      { grant_type: 'password' },
    ],
  };
}

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';

function basic({ client_id, client_secret }) {
  return `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
}
