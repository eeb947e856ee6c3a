/**
 * A client of Oathgate. It signs requests with the access token of whoever has signed in, renews that before it
 * expires and once where the server does not accept it, and makes an error of every answer that is none of the
 * server's.
 */
import createClient, { type Client, type Middleware } from 'openapi-fetch';
import { StrangeAnswer, type Problem } from './fault.js';
import type { components, paths } from './generated/schema.js';
import { inMemory, inTurn, type Keeper } from './keeper.js';
import { createSession, type Session, type Tokens } from './session.js';

export { SignedOut, StrangeAnswer, isProblem } from './fault.js';
export type { FieldError, Problem, ProblemCode } from './fault.js';
export { inMemory, type Keeper } from './keeper.js';
export { createSession } from './session.js';
export type { Session, SessionState, Surroundings, Tokens, Why } from './session.js';
export type { components, operations, paths } from './generated/schema.js';

/** Longest wait for an answer, in milliseconds. The server gives up before. */
const PATIENCE = 35_000;

export interface Options {
  /** Where the server is: its issuer, for example `https://id.example.com`. */
  baseUrl: string;
  /**
   * Where the refresh token is: in a {@link Keeper}, which is {@link inMemory} if nothing is said, or in the
   * server's cookie. Pages, those of the server and of its `ALLOWED_ORIGINS`, have nothing but the cookie: the
   * server gives them the token in no other way, and it is what they use if nothing is said.
   */
  refreshToken?: Keeper | 'cookie';
  /** Another `fetch`. */
  fetch?: (request: Request) => Promise<Response>;
  /** Carries out one exchange of the refresh token after the other, wherever it is shared. */
  alone?: <T>(task: () => Promise<T>) => Promise<T>;
  /** Whether somebody had signed in before. With a cookie only the caller can know. */
  recall?: () => boolean;
  /** Is told when somebody has signed in or out. */
  remember?: (signedIn: boolean) => void;
  /** Another clock, in milliseconds. */
  now?: () => number;
}

export interface Oathgate {
  /** Every operation. Requests are signed, except those by which one signs in. */
  api: Client<paths>;
  /** The same without the session: nothing is signed, so nobody needs to be signed in. */
  unsigned: Client<paths>;
  /** Who is signed in. */
  session: Session;
  /** Signs in. Gives the server's refusal, or nothing where it worked. */
  signIn(credentials: components['schemas']['LoginRequest']): Promise<Problem | undefined>;
  /** Signs out, here in any case and at the server if it can be reached. */
  signOut(): Promise<void>;
}

/** What is down, and what a client is refused (RFC 6749 §5.2), is told in other words than a problem's. */
const saysPlainly = (path: string) => path.startsWith('/health') || path.startsWith('/oauth/');

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

/** What needs no session. All else is signed. */
const isOpen = (path: string) => path.startsWith('/auth/') && path !== '/auth/logout';

export function createOathgate(around: Options): Oathgate {
  const kept = around.refreshToken ?? ('document' in globalThis ? 'cookie' : inMemory());
  const keeper = kept === 'cookie' ? null : kept;
  const send = around.fetch ?? ((request: Request) => fetch(request));
  const options = {
    baseUrl: around.baseUrl,
    credentials: keeper ? 'omit' : 'include',
    fetch: (request: Request) => send(new Request(request, { signal: withPatience(request.signal) })),
  } as const;

  const unsigned = createClient<paths>(options);
  unsigned.use(readable);

  const session = createSession({
    async refresh(): Promise<Tokens> {
      const token = await keeper?.read();
      // With keepalive, the new cookie arrives even if the page is left meanwhile.
      const { data, error } = await unsigned.POST('/auth/refresh', {
        body: keeper ? { refresh_token: token ?? '' } : {},
        keepalive: !keeper,
      });
      if (error) throw error;
      // It is left out where the cookie was exchanged; then nobody keeps it.
      if (data.refresh_token !== undefined) await keeper?.write(data.refresh_token);
      return data;
    },
    alone: around.alone ?? inTurn(),
    // A keeper may be slow; whether it holds anything is found out by asking.
    recall: around.recall ?? (() => keeper !== null),
    remember: around.remember ?? (() => {}),
    now: around.now ?? Date.now,
  });

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

  const api = createClient<paths>(options);
  api.use(readable, signed);

  return {
    api,
    unsigned,
    session,
    async signIn(credentials) {
      const { data, error } = await unsigned.POST('/auth/login', { body: credentials });
      if (error) return error;
      // It is left out where the cookie was exchanged; then nobody keeps it.
      if (data.refresh_token !== undefined) await keeper?.write(data.refresh_token);
      session.open(data);
      return undefined;
    },
    async signOut() {
      const token = await keeper?.read();
      await keeper?.write(null);
      session.close('left');
      if (token === null) return;
      await unsigned.POST('/auth/logout', { body: token === undefined ? {} : { refresh_token: token } });
    },
  };
}

function withPatience(signal: AbortSignal): AbortSignal {
  // Older browsers know neither; they wait for as long as they do by themselves.
  return 'any' in AbortSignal && 'timeout' in AbortSignal
    ? AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)])
    : signal;
}
