import { describe, expect, it } from 'vitest';
import { wantedPage } from '../src/shell/wanted_page';

const origin = 'https://login.example.com';
const wanted = (next: string) => wantedPage(`?next=${encodeURIComponent(next)}`, origin);

describe('where to go after signing in', () => {
  it('is where one wanted to go', () => {
    expect(wanted('/account/security')).toBe('/account/security');
    expect(wanted('/device?code=A#b')).toBe('/device?code=A#b');
    expect(wantedPage('', origin)).toBe('/account');
  });

  it('is never another site', () => {
    for (const next of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      'javascript:alert(1)',
      'evil',
      '/\n//evil.example',
    ]) {
      expect(wanted(next), next).toBe('/account');
    }
  });
});
