// oidc-provider as a benchmark meets it: one process, Postgres, what Oathgate does too switched on. Codes are made at
// /bench/code, since how somebody signs in is not what is measured.
import { generateKeyPairSync } from 'node:crypto';
import { Provider } from 'oidc-provider';
import { storage } from './adapter.mjs';

const { PORT, DATABASE_URL, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI } = process.env;
const issuer = `http://localhost:${PORT}`;
const key = (type, options, alg) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }),
  use: 'sig',
  alg,
  kid: alg,
});
const scope = 'openid profile email offline_access';
const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials'];

const provider = new Provider(issuer, {
  adapter: await storage(DATABASE_URL),
  jwks: { keys: [key('rsa', { modulusLength: 2048 }, 'RS256'), key('ec', { namedCurve: 'P-256' }, 'ES256')] },
  clients: [
    {
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      redirect_uris: [REDIRECT_URI],
      grant_types: grantTypes,
      response_types: ['code'],
      scope,
    },
  ],
  scopes: scope.split(' '),
  claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
  },
  rotateRefreshToken: true,
  issueRefreshToken: () => true,
  interactions: { url: () => '/' },
  cookies: { keys: ['only for a benchmark'] },
  findAccount: (_, accountId) => ({
    accountId,
    claims: () => ({
      sub: accountId,
      name: 'Grace Hopper',
      email: 'grace@example.com',
      email_verified: true,
    }),
  }),
});

/** A code, as if somebody had agreed just now. */
async function code(challenge) {
  const grant = new provider.Grant({ accountId: 'grace', clientId: CLIENT_ID });
  grant.addOIDCScope(scope);
  const made = new provider.AuthorizationCode({
    accountId: 'grace',
    authTime: Math.floor(Date.now() / 1000),
    client: await provider.Client.find(CLIENT_ID),
    grantId: await grant.save(),
    gty: 'authorization_code',
    redirectUri: REDIRECT_URI,
    scope,
    codeChallenge: challenge,
    codeChallengeMethod: 'S256',
    expiresWithSession: false,
  });
  return made.save();
}

provider.use(async (context, next) => {
  if (context.path !== '/bench/code') return next();
  context.body = await code(context.query.challenge);
});
provider.listen(Number(PORT), 'localhost', () => console.log('ready'));
