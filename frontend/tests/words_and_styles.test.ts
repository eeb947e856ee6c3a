import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { consoleEn } from '../src/messages/console_en';
import { en } from '../src/messages/en';

const src = new URL('../src/', import.meta.url).pathname;
const files = readdirSync(src, { recursive: true, encoding: 'utf8' });
const read = (name: string) => readFileSync(join(src, name), 'utf8');
const code = files.filter(
  (name) => /\.tsx?$/.test(name) && !/^(messages\/(console_)?(en|de)|api\/generated)/.test(name),
);

describe('every message', () => {
  it('is said somewhere', () => {
    const all = code.map(read).join('\n');
    // Keys that are put together: `invalid.${field}.${code}` and the like.
    const made =
      /^(invalid|strength\.\d|foot\.theme\.|(user\.)?status\.|span\.|step\.|preset\.|actor\.|audit\.family\.|try\.strange\.|overview\.window\.|schedules\.overlap\.|journey\.|clients\.state\.)/;
    const unsaid = Object.keys({ ...en, ...consoleEn }).filter((key) => {
      const stem = key.replace(/\.(one|other)$/, '');
      return !made.test(key) && !all.includes(`'${key}'`) && !all.includes(`'${stem}'`);
    });
    expect(unsaid).toEqual([]);
  });
});

/** The files that use a module, and what they call it. */
const importers = (module: string) => {
  const base = module.split('/').at(-1) ?? module;
  return code.flatMap((name) => {
    const text = read(name);
    const alias = new RegExp(`import (\\w+) from '[^']*/${base.replaceAll('.', '\\.')}'`).exec(text)?.[1];
    return alias ? [{ alias, text: text.replaceAll(/^import .*$/gm, '') }] : [];
  });
};

describe('every style', () => {
  const modules = files.filter((name) => name.endsWith('.module.css'));
  it.each(modules)('of %s is there and is used', (module) => {
    const defined = new Set(
      [...read(module).matchAll(/\.([a-z]\w*)(?=[\s:,.[>{])/gi)].map(([, name]) => name),
    );
    const used = new Set(
      importers(module).flatMap(({ alias, text }) =>
        [...text.matchAll(new RegExp(`\\b${alias}\\.(\\w+)`, 'g'))].map(([, name]) => name),
      ),
    );
    const byName = importers(module).some(({ alias, text }) => text.includes(`${alias}[`));
    expect([...used].filter((name) => !defined.has(name))).toEqual([]);
    expect(byName ? [] : [...defined].filter((name) => !used.has(name))).toEqual([]);
  });
});
