// Holds the sign-in page to its budget: all script and style that it loads, compressed by brotli.
import { readFile } from 'node:fs/promises';
import { brotliCompressSync } from 'node:zlib';

const BUDGET = 120 * 1000;
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'));
const page = 'src/pages/login.tsx';
if (!manifest[page]) throw new Error(`${page} is not a chunk of its own any more; say here which one is`);

const files = new Set();
// What the page itself names, as the script that runs before the first paint.
const html = await readFile(new URL('index.html', dist), 'utf8');
for (const [, file] of html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)) files.add(file);
const seen = new Set();
follow('index.html');
follow(page);

const sizes = await Promise.all(
  [...files].map(async (file) => [file, brotliCompressSync(await readFile(new URL(file, dist))).length]),
);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
console.log(`sign-in page: ${kB(total)} of script and style in ${files.size} files (at most ${kB(BUDGET)})`);
if (process.argv.includes('--files') || total > BUDGET) {
  for (const [file, size] of sizes.toSorted((a, b) => b[1] - a[1]))
    console.log(`  ${kB(size).padStart(9)}  ${file}`);
}
if (total > BUDGET) {
  console.error('The sign-in page is over its budget.');
  process.exit(1);
}

function follow(key) {
  if (seen.has(key)) return;
  seen.add(key);
  const chunk = manifest[key];
  files.add(chunk.file);
  for (const file of chunk.css ?? []) files.add(file);
  for (const imported of chunk.imports ?? []) follow(imported);
}
