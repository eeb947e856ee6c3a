import { afterEach, describe, expect, it, vi } from 'vitest';

const head = (metas: Record<string, string>) => ({
  querySelector: (selector: string) => {
    const name = /name="([^"]+)"/.exec(selector)?.[1] ?? '';
    return name in metas ? { getAttribute: () => metas[name] } : null;
  },
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

async function brandIn(metas: Record<string, string>) {
  vi.stubGlobal('document', { head: head(metas) });
  return (await import('../src/shell/brand')).brand;
}

describe('the brand', () => {
  it('is what the server has written into the page', async () => {
    const brand = await brandIn({
      'application-name': 'Example & Söhne',
      'oathgate-logo': '/brand/logo?v=1',
    });
    expect(brand).toEqual({ name: 'Example & Söhne', logo: '/brand/logo?v=1' });
  });

  it("is Oathgate's own where nothing is written, or nothing but blanks", async () => {
    expect(await brandIn({})).toEqual({ name: 'Oathgate', logo: null });
    vi.resetModules();
    expect(await brandIn({ 'application-name': ' ' })).toEqual({ name: 'Oathgate', logo: null });
  });
});
