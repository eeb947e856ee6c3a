// Writes the types of the API from its OpenAPI document.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const candidates = ['../../openapi/openapi.json', '../openapi.provisional.json'];
const target = new URL('../src/api/generated/schema.ts', import.meta.url);

const document = await firstOf(candidates.map((path) => new URL(path, import.meta.url)));
// A property with a default may be left out of a request.
const types = astToString(await openapiTS(document, { defaultNonNullable: false }));
const text = `// Generated from the OpenAPI document. Changes here are lost.\n\n${types}`;

await mkdir(new URL('.', target), { recursive: true });
if ((await readFile(target, 'utf8').catch(() => '')) !== text) await writeFile(target, text);

async function firstOf(urls) {
  for (const url of urls) {
    try {
      await readFile(url);
      return url;
    } catch {
      continue;
    }
  }
  throw new Error('There is no OpenAPI document. `make openapi` writes it.');
}
