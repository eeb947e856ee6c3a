// A change that would break clients is told in the changelog. baseline.json is the document of the last release.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { breaks } from '../../scripts/breaking.mjs';

const read = async (path) => JSON.parse(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'));

it('a break is named under "Breaking" in the changelog', async () => {
  const changelog = await readFile(new URL('../../../CHANGELOG.md', import.meta.url), 'utf8');
  const unreleased = changelog.split(/^## /m)[1];
  const section = unreleased.split(/^### /m).find((part) => part.startsWith('Breaking')) ?? '';
  const found = breaks(await read('baseline.json'), await read('openapi.json'));
  const untold = found.filter((line) => !section.includes(`\`${line.split(':')[0]}\``));
  assert.deepEqual(untold, [], 'tell them under "### Breaking", with the name of the operation in backticks');
});

it('breaks are found, and what breaks nothing is not', async () => {
  const before = await read('openapi.json');
  const found = (change) => {
    const after = structuredClone(before);
    change(after.paths, after.components.schemas);
    return breaks(before, after);
  };
  assert.deepEqual(
    found(() => {}),
    [],
  );
  const harmless = found((paths, schemas) => {
    schemas.Profile.properties.more = { type: 'string' };
    schemas.RegisterRequest.properties.more = { type: 'string' };
    schemas.ProblemCode.enum.push('made_up_later');
    paths['/users/me'].get.security.push({});
  });
  assert.deepEqual(harmless, []);
  const breaking = [
    [(paths) => delete paths['/auth/login'], 'login: POST /auth/login is gone'],
    [(paths) => (paths['/auth/login'].post.operationId = 'sign_in'), 'login: it is called sign_in now'],
    [(_, schemas) => delete schemas.Profile.properties.email, 'get_me: answer 200 has no email any more'],
    [(_, schemas) => schemas.LoginRequest.required.push('captcha'), 'login: body needs captcha'],
    [
      (_, schemas) => (schemas.Tokens.properties.expires_in.type = 'string'),
      'login: answer 200.expires_in was',
    ],
    [
      (paths) => (paths['/health'].get.security = [{ bearer: [] }]),
      'health: one cannot ask with {} any more',
    ],
    [(paths) => delete paths['/users/me'].get.security[1], 'get_me: one cannot ask with {"oauth2"'],
    [
      (paths) => (paths['/users/me/sessions/{id}'].delete.parameters[0].schema.type = 'integer'),
      'end_session: the parameter path id has another type',
    ],
  ];
  for (const [change, expected] of breaking) {
    const lines = found((paths, schemas) => {
      change(paths, schemas);
      const ways = paths['/users/me'].get.security;
      paths['/users/me'].get.security = ways.filter(Boolean);
    });
    assert.ok(
      lines.some((line) => line.startsWith(expected)),
      `${expected} is not among ${lines}`,
    );
  }
});
