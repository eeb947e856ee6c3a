// What every operation says of itself.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';

const { components, paths } = JSON.parse(
  await readFile(new URL('../../openapi.json', import.meta.url), 'utf8'),
);
const operations = Object.entries(paths).flatMap(([path, all]) =>
  Object.entries(all).map(([method, operation]) => ({ path, method, ...operation })),
);
/** Nothing is shown of pages, and of files of one's own data. */
const shown = ([type]) => !type.startsWith('text/');
const example = ({ example, examples, schema }) =>
  example ??
  (examples && Object.keys(examples)[0]) ??
  schema.example ??
  components.schemas[schema.$ref?.split('/').at(-1)]?.example;

it('names, tags, summaries and descriptions', () => {
  const names = operations.map(({ operationId }) => operationId);
  assert.deepEqual([...new Set(names)], names);
  for (const { operationId, tags, summary, description, path } of operations) {
    assert.match(operationId, /^[a-z]+(_[a-z]+)*$/);
    assert.equal(path.startsWith('/admin/'), operationId.startsWith('admin_'), operationId);
    assert.equal(tags?.length, 1, operationId);
    assert.ok(summary?.length > 3 && !summary.endsWith('.'), operationId);
    assert.ok(description?.length > 10, operationId);
  }
});

it('every body has an example', () => {
  const missing = operations.flatMap(({ operationId, requestBody, responses }) =>
    Object.entries({ request: requestBody, ...responses }).flatMap(([where, body]) =>
      Object.entries(body?.content ?? {})
        .filter(shown)
        .filter(([, media]) => example(media) === undefined)
        .map(([type]) => `${operationId}, ${where}, ${type}`),
    ),
  );
  assert.deepEqual(missing, []);
});

it('every operation may fail, and says how', () => {
  for (const { operationId, path, security, requestBody, responses } of operations) {
    const statuses = Object.keys(responses);
    // A health check that fails is one that failed, however.
    const needs = [
      ...(path.startsWith('/health') ? ['503'] : ['500']),
      ...(requestBody ? ['413'] : []),
      ...(security.some((way) => way.bearer) ? ['401'] : []),
    ];
    const pages = path.startsWith('/oauth/authorize') || path === '/oauth/logout';
    for (const status of needs) {
      if (!pages) assert.ok(statuses.includes(status), `${operationId} has no ${status}`);
    }
    for (const [status, { content = {} }] of Object.entries(responses)) {
      if (status < 400) continue;
      const names = Object.values(content).map(({ schema }) => schema.$ref?.split('/').at(-1) ?? schema.type);
      const known = ['Problem', 'OAuthError', 'TokenError', 'HealthReport', 'HealthCheck', 'string'];
      assert.ok(
        names.length > 0 && names.every((name) => known.includes(name)),
        `${operationId} ${status} ${names}`,
      );
    }
  }
});

it('the ways to show who one is', () => {
  const schemes = components.securitySchemes;
  assert.equal(schemes.bearer.scheme, 'bearer');
  assert.equal(schemes.client.scheme, 'basic');
  assert.equal(schemes.session.in, 'cookie');
  assert.deepEqual(Object.keys(schemes.oauth2.flows).sort(), ['authorizationCode', 'clientCredentials']);
  assert.match(schemes.oauth2.description, /PKCE/);
});
