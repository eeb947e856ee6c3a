// A server with something in it: people, clients and what they have, for whoever asks it for something real.
import { createHash, randomBytes } from 'node:crypto';

/** Not that of the document's examples, which are tried too. */
export const password = 'seven lanterns drift past the old mill';
/** Where the browser of an app would be sent. Nothing listens there. */
export const back = 'http://127.0.0.1:9/back';

/** Asks for JSON; throws on anything but a good answer. */
export async function ask(url, { method, token, body, form, headers } = {}) {
  const answer = await fetch(url, {
    method: method ?? (body || form ? 'POST' : 'GET'),
    redirect: 'manual',
    headers: {
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(body && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body ? JSON.stringify(body) : form && new URLSearchParams(form),
  });
  const text = await answer.text();
  if (answer.status >= 400) throw new Error(`${method ?? ''} ${url}: ${answer.status} ${text}`);
  const json = answer.headers.get('content-type')?.startsWith('application/json');
  return { answer, json: json ? JSON.parse(text) : undefined };
}

/** The first administrator. */
export async function administrator(server, email = 'root@example.org') {
  const token = new URL(await server.setupLink()).searchParams.get('token');
  await ask(`${server.url}/auth/setup`, { body: { token, email, password } });
  return { email, password };
}

/** One more, made with the command. */
export async function anotherAdministrator(server, email) {
  const options = ['--email', email, '--admin', '--generate-password', '--format', 'json'];
  const made = JSON.parse(await server.run('user', 'create', ...options));
  return { email, password: made.password };
}

/** Somebody who has registered and followed the link. */
export async function person(server, email) {
  const form = { email, password, first_name: 'Grace', last_name: 'Hopper' };
  await ask(`${server.url}/auth/register`, { body: form });
  const token = new URL(await server.link(email, 'verify-email')).searchParams.get('token');
  await ask(`${server.url}/auth/verify-email`, { body: { token } });
  return { email, password };
}

/** Their tokens, and the cookie by which a browser would stay signed in. */
export async function signedIn(server, { email, password }) {
  const { answer, json } = await ask(`${server.url}/auth/login`, { body: { email, password } });
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
  return { ...json, cookie: cookie.join('; ') };
}

/** A client made with the command, its secret included where it has one. */
export async function client(server, ...options) {
  const made = await server.run('client', 'create', '--format', 'json', ...options);
  return JSON.parse(made);
}

/** The address that an app would send its person to, and what its code is exchanged with (RFC 7636). */
export function authorization(server, { client_id, redirect_uri = back, ...more }) {
  const verifier = randomBytes(32).toString('base64url');
  const parameters = new URLSearchParams({
    response_type: 'code',
    client_id,
    redirect_uri,
    state: randomBytes(8).toString('hex'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  });
  return { url: `${server.url}/oauth/authorize?${parameters}`, verifier };
}

/** What an app gets after somebody has agreed. `asked` hears the id of the request before they do. */
export async function granted(server, who, asking, asked = () => {}) {
  const { url, verifier } = authorization(server, asking);
  let { answer } = await ask(url, { headers: { Cookie: who.cookie } });
  let place = new URL(answer.headers.get('location'), server.url);
  if (!place.href.startsWith(back)) {
    const id = place.searchParams.get('request');
    await asked(id);
    const { json } = await ask(`${server.url}/oauth/requests/${id}/decision`, {
      token: who.access_token,
      body: { allow: true },
    });
    place = new URL(json.redirect_to, server.url);
    if (!place.href.startsWith(back)) {
      ({ answer } = await ask(place.href, { headers: { Cookie: who.cookie } }));
      place = new URL(answer.headers.get('location'), server.url);
    }
  }
  const code = place.searchParams.get('code');
  if (!code) throw new Error(`no code in ${place}`);
  return { code, verifier };
}
