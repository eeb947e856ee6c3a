// Has a running server answer what clients ask, as examples for the document: `npm run examples` writes them. Those of
// the other operations are beside their types in the code.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { start } from '../../frontend/e2e/server.mjs';
import { ask, back, client, granted, person, signedIn } from '../tests/live/furnished.mjs';

const scope = 'openid profile email offline_access';
const redirect_uri = 'https://photos.example.com/callback';
const challenge = {
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
};
const asked = { response_type: 'code', redirect_uri, scope, state: 'af0ifjsldkj', ...challenge };

/** What the server is told that is asked. */
export const settings = { RATE_LIMIT: 'off', OAUTH_REGISTRATION: 'open' };

/** Answers by the names of their schemas, and the forms that led to them. */
export async function recorded(server) {
  const grace = await person(server, 'grace@example.com');
  const who = await signedIn(server, grace);
  await signedIn(server, grace);
  const grants = ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'];
  const photos = await client(
    server,
    ...['--id', 'photos', '--name', 'Photos', '--redirect-uri', back, '--scope', scope],
    ...grants.flatMap((type) => ['--grant-type', type]),
  );
  const basic = Buffer.from(`${photos.client_id}:${photos.client_secret}`).toString('base64');
  const headers = { Authorization: `Basic ${basic}` };
  const told = async (path, options) => (await ask(`${server.url}${path}`, options)).json;

  const asking = { client_id: photos.client_id, scope };
  const { code, verifier } = await granted(server, who, asking);
  const exchange = { grant_type: 'authorization_code', code, redirect_uri: back, code_verifier: verifier };
  const tokens = await told('/oauth/token', { headers, form: exchange });
  const shown = { token: tokens.access_token };
  const registered = {
    client_name: 'Photo Books',
    redirect_uris: [redirect_uri],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'client_secret_basic',
    scope: 'openid profile email',
  };
  const found = {
    TokenRequest: exchange,
    TokenResponse: tokens,
    TokenForm: shown,
    Introspection: await told('/oauth/introspect', { headers, form: shown }),
    UserInfo: await told('/oauth/userinfo', { token: tokens.access_token }),
    UserInfoForm: { access_token: tokens.access_token },
    AuthorizeForm: { client_id: 'photos', ...asked },
    PushForm: asked,
    Pushed: await told('/oauth/par', { headers, form: { ...asked, redirect_uri: back } }),
    DeviceForm: { scope },
    DeviceCodes: await told('/oauth/device_authorization', { headers, form: { scope } }),
    Metadata: await told('/.well-known/openid-configuration'),
    ClientMetadataBody: registered,
    RegisteredClient: await told('/oauth/register', { body: registered }),
    LogoutForm: { client_id: 'photos', post_logout_redirect_uri: 'https://photos.example.com/bye', state: asked.state },
    JwkSet: await told('/.well-known/jwks.json'),
    SessionsEnded: await told('/users/me/sessions', { method: 'DELETE', token: who.access_token }),
  };
  const text = JSON.stringify(found);
  return JSON.parse(text.replaceAll(server.url, 'https://id.example.com').replaceAll(back, redirect_uri));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await start(settings);
  try {
    const path = fileURLToPath(new URL('../../api/src/document/examples.json', import.meta.url));
    await writeFile(path, `${JSON.stringify(await recorded(server), null, 2)}\n`);
  } finally {
    await server.stop();
  }
}
