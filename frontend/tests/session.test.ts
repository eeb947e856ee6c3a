import { beforeEach, describe, expect, it } from 'vitest';
import { SignedOut, type Problem } from '../src/api/fault';
import { createSession, type Tokens } from '@oathgate/sdk';

/** A server that answers when it is told to. */
class Server {
  readonly waiting: { answer: (tokens: Tokens) => void; refuse: (error: unknown) => void }[] = [];
  asked = 0;
  readonly refresh = () => {
    this.asked += 1;
    return new Promise<Tokens>((answer, refuse) => {
      this.waiting.push({ answer, refuse });
    });
  };

  answer(access_token: string, expires_in = 1800) {
    this.waiting.shift()?.answer({ access_token, expires_in });
  }

  refuse(error: unknown) {
    this.waiting.shift()?.refuse(error);
  }
}

const problem = (status: number, code: Problem['code']): Problem => ({
  type: `/problems/${code}`,
  title: code,
  status,
  code,
  request_id: 'r',
});

let server: Server;
let now: number;
let remembered: boolean;
const open = () =>
  createSession({
    refresh: server.refresh,
    alone: (task) => task(),
    recall: () => remembered,
    remember: (signedIn) => {
      remembered = signedIn;
    },
    now: () => now,
  });

beforeEach(() => {
  server = new Server();
  now = 1_000_000;
  remembered = true;
});

describe('a session', () => {
  it('is not looked for where nothing says that there is one', async () => {
    remembered = false;
    const session = open();
    await session.look();
    expect(server.asked).toBe(0);
    expect(session.state()).toEqual({ is: 'out', why: 'new' });
  });

  it('is looked for all the same on a page that needs one, once', async () => {
    remembered = false;
    const session = open();
    const looking = session.look(true);
    server.refuse(problem(401, 'unauthorized'));
    await looking;
    expect(session.state()).toEqual({ is: 'out', why: 'none' });
    await session.look(true);
    expect(server.asked).toBe(1);
  });

  it('is found again after a reload', async () => {
    const session = open();
    expect(session.state()).toEqual({ is: 'unknown' });
    const looking = session.look();
    server.answer('a');
    await looking;
    expect(session.state()).toEqual({ is: 'in' });
    expect(await session.token()).toBe('a');
    expect(server.asked).toBe(1);
  });

  it('asks once for all who need a token', async () => {
    const session = open();
    const all = Promise.all([session.token(), session.token(), session.look(), session.token()]);
    server.answer('a');
    expect(await all).toEqual(['a', 'a', undefined, 'a']);
    expect(server.asked).toBe(1);
  });

  it('renews its token before it expires', async () => {
    const session = open();
    session.open({ access_token: 'a', expires_in: 1800 });
    now += 1_769_000;
    expect(await session.token()).toBe('a');
    now += 1_000;
    const next = session.token();
    server.answer('b');
    expect(await next).toBe('b');
  });

  it('does not renew at each request where tokens are short-lived', async () => {
    const session = open();
    session.open({ access_token: 'a', expires_in: 20 });
    expect(await session.token()).toBe('a');
    expect(server.asked).toBe(0);
  });

  it('replaces a token that was refused, but not one that is newer', async () => {
    const session = open();
    session.open({ access_token: 'a', expires_in: 1800 });
    const first = session.replace('a');
    const second = session.replace('a');
    server.answer('b');
    expect(await Promise.all([first, second])).toEqual(['b', 'b']);
    expect(await session.replace('a')).toBe('b');
    expect(server.asked).toBe(1);
  });

  it.each([
    [problem(401, 'unauthorized'), 'ended'],
    [problem(401, 'token_reused'), 'reused'],
  ] as const)('ends where the server does not know it any more', async (refusal, why) => {
    const session = open();
    session.open({ access_token: 'a', expires_in: 1 });
    now += 1_000;
    const next = session.token();
    server.refuse(refusal);
    await expect(next).rejects.toBeInstanceOf(SignedOut);
    expect(session.state()).toEqual({ is: 'out', why });
    expect(remembered).toBe(false);
    await expect(session.token()).rejects.toBeInstanceOf(SignedOut);
  });

  it.each([[new TypeError('Failed to fetch')], [problem(503, 'unavailable')]])(
    'does not end where the server is away',
    async (fault) => {
      const session = open();
      const looking = session.look();
      server.refuse(fault);
      await looking;
      expect(session.state()).toEqual({ is: 'unreachable', error: fault });
      expect(remembered).toBe(true);

      const again = session.look();
      expect(session.state()).toEqual({ is: 'unknown' });
      server.answer('a');
      await again;
      expect(session.state()).toEqual({ is: 'in' });
    },
  );

  it('stays open where one renewal fails on the way', async () => {
    const session = open();
    session.open({ access_token: 'a', expires_in: 1 });
    now += 1_000;
    const next = session.token();
    server.refuse(new TypeError('Failed to fetch'));
    await expect(next).rejects.toBeInstanceOf(TypeError);
    expect(session.state()).toEqual({ is: 'in' });
  });

  it('stays closed when an answer comes after signing out', async () => {
    const session = open();
    const late = session.token();
    session.close('left');
    server.answer('a');
    await expect(late).rejects.toBeInstanceOf(SignedOut);
    expect(session.state()).toEqual({ is: 'out', why: 'left' });
    expect(remembered).toBe(false);
  });

  it('is the newer one when somebody signs in while an old one is looked for', async () => {
    const session = open();
    const late = session.token();
    session.open({ access_token: 'new', expires_in: 1800 });
    server.refuse(problem(401, 'unauthorized'));
    expect(await late).toBe('new');
    expect(session.state()).toEqual({ is: 'in' });
  });

  it('survives another tab that signs out and in again during a renewal', async () => {
    const session = open();
    const late = session.token();
    session.heard(false);
    session.heard(true);
    server.answer('old');
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve));
    server.answer('new');
    expect(await late).toBe('new');
    expect(session.state()).toEqual({ is: 'in' });
  });

  it('follows other tabs', async () => {
    const session = open();
    session.open({ access_token: 'a', expires_in: 1800 });
    session.heard(false);
    expect(session.state()).toEqual({ is: 'out', why: 'left' });
    session.heard(true);
    server.answer('b');
    await new Promise((resolve) => setTimeout(resolve));
    expect(session.state()).toEqual({ is: 'in' });
    expect(await session.token()).toBe('b');
  });
});
