// What the tests are told by whoever started the server, and a person who signs in and agrees.
import assert from 'node:assert/strict';

/** The issuer, the clients that were registered, and whose account there is. */
export const given = JSON.parse(process.env.OATHGATE_CLIENTS ?? 'null');
if (!given) throw new Error('OATHGATE_CLIENTS is not set: run `cargo test --test clients`, which sets it');

/** A person with a browser of their own. */
export class Person {
  #cookie = '';
  #access = '';

  /** Follows a link of a client until it leads back to the client, and gives where that is. */
  async follow(link) {
    const issuer = new URL(given.issuer).origin;
    let next = new URL(link);
    while (next.origin === issuer) {
      const request = next.searchParams.get('request');
      if (next.pathname === '/login') {
        await this.#signIn();
        next = new URL(`/oauth/authorize/resume?request=${request}`, issuer);
      } else if (next.pathname === '/consent') {
        next = await this.#agree(request);
      } else {
        const answer = await this.#send(next);
        assert.equal(answer.status, 303, await answer.text());
        next = new URL(answer.headers.get('location'), next);
      }
    }
    return next;
  }

  /** Follows a link of a client to where one signs out, and gives where it leads; no page may ask. */
  async signOut(link) {
    const answer = await this.#send(link);
    assert.equal(answer.status, 303, await answer.text());
    return answer.headers.get('location');
  }

  /** Whether the server still knows the browser. */
  async isSignedIn() {
    return (await this.#post('/auth/refresh', {})).ok;
  }

  #send(url, init = {}) {
    return fetch(url, { redirect: 'manual', ...init, headers: { ...init.headers, cookie: this.#cookie } });
  }

  #post(path, body) {
    return this.#send(new URL(path, given.issuer), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#access}` },
      body: JSON.stringify(body),
    });
  }

  async #signIn() {
    const answer = await this.#post('/auth/login', { email: given.email, password: given.password });
    assert.equal(answer.status, 200, 'signing in');
    this.#cookie = answer.headers.get('set-cookie').split(';')[0];
    this.#access = (await answer.json()).access_token;
  }

  async #agree(request) {
    const answer = await this.#post(`/oauth/requests/${request}/decision`, { allow: true });
    assert.equal(answer.status, 200, 'agreeing');
    return new URL((await answer.json()).redirect_to);
  }
}
