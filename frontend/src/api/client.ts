/**
 * The one client of the API, generated from its OpenAPI document. It signs requests with the session's access token,
 * renews that once where the server does not accept it, and makes an error of every answer that is none of the
 * server's.
 */
import createClient, { type Middleware } from 'openapi-fetch';
import createQueryClient from 'openapi-react-query';
import { recall, remember, onOtherTab } from '../shell/memory';
import { StrangeAnswer, type Problem } from './fault';
import type { paths } from './generated/schema';
import { createSession, type Tokens } from './session';

/** Longest wait for an answer, in milliseconds. The server gives up before. */
const PATIENCE = 35_000;

const options = {
  baseUrl: location.origin,
  credentials: 'same-origin',
  fetch: (request: Request) => fetch(request, { signal: withPatience(request.signal) }),
} as const;

/** What is down, and what a client is refused (RFC 6749 §5.2), is told in other words than a problem's. */
const saysPlainly = (path: string) => path.startsWith('/health') || path === '/oauth/token';

/** Answers of something between here and the server must not be taken for the server's. */
const readable: Middleware = {
  onResponse({ response, schemaPath }) {
    const type = response.headers.get('content-type') ?? '';
    const ours = response.ok
      ? response.status === 204 || !type.startsWith('text/html')
      : type.startsWith('application/problem+json') ||
        (saysPlainly(schemaPath) && type.startsWith('application/json'));
    if (!ours) throw new StrangeAnswer(response.status);
  },
};

/** For requests that show nothing of the session. */
export const unsigned = createClient<paths>(options);
unsigned.use(readable);

export const session = createSession({
  async refresh(): Promise<Tokens> {
    // With keepalive, the new cookie arrives even if the page is left meanwhile.
    const { data, error } = await unsigned.POST('/auth/refresh', { body: {}, keepalive: true });
    if (error) throw error as Problem;
    return data;
  },
  // Browsers have locks on safe pages only; elsewhere the server's grace must do.
  alone: async (task) =>
    'locks' in navigator ? await navigator.locks.request('oathgate.refresh', task) : await task(),
  recall: () => recall('session') !== null,
  remember: (signedIn) => remember('session', signedIn ? '1' : null),
  now: () => Date.now(),
});

onOtherTab('session', (value) => session.heard(value !== null));

/** What needs no session. All else is signed. */
const isOpen = (path: string) => path.startsWith('/auth/') && path !== '/auth/logout';

/** Requests under way, in case they have to be sent again; a body can be read only once. */
const sent = new Map<string, { token: string; again: Request }>();

const signed: Middleware = {
  async onRequest({ request, schemaPath, id }) {
    if (isOpen(schemaPath)) return;
    const token = await session.token();
    sent.set(id, { token, again: request.clone() });
    request.headers.set('Authorization', `Bearer ${token}`);
  },
  async onResponse({ response, id }) {
    const first = sent.get(id);
    sent.delete(id);
    if (!first || response.status !== 401) return undefined;
    const token = await session.replace(first.token);
    first.again.headers.set('Authorization', `Bearer ${token}`);
    const second = await options.fetch(first.again);
    if (second.status === 401) session.close('ended');
    return second;
  },
  onError({ id }) {
    sent.delete(id);
  },
};

/** For what is no JSON. */
export const client = createClient<paths>(options);
client.use(readable, signed);

/** Queries and mutations of every operation. */
export const api = createQueryClient(client);

function withPatience(signal: AbortSignal): AbortSignal {
  // Older browsers know neither; they wait for as long as they do by themselves.
  return 'any' in AbortSignal && 'timeout' in AbortSignal
    ? AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)])
    : signal;
}
