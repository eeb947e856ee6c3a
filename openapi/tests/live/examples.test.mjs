// The examples of the document are what a server answers.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { start } from '../../../frontend/e2e/server.mjs';
import { recorded, settings } from '../../scripts/examples.mjs';

/** What a value looks like: the names of its members, and the types of its ends. */
function shape(value) {
  if (Array.isArray(value)) return [...new Set(value.map((item) => JSON.stringify(shape(item))))].sort();
  if (value === null || typeof value !== 'object') return typeof value;
  const members = Object.entries(value).sort(([a], [b]) => a.localeCompare(b));
  return Object.fromEntries(members.map(([name, member]) => [name, shape(member)]));
}

it('the examples look like the answers of a server', async () => {
  const { components } = JSON.parse(await readFile(new URL('../../openapi.json', import.meta.url), 'utf8'));
  const server = await start(settings);
  try {
    for (const [name, answer] of Object.entries(await recorded(server))) {
      const { example } = components.schemas[name];
      assert.deepEqual(
        shape(example),
        shape(answer),
        `${name}: npm --prefix openapi run examples; make openapi sdk`,
      );
    }
  } finally {
    await server.stop();
  }
});
