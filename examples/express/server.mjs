// A web app on a server: people sign in with Oathgate, the app keeps who they are in its own session.
import express from 'express';
import session from 'express-session';
import { randomBytes } from 'node:crypto';
import * as oidc from 'openid-client';

const port = Number(process.env.PORT ?? 3000);
const self = process.env.SELF_URL ?? `http://localhost:${port}`;
const issuer = new URL(process.env.OATHGATE_URL ?? 'http://localhost:8000');
const redirect_uri = `${self}/callback`;

const config = await oidc.discovery(
  issuer,
  process.env.CLIENT_ID,
  undefined,
  oidc.ClientSecretBasic(process.env.CLIENT_SECRET),
  // Only while developing: elsewhere the issuer is https.
  { execute: issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [] },
);

const app = express();
app.use(
  session({
    secret: process.env.SESSION_SECRET ?? randomBytes(32).toString('hex'),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: self.startsWith('https:') },
  }),
);

app.get('/', (request, response) => {
  const { person } = request.session;
  if (!person) return response.send('<a href="/login">Sign in</a>');
  response.send(`<h1>Hello, ${escaped(person.name ?? person.email)}</h1><a href="/logout">Sign out</a>`);
});

app.get('/login', async (request, response) => {
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const nonce = oidc.randomNonce();
  request.session.pending = { verifier, state, nonce };
  const address = oidc.buildAuthorizationUrl(config, {
    redirect_uri,
    scope: 'openid profile email',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  });
  response.redirect(address.href);
});

app.get('/callback', async (request, response) => {
  const { verifier, state, nonce } = request.session.pending ?? {};
  const tokens = await oidc.authorizationCodeGrant(config, new URL(request.originalUrl, self), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
  });
  const { sub } = tokens.claims();
  const { name, email } = await oidc.fetchUserInfo(config, tokens.access_token, sub);
  // A new session, so that one that somebody planted before is not signed in.
  request.session.regenerate(() => {
    request.session.person = { sub, name, email };
    response.redirect('/');
  });
});

app.get('/logout', (request, response) => request.session.destroy(() => response.redirect('/')));

const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

app.listen(port, 'localhost', () => console.log(`${self} is there`));
