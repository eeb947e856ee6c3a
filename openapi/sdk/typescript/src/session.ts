/**
 * Who is signed in here. The access token is kept in this object's memory and nowhere else; where the refresh token
 * is, is not its business. What it remembers is only whether there may be one.
 */
import { SignedOut, isProblem } from './fault.js';

export interface Tokens {
  access_token: string;
  /** Seconds. */
  expires_in: number;
}

export type Why =
  /** Nothing says that there is a session, and it was not looked for. */
  | 'new'
  /** It was looked for, and there is none. */
  | 'none'
  /** Signed out by will, here or in another tab. */
  | 'left'
  /** Its time was up, or it was ended elsewhere. */
  | 'ended'
  /** Ended since its refresh token came back a second time. */
  | 'reused';

export type SessionState =
  /** There may be a session: it is being looked for. */
  | { is: 'unknown' }
  | { is: 'in' }
  | { is: 'out'; why: Why }
  /** It could not be found out. */
  | { is: 'unreachable'; error: unknown };

export interface Surroundings {
  /** Exchanges the refresh token for an access token. */
  refresh(): Promise<Tokens>;
  /** Carries out one such exchange after the other, across all tabs. */
  alone<T>(task: () => Promise<T>): Promise<T>;
  recall(): boolean;
  remember(signedIn: boolean): void;
  /** Milliseconds. */
  now(): number;
}

export type Session = ReturnType<typeof createSession>;

/** An access token is renewed so long before it expires, in milliseconds, lest it expires on its way. */
const AHEAD = 30_000;

export function createSession(around: Surroundings) {
  let state: SessionState = around.recall() ? { is: 'unknown' } : { is: 'out', why: 'new' };
  let access: { token: string; until: number } | null = null;
  let pending: Promise<string> | null = null;
  /** Counts sign-ins and sign-outs, so that an exchange that was overtaken by one changes nothing. */
  let epoch = 0;
  const listeners = new Set<() => void>();

  function become(next: SessionState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  function accept(tokens: Tokens): string {
    const lifetime = tokens.expires_in * 1000;
    // One that lives no longer than that would be renewed at each request.
    access = { token: tokens.access_token, until: around.now() + Math.max(lifetime - AHEAD, lifetime / 2) };
    if (state.is !== 'in') become({ is: 'in' });
    return tokens.access_token;
  }

  async function exchange(): Promise<string> {
    const begun = epoch;
    try {
      const tokens = await around.alone(around.refresh);
      if (begun !== epoch) return await afterAll();
      around.remember(true);
      return accept(tokens);
    } catch (error) {
      if (begun !== epoch) return await afterAll();
      // The refresh token is missing, or worth nothing any more.
      if (isProblem(error) && (error.status === 400 || error.status === 401)) {
        close(
          error.code === 'token_reused' ? 'reused' : state.is === 'in' || around.recall() ? 'ended' : 'none',
        );
        throw new SignedOut();
      }
      if (state.is !== 'in') become({ is: 'unreachable', error });
      throw error;
    }
  }

  /** What an exchange gives that was overtaken by a sign-in or a sign-out. */
  async function afterAll(): Promise<string> {
    if (state.is === 'out') throw new SignedOut();
    return access ? access.token : exchange();
  }

  function renew(): Promise<string> {
    pending ??= exchange().finally(() => {
      pending = null;
    });
    return pending;
  }

  /** A token that is good for a request now. */
  async function token(): Promise<string> {
    if (state.is === 'out') throw new SignedOut();
    return access && around.now() < access.until ? access.token : renew();
  }

  function close(why: Why): void {
    epoch += 1;
    access = null;
    around.remember(false);
    become({ is: 'out', why });
  }

  return {
    state: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    token,
    /** A token in the place of one that the server did not accept. */
    async replace(refused: string): Promise<string> {
      return access && access.token !== refused ? token() : renew();
    },
    /** Somebody has signed in. */
    open(tokens: Tokens): void {
      epoch += 1;
      around.remember(true);
      accept(tokens);
    },
    close,
    /** Looks for a session, where that was not done yet. Never fails; the state says what was found. */
    async look(evenWithoutHint = false): Promise<void> {
      if (state.is === 'in' || (state.is === 'out' && !(evenWithoutHint && state.why === 'new'))) return;
      if (state.is !== 'unknown') become({ is: 'unknown' });
      await renew().catch(() => {});
    },
    /** Another tab has signed in or out. */
    heard(signedIn: boolean): void {
      if (!signedIn && state.is !== 'out') close('left');
      if (signedIn && state.is === 'out') {
        become({ is: 'unknown' });
        void renew().catch(() => {});
      }
    },
  };
}
