// Writes the generated parts of the SDKs: `npm run sdk`. With --check it changes nothing, and fails where a file is
// not what it would write.
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { python } from './python.mjs';
import { rust } from './rust.mjs';
import { typescript } from './typescript.mjs';

const home = new URL('../', import.meta.url);
const document = JSON.parse(await readFile(new URL('openapi.json', home), 'utf8'));
const check = process.argv.includes('--check');

/** Each generator with the folder that is its own. What is in there and not generated (any more) is removed. */
const generators = [
  { folder: 'sdk/typescript/src/generated', generate: typescript },
  { folder: 'sdk/python/oathgate/generated', generate: python },
  { folder: 'sdk/rust/src/generated', generate: rust },
];

const stale = [];
for (const { folder, generate } of generators) {
  const root = fileURLToPath(new URL(`${folder}/`, home));
  const wanted = await generate(document);
  const present = await filesIn(root);
  for (const path of present.filter((path) => !wanted.has(path))) {
    stale.push(join(folder, path));
    if (!check) await rm(join(root, path));
  }
  for (const [path, text] of wanted) {
    const file = join(root, path);
    if ((await readFile(file, 'utf8').catch(() => null)) === text) continue;
    stale.push(join(folder, path));
    if (check) continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
if (check && stale.length > 0) {
  console.error(`These are not what \`make sdk\` writes from openapi/openapi.json:\n  ${stale.join('\n  ')}`);
  process.exit(1);
}

async function filesIn(root) {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
}
