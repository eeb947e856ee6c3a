// The same by openapi-generator, a program for Java. `make generators` gets it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { document, stranger } from '../stranger.mjs';

let visitor;

before(async () => {
  visitor = await stranger();
});
after(() => visitor?.close());

describe('a client made of the document', () => {
  it('by openapi-generator', async () => {
    const jar = process.env.OPENAPI_GENERATOR_JAR;
    assert.ok(jar, 'OPENAPI_GENERATOR_JAR is not set; `make generators` sets it');
    const options = ['generate', '--generator-name', 'typescript-fetch', '--input-spec', document];
    const printed = await visitor.run('java', '-jar', jar, ...options, '--output', 'fetching');
    // What it says of any document with such things: that it makes up no examples of pages and text for its own use, and
    // that texts which a form repeats (`resource`, RFC 8707) have no names of their own.
    const ofItself = [
      'Response examples can currently only be generated for',
      'Could not compute datatypeWithEnum from string, null',
    ];
    const complaints = printed
      .split('\n')
      .filter((line) => /\b(WARN|ERROR)\b/.test(line))
      .filter((line) => !ofItself.some((remark) => line.includes(remark)));
    assert.deepEqual(complaints, []);
    const program = `
      import { AuthApi, Configuration, UsersApi } from './fetching/index';

      export async function main(basePath: string, email: string, password: string): Promise<string> {
        const auth = new AuthApi(new Configuration({ basePath }));
        const tokens = await auth.login({ loginRequest: { email, password } });
        // Its clients send what they are given for OAuth as it is, and put the scheme before what they are given else.
        const accessToken = (scheme?: string) =>
          scheme === 'oauth2' ? \`Bearer \${tokens.accessToken}\` : tokens.accessToken;
        const me = await new UsersApi(new Configuration({ basePath, accessToken })).getMe();
        return me.email;
      }`;
    await visitor.write('calling.ts', program);
    await visitor.compile('calling.ts', 'calling');
    await visitor.signsIn('./calling/calling.js');
  });
});
