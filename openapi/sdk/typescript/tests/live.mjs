// The client against a running server: node tests/live.mjs, with its address in OATHGATE_URL.
//
// The server is `oathgate dev` with JWT_ACCESS_TOKEN_EXPIRE_MINUTES=1.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { createOathgate, inMemory, SignedOut } from '@oathgate/sdk';
import { account, password } from '../examples/account.mjs';

const baseUrl = process.env.OATHGATE_URL;
const email = 'typescript@example.com';
await account(email);

const refreshToken = inMemory();
const sent = [];
const oathgate = createOathgate({
  baseUrl,
  refreshToken,
  // A clock that stands still: the client does not know that its token has expired.
  now: () => 0,
  fetch(request) {
    sent.push(new URL(request.url).pathname);
    return fetch(request);
  },
});
assert.equal((await oathgate.signIn({ email, password: 'wrong horse' }))?.code, 'invalid_credentials');
assert.equal(await oathgate.signIn({ email, password }), undefined);
const expiring = await oathgate.session.token();
assert.equal((await oathgate.api.GET('/users/me')).data?.email, email);
const before = await refreshToken.read();

await pause(61_000);
const expired = await fetch(`${baseUrl}/users/me`, { headers: { Authorization: `Bearer ${expiring}` } });
assert.equal((await expired.json()).code, 'token_expired');
sent.splice(0);
const [me, sessions] = await Promise.all([
  oathgate.api.GET('/users/me'),
  oathgate.api.GET('/users/me/sessions'),
]);
assert.equal(me.data?.email, email);
assert.ok(sessions.data);
assert.equal(sent.filter((path) => path === '/auth/refresh').length, 1);
assert.notEqual(await refreshToken.read(), before);
// A body can be sent twice, too.
const { data } = await oathgate.api.PUT('/users/me', { body: { first_name: 'Ada' } });
assert.equal(data?.first_name, 'Ada');

const later = createOathgate({ baseUrl, refreshToken });
assert.equal((await later.api.GET('/users/me')).data?.email, email);
await later.signOut();
await assert.rejects(later.api.GET('/users/me'), SignedOut);
console.log('typescript: fine');
