// oauth4webapi, which checks every answer by the letter of the RFCs.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as oauth from 'oauth4webapi';
import { given, Person } from './surroundings.mjs';

const { web, app, jobs } = given.clients;
const options = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(given.issuer);

async function discover(algorithm) {
  const answer = await oauth.discoveryRequest(issuer, { algorithm, ...options });
  return oauth.processDiscoveryResponse(issuer, answer);
}

describe('oauth4webapi', () => {
  let server;
  before(async () => {
    server = await discover('oidc');
  });

  it('finds the same by both documents', async () => {
    assert.deepEqual(await discover('oauth2'), server);
    assert.equal(server.authorization_response_iss_parameter_supported, true);
  });

  for (const [name, { id, redirect_uri }, authentication] of [
    ['a secret', web, oauth.ClientSecretBasic(web.secret)],
    ['no secret', app, oauth.None()],
  ]) {
    it(`signs in with ${name}`, async () => {
      const client = { client_id: id };
      const verifier = oauth.generateRandomCodeVerifier();
      const state = oauth.generateRandomState();
      const nonce = oauth.generateRandomNonce();
      const link = new URL(server.authorization_endpoint);
      link.search = new URLSearchParams({
        client_id: id,
        redirect_uri,
        response_type: 'code',
        scope: 'openid profile email',
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      const back = oauth.validateAuthResponse(server, client, await new Person().follow(link), state);
      const exchange = () =>
        oauth.authorizationCodeGrantRequest(
          server,
          client,
          authentication,
          back,
          redirect_uri,
          verifier,
          options,
        );
      const answer = await exchange();
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
        expectedNonce: nonce,
        requireIdToken: true,
      });
      await oauth.validateApplicationLevelSignature(server, answer, options);
      const { sub, at_hash, auth_time } = oauth.getValidatedIdTokenClaims(tokens);
      assert.ok(at_hash && auth_time);

      const told = await oauth.userInfoRequest(server, client, tokens.access_token, options);
      const person = await oauth.processUserInfoResponse(server, client, sub, told);
      assert.equal(person.email, given.email);

      const refresh = await oauth.refreshTokenGrantRequest(
        server,
        client,
        authentication,
        tokens.refresh_token,
        options,
      );
      const renewed = await oauth.processRefreshTokenResponse(server, client, refresh);

      // The code a second time: refused, and everything that came from it ends.
      await assert.rejects(oauth.processAuthorizationCodeResponse(server, client, await exchange()), {
        error: 'invalid_grant',
      });
      const late = await oauth.userInfoRequest(server, client, renewed.access_token, options);
      await assert.rejects(oauth.processUserInfoResponse(server, client, sub, late), (refused) => {
        assert.equal(refused.cause[0].parameters.error, 'invalid_token');
        return true;
      });

      const given_back = await oauth.revocationRequest(
        server,
        client,
        authentication,
        renewed.refresh_token,
        options,
      );
      assert.equal(await oauth.processRevocationResponse(given_back), undefined);
    });
  }

  it('gets a token for itself, signed as the keys say', async () => {
    const client = { client_id: jobs.id };
    const authentication = oauth.ClientSecretPost(jobs.secret);
    const answer = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      authentication,
      new URLSearchParams({ scope: jobs.scope }),
      options,
    );
    const tokens = await oauth.processClientCredentialsResponse(server, client, answer);
    const asked = await oauth.introspectionRequest(
      server,
      client,
      authentication,
      tokens.access_token,
      options,
    );
    const described = await oauth.processIntrospectionResponse(server, client, asked);
    assert.equal(described.active, true);

    // As a service would that is sent the token (RFC 9068).
    const request = new Request('https://jobs.example/', {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    const claims = await oauth.validateJwtAccessToken(server, request, described.aud, options);
    assert.equal(claims.client_id, jobs.id);
  });
});
