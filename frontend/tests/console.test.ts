import { describe, expect, it } from 'vitest';
import { barsOf, endOfScale } from '../src/pages/console/parts/bars';
import { changed, isUuid, oneOf, said } from '../src/pages/console/parts/filters';
import { createPace } from '../src/pages/console/parts/live';
import { plain, short, typed } from '../src/pages/console/parts/plain';
import { beginOf, lasted, relative } from '../src/pages/console/parts/times';
import { begin, claimsOf, readBack } from '../src/pages/console/flow';

describe('times', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const at = (seconds: number) => relative(new Date(now.getTime() + seconds * 1000), now, 'en');

  it('are told before and after now, in the largest unit that fits', () => {
    expect(at(0)).toBe('now');
    expect(at(-42)).toBe('42 seconds ago');
    expect(at(-3600 * 5)).toBe('5 hours ago');
    expect(at(90)).toBe('in 1 minute');
    expect(at(3600 * 24)).toBe('tomorrow');
  });

  it('that passed are told by their two largest units', () => {
    expect(lasted(-5, 'en')).toBe('0 ms');
    expect(lasted(450, 'en')).toBe('450 ms');
    expect(lasted(1234, 'en')).toBe('1.2 sec');
    expect(lasted(185_000, 'en')).toBe('3 min 5 sec');
    expect(lasted(3_600_000, 'en')).toBe('1 hr');
    expect(lasted(3_605_000, 'en')).toBe('1 hr');
    expect(lasted(2 * 86_400_000 + 4 * 3_600_000, 'en')).toBe('2 days 4 hr');
  });

  it('of a filter stay the same within a minute, so that pages are not asked for anew', () => {
    const minute = Date.parse('2026-03-01T12:00:00Z');
    expect(beginOf('1h', minute + 1)).toBe('2026-03-01T11:00:00.000Z');
    expect(beginOf('1h', minute + 59_999)).toBe(beginOf('1h', minute));
  });
});

describe('filters', () => {
  it('begin at the first page when one is changed, and leave empty ones out', () => {
    const search = new URLSearchParams('status=paused&kind=registration&from=abc');
    expect(changed(search, { kind: '' }).toString()).toBe('status=paused');
    expect(changed(search, { from: 'next' }).toString()).toBe('status=paused&kind=registration&from=next');
  });

  it('ask only for what is said', () => {
    expect(said({ kind: '', fault: 'smtp', before: undefined })).toEqual({ fault: 'smtp' });
    expect(oneOf(['a', 'b'] as const, 'constructor')).toBeUndefined();
    expect(isUuid('0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60')).toBe(true);
    expect(isUuid('0198c5f0')).toBe(false);
  });
});

describe('looking again', () => {
  it('slows down while nothing changes, and is quick again after a change', () => {
    const pace = createPace({ least: 1000, most: 3000 });
    const first = {};
    let count = 0;
    const look = (data: unknown) => {
      count += 1;
      return pace({ state: { data, dataUpdateCount: count, errorUpdateCount: 0 } });
    };
    expect(look(first)).toBe(1000);
    expect(look(first)).toBe(1500);
    expect(pace({ state: { data: first, dataUpdateCount: count, errorUpdateCount: 0 } })).toBe(1500);
    expect(look(first)).toBe(2250);
    expect(look(first)).toBe(3000);
    expect(look({})).toBe(1000);
  });
});

describe('values', () => {
  it('are told in words', () => {
    expect(plain(null)).toBe('');
    expect(plain('Sent')).toBe('Sent');
    expect(plain({ registration: 'r1', nothing: null, times: 2 })).toBe('registration: r1, times: 2');
    expect(plain({ Waiting: ['a', 'b'] })).toBe('Waiting: a, b');
    expect(plain(false)).toBe('false');
  });

  it('that somebody types are JSON where they can be', () => {
    expect(typed('"Sent"')).toBe('Sent');
    expect(typed('Sent')).toBe('Sent');
    expect(typed('{"a":1}')).toEqual({ a: 1 });
  });

  it('of ids are shortened where that helps', () => {
    expect(short('shop')).toBe('shop');
    expect(short('0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60')).toBe('0198…4e5f60');
  });
});

describe('bars', () => {
  it('begin at zero and are as high as what they count', () => {
    const bars = barsOf([[1, 1], [4]], 100, 80, 4);
    expect(bars.map(({ y, height, series }) => [y, height, series])).toEqual([
      [60, 20, 0],
      [40, 20, 1],
      [0, 80, 0],
    ]);
  });

  it('are left out where there is nothing, and seen where there is little', () => {
    expect(barsOf([[0]], 100, 80, 4)).toEqual([]);
    expect(barsOf([[1]], 100, 80, 1_000_000)[0]?.height).toBe(1.5);
  });

  it('have a scale with a round end', () => {
    expect([0, 5, 6, 11, 21, 99, 100, 101].map(endOfScale)).toEqual([5, 5, 10, 20, 50, 100, 100, 200]);
  });
});

describe('the flow of an app', () => {
  it('draws another secret each time', async () => {
    const [one, other] = await Promise.all([begin(), begin()]);
    expect(one.verifier).not.toBe(other.verifier);
    expect(one.verifier.length).toBeGreaterThanOrEqual(43);
    expect(one.challenge).toMatch(/^[\w-]{43}$/);
  });

  it('reads what comes back', () => {
    expect(readBack('https://app/cb?code=c&state=s', 's')).toEqual({ code: 'c' });
    expect(readBack('https://app/cb?code=c&state=other', 's')).toEqual({ strange: 'state' });
    expect(readBack('https://app/cb?error=access_denied&state=s', 's')).toEqual({
      error: 'access_denied',
      words: '',
    });
    expect(readBack('https://app/cb', 's')).toEqual({ strange: 'nothing' });
    expect(readBack('c', 's')).toEqual({ strange: 'no_address' });
  });

  it('shows claims, and nothing for what is no token', () => {
    const payload = btoa(JSON.stringify({ sub: 'ada' })).replaceAll('=', '');
    expect(claimsOf(`x.${payload}.y`)).toEqual([['sub', 'ada']]);
    expect(claimsOf('opaque')).toBeNull();
    expect(claimsOf('a.b.c')).toBeNull();
  });
});
