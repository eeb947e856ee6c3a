import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { HtmlTagDescriptor, Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const server = process.env['OATHGATE_URL'] ?? 'http://localhost:8000';
const ofServer = [
  '/auth',
  '/users',
  '/health',
  '/oauth',
  '/dev',
  '/admin',
  '/brand',
  '/brand.css',
  '/docs',
  '/openapi.json',
  '/.well-known',
];

export default defineConfig({
  plugins: [react(), commonPasswords(), beforePaint()],
  resolve: {
    // From its sources, with the packages of this app: nothing of the SDK needs to be built or installed before.
    alias: {
      '@oathgate/sdk': fileURLToPath(new URL('../openapi/sdk/typescript/src/index.ts', import.meta.url)),
    },
    dedupe: ['openapi-fetch'],
  },
  server: {
    proxy: Object.fromEntries(ofServer.map((path) => [path, { target: server, xfwd: false }])),
  },
  build: {
    // The Content-Security-Policy allows files of this server, nothing written into the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // What every page needs comes in one file: a dozen small ones compress worse and take longer.
        codeSplitting: { groups: [{ name: 'common', test: common }] },
      },
    },
    license: { fileName: 'licenses.txt' },
  },
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'node',
  },
});

function common(module: string): boolean {
  const rare =
    /strength|new_password|confirm|disclosure|medal|when|sent_mail|link_token|dev_mailbox|messages\/(de|console)/;
  return /\/src\/(api|design|messages|shell)\/|\/sdk\/typescript\//.test(module) && !rare.test(module);
}

/** How many of the most common passwords the meter knows. The server, which decides, knows more. */
const KNOWN_PASSWORDS = 12_000;

/** The head of a long list of common passwords: what the meter needs, at a tenth of the weight. */
function commonPasswords(): Plugin {
  const id = 'virtual:common-passwords';
  return {
    name: 'oathgate:common-passwords',
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load(loaded) {
      if (loaded !== `\0${id}`) return null;
      const entry = createRequire(import.meta.url).resolve('@zxcvbn-ts/language-common');
      const list = JSON.parse(
        readFileSync(new URL('../src/passwords.json', `file://${entry}`), 'utf8'),
      ) as string[];
      return `export default ${JSON.stringify(list.slice(0, KNOWN_PASSWORDS).join(' '))}.split(' ');`;
    },
  };
}

/**
 * Sets the chosen theme before the first paint, so that nobody who chose dark sees a white flash, and fetches the
 * font along with it. A file of its own, since the Content-Security-Policy forbids a script inside the page.
 */
function beforePaint(): Plugin {
  let script = '/src/before-paint.js';
  return {
    name: 'oathgate:before-paint',
    generateBundle() {
      const source = compact(readFileSync(new URL('src/before-paint.js', import.meta.url), 'utf8'));
      script = `/${this.getFileName(this.emitFile({ type: 'asset', name: 'before-paint.js', source }))}`;
    },
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle = {} }) {
        const tags: HtmlTagDescriptor[] = [
          { tag: 'script', attrs: { src: script }, injectTo: 'head-prepend' },
        ];
        const font = Object.keys(bundle).find((name) => /inter-latin-wght-normal.*\.woff2$/.test(name));
        if (font) {
          const attrs = {
            rel: 'preload',
            href: `/${font}`,
            as: 'font',
            type: 'font/woff2',
            crossorigin: true,
          };
          tags.push({ tag: 'link', attrs, injectTo: 'head' });
        }
        return tags;
      },
    },
  };
}

/** Without comments and line breaks. Good enough for a script of a few plain statements. */
function compact(source: string): string {
  return source
    .replaceAll(/^\s*\/\/.*$/gm, '')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\s*\n\s*/g, '\n')
    .trim();
}
