// A stranger who has the document alone: each well-known generator makes a client of it without a warning, the client
// compiles, and signs in to a running server. Those that need more than npm and PyPI are in the folder `more`.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { bin, document, here, stranger } from './stranger.mjs';

let visitor;

before(async () => {
  visitor = await stranger();
});
after(() => visitor?.close());

describe('a client made of the document', () => {
  it('by openapi-typescript', async () => {
    await visitor.generate(bin('openapi-typescript'), document, '--output', 'schema.d.ts');
    const program = `
      import createClient from 'openapi-fetch';
      import type { paths } from './schema';

      export async function main(baseUrl: string, email: string, password: string): Promise<string> {
        const client = createClient<paths>({ baseUrl });
        const { data: tokens, error } = await client.POST('/auth/login', { body: { email, password } });
        if (!tokens) throw new Error(error.code);
        const { data: me } = await client.GET('/users/me', {
          headers: { Authorization: \`Bearer \${tokens.access_token}\` },
        });
        return me!.email;
      }`;
    await visitor.write('fetching.ts', program);
    await visitor.compile('fetching.ts', 'fetching');
    await visitor.signsIn('./fetching/fetching.js');
  });

  it('by @hey-api/openapi-ts', async () => {
    const options = ['--input', document, '--output', 'hey', '--client', '@hey-api/client-fetch'];
    await visitor.generate(bin('openapi-ts'), ...options);
    const program = `
      import { getMe, login } from './hey/sdk.gen';

      export async function main(baseUrl: string, email: string, password: string): Promise<string> {
        const { data: tokens } = await login({ baseUrl, body: { email, password }, throwOnError: true });
        const { data: me } = await getMe({ baseUrl, auth: tokens.access_token, throwOnError: true });
        return me.email;
      }`;
    await visitor.write('calling.ts', program);
    await visitor.compile('calling.ts', 'calling');
    await visitor.signsIn('./calling/calling.js');
  });

  it('by openapi-python-client', async () => {
    const options = ['generate', '--path', document, '--output-path', 'pythonic', '--meta', 'none'];
    await visitor.generate(here('.venv/bin/openapi-python-client'), ...options);
    const program = `
import os

from pythonic import AuthenticatedClient, Client
from pythonic.api.auth import login
from pythonic.api.users import get_me
from pythonic.models import LoginRequest

url = os.environ["OATHGATE_URL"]
form = LoginRequest(email=os.environ["OATHGATE_EMAIL"], password=os.environ["OATHGATE_PASSWORD"])
tokens = login.sync(client=Client(base_url=url), body=form)
me = get_me.sync(client=AuthenticatedClient(base_url=url, token=tokens.access_token))
print(me.email)
`;
    await visitor.write('program.py', program);
    await visitor.run(here('.venv/bin/python'), '-W', 'error', '-m', 'compileall', '-q', 'pythonic');
    const printed = await visitor.run(here('.venv/bin/python'), 'program.py');
    assert.equal(printed.trim(), visitor.who.email);
  });

  it('by progenitor', async () => {
    const manifest = here('tests/generators/rust/Cargo.toml');
    const target = ['--target-dir', here('../target/generators')];
    const run = ['run', '--quiet', '--locked', '--manifest-path', manifest, ...target];
    // Whatever the compiler warns of is an error there.
    assert.equal((await visitor.run('cargo', ...run)).trim(), visitor.who.email);
  });
});
