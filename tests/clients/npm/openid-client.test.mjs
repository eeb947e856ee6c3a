// openid-client, as its documentation says to use it.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as client from 'openid-client';
import { given, Person } from './surroundings.mjs';

const { web, app, jobs } = given.clients;
const insecure = { execute: [client.allowInsecureRequests] };

function discover({ id, secret }, authentication) {
  return client.discovery(new URL(given.issuer), id, secret, authentication, insecure);
}

/** From the first redirect to the tokens. */
async function signIn(config, { redirect_uri, more = {}, checks = {}, person = new Person() }) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const expectedNonce = client.randomNonce();
  const link = client.buildAuthorizationUrl(config, {
    redirect_uri,
    scope: 'openid email offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...more,
  });
  const back = await person.follow(link);
  return client.authorizationCodeGrant(config, back, {
    pkceCodeVerifier,
    expectedState,
    expectedNonce,
    idTokenExpected: true,
    ...checks,
  });
}

describe('openid-client', () => {
  let config;
  before(async () => {
    config = await discover(web);
  });

  for (const [name, authentication] of [
    ['client_secret_post', client.ClientSecretPost],
    ['client_secret_basic', client.ClientSecretBasic],
  ]) {
    it(`signs in, with ${name}`, async () => {
      const config = await discover(web, authentication(web.secret));
      const tokens = await signIn(config, web);
      const { sub } = tokens.claims();
      const told = await client.fetchUserInfo(config, tokens.access_token, sub);
      assert.deepEqual([told.sub, told.email], [sub, given.email]);
    });
  }

  it('signs in without a secret', async () => {
    const config = await discover(app, client.None());
    const tokens = await signIn(config, app);
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
    assert.equal(renewed.claims().sub, tokens.claims().sub);
  });

  it('asks for a fresh sign-in', async () => {
    const person = new Person();
    const first = await signIn(config, { ...web, person });
    const again = await signIn(config, {
      ...web,
      person,
      more: { prompt: 'login', max_age: '300' },
      checks: { maxAge: 300 },
    });
    assert.equal(again.claims().sub, first.claims().sub);
  });

  it('signs out', async () => {
    const person = new Person();
    const tokens = await signIn(config, { ...web, person });
    const state = client.randomState();
    const link = client.buildEndSessionUrl(config, {
      post_logout_redirect_uri: web.post_logout_redirect_uri,
      id_token_hint: tokens.id_token,
      state,
    });
    assert.equal(await person.isSignedIn(), true);
    assert.equal(await person.signOut(link), `${web.post_logout_redirect_uri}?state=${state}`);
    assert.equal(await person.isSignedIn(), false);
  });

  it('is told that nobody is signed in', async () => {
    const state = client.randomState();
    const link = client.buildAuthorizationUrl(config, {
      redirect_uri: web.redirect_uri,
      scope: 'openid',
      prompt: 'none',
      state,
    });
    const back = await new Person().follow(link);
    const refused = client.authorizationCodeGrant(config, back, { expectedState: state });
    await assert.rejects(refused, { error: 'login_required' });
  });

  it('renews, asks about and gives back tokens', async () => {
    const tokens = await signIn(config, web);
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
    assert.notEqual(renewed.refresh_token, tokens.refresh_token);
    const described = await client.tokenIntrospection(config, renewed.access_token);
    assert.deepEqual([described.active, described.client_id], [true, web.id]);
    await client.tokenRevocation(config, renewed.refresh_token);
    const after = await client.tokenIntrospection(config, renewed.access_token);
    assert.equal(after.active, false);
    await assert.rejects(client.refreshTokenGrant(config, renewed.refresh_token), { error: 'invalid_grant' });
  });

  it('gets a token for itself', async () => {
    const config = await discover(jobs);
    const tokens = await client.clientCredentialsGrant(config, { scope: jobs.scope });
    const described = await client.tokenIntrospection(config, tokens.access_token);
    assert.deepEqual([described.active, described.scope], [true, jobs.scope]);
    await assert.rejects(client.clientCredentialsGrant(config, { scope: 'more' }), { error: 'invalid_scope' });
  });

  it('notices a wrong secret', async () => {
    const config = await discover({ ...jobs, secret: 'wrong' });
    // With the challenge that goes with each 401 (RFC 9110, section 15.5.2).
    await assert.rejects(client.clientCredentialsGrant(config), (refused) => {
      assert.deepEqual([refused.status, refused.cause[0].scheme], [401, 'basic']);
      return true;
    });
  });
});
