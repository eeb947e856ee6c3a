// An API that takes access tokens of Oathgate. It checks them by itself, with the keys that the server publishes.
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { createServer } from 'node:http';

const issuer = process.env.OATHGATE_URL ?? 'http://localhost:8000';
const port = Number(process.env.PORT ?? 3000);
const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));

/** Who asks, or nobody (RFC 9068, section 4). */
async function caller(request) {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  if (scheme !== 'Bearer' || !token) return null;
  try {
    const { payload } = await jwtVerify(token, keys, { issuer, audience: issuer, typ: 'at+jwt' });
    return { client: payload.client_id, scopes: (payload.scope ?? '').split(' ') };
  } catch {
    return null;
  }
}

createServer(async (request, response) => {
  const who = await caller(request);
  if (!who) {
    response.writeHead(401, { 'WWW-Authenticate': 'Bearer error="invalid_token"' }).end('Sign in first\n');
  } else if (!who.scopes.includes('jobs.run')) {
    const challenge = 'Bearer error="insufficient_scope", scope="jobs.run"';
    response.writeHead(403, { 'WWW-Authenticate': challenge }).end('Not allowed\n');
  } else {
    response.writeHead(202).end(`A job runs for ${who.client}\n`);
  }
}).listen(port, 'localhost', () => console.log(`http://localhost:${port} is there`));
