import { describe, expect, it } from 'vitest';
import { strengthOf } from '../src/design/strength';
import { characters, isTooShort } from '../src/shell/rules';

describe('the strength of a password', () => {
  it('is none for what is tried first', () => {
    for (const common of ['password', '12345678', 'qwertyuiop', 'iloveyou', 'aaaaaaaa']) {
      expect(strengthOf(common, []), common).toBe(0);
    }
  });

  it('is none for one’s own name or address', () => {
    expect(strengthOf('Lovelace', ['ada@lovelace.example'])).toBe(0);
    expect(strengthOf('ada@lovelace.example', ['ada@lovelace.example'])).toBe(0);
  });

  it('grows with the password', () => {
    expect(strengthOf('sunshine42x', [])).toBeLessThan(strengthOf('violet otter paints nine doors', []));
    expect(strengthOf('violet otter paints nine doors', [])).toBe(4);
  });

  it('takes no longer for one that is very long', () => {
    const begun = performance.now();
    strengthOf('x1y'.repeat(50_000), []);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});

describe('the length of a password', () => {
  it('is counted as the server counts it', () => {
    expect(characters('😀😀')).toBe(2);
    expect(characters('ﬁ')).toBe(2);
    expect(isTooShort('пароль')).toBe(true);
    expect(isTooShort('пароль12')).toBe(false);
  });
});
