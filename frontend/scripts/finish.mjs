// The last step of a build: adds Swagger UI, names the licences of what is no code of ours, and puts a .br and a .gz beside every file that gets
// smaller by it, so that the server never compresses.
import { appendFile, copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const compressible = /\.(js|css|html|svg|json|txt|md|webmanifest)$/;
const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

// The bundler names the licences of code alone.
const font = new URL('../node_modules/@fontsource-variable/inter/LICENSE', import.meta.url);
await appendFile(join(dist, 'licenses.txt'), `\n## Inter (OFL-1.1)\n\n${await readFile(font, 'utf8')}`);

// Swagger UI, for /docs. The page that starts it is the server's own.
const swagger = new URL('../node_modules/swagger-ui-dist/', import.meta.url);
await mkdir(join(dist, 'docs'), { recursive: true });
for (const file of ['swagger-ui-bundle.js', 'swagger-ui.css', 'oauth2-redirect.html', 'oauth2-redirect.js'])
  await copyFile(new URL(file, swagger), join(dist, 'docs', file));
const notice = await readFile(new URL('NOTICE', swagger), 'utf8');
const terms = await readFile(new URL('LICENSE', swagger), 'utf8');
await appendFile(join(dist, 'licenses.txt'), `\n## Swagger UI (Apache-2.0)\n\n${notice}\n${terms}`);

// The manifest was for the check of the budget; nobody asks the server for it.
await rm(join(dist, '.vite'), { recursive: true, force: true });

const files = (await readdir(dist, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && compressible.test(entry.name))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

await Promise.all(
  files.map(async (file) => {
    const plain = await readFile(file);
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    };
    const [br, gz] = await Promise.all([brotli(plain, { params }), zip(plain, { level: 9 })]);
    if (br.length < plain.length) await writeFile(`${file}.br`, br);
    if (gz.length < plain.length) await writeFile(`${file}.gz`, gz);
  }),
);
