// Writes the types of the API from its OpenAPI document.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const document = new URL('../../openapi/openapi.json', import.meta.url);
const target = new URL('../src/api/generated/schema.ts', import.meta.url);
if (!existsSync(document)) throw new Error('There is no OpenAPI document. `make openapi` writes it.');

// A property with a default may be left out of a request.
const types = astToString(await openapiTS(document, { defaultNonNullable: false }));
const text = `// Generated from the OpenAPI document. Changes here are lost.\n\n${types}`;

await mkdir(new URL('.', target), { recursive: true });
// A file that is written anew would have everything else looked at again.
if ((await readFile(target, 'utf8').catch(() => '')) !== text) await writeFile(target, text);
