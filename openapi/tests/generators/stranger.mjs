// Somebody who has the document alone, in a folder that is thrown away, and a server to sign in to.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { start } from '../../../frontend/e2e/server.mjs';
import { administrator } from '../live/furnished.mjs';

export const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
export const bin = (name) => here(`node_modules/.bin/${name}`);
export const document = here('openapi.json');

/** Whatever a generator says when it is not content. */
const complaint = /\bwarn(ing)?s?\b|\berrors?\b|\bunsupported\b|\bskipp|\bignor|\bunable\b|\bcannot\b/i;

export async function stranger() {
  const [server, folder] = await Promise.all([
    start({ RATE_LIMIT: 'off' }),
    mkdtemp(join(tmpdir(), 'oathgate-generators-')),
  ]);
  const who = await administrator(server);
  await symlink(here('node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');

  /** Runs a program; answers everything that it prints. */
  async function run(program, ...given) {
    const { stdout, stderr } = await promisify(execFile)(program, given, {
      cwd: folder,
      timeout: 900_000,
      maxBuffer: 64 * 1024 * 1024,
      env: {
        ...process.env,
        OATHGATE_URL: server.url,
        OATHGATE_EMAIL: who.email,
        OATHGATE_PASSWORD: who.password,
        OPENAPI_DOCUMENT: document,
        PATH: `${here('.venv/bin')}:${process.env.PATH}`,
        PYTHONDONTWRITEBYTECODE: '1',
        NO_COLOR: '1',
      },
    }).catch((error) => {
      throw new Error(`${error.message}\n${error.stdout}\n${error.stderr}`);
    });
    return stdout + stderr;
  }

  return {
    who,
    run,
    write: (name, text) => writeFile(join(folder, name), text),
    /** Runs a generator, which has nothing to complain of. */
    async generate(program, ...given) {
      assert.doesNotMatch(await run(program, ...given), complaint);
    },
    /** Checks the types of a program as strictly as can be, and makes CommonJS of it, which needs no endings of names. */
    async compile(file, out) {
      const target = ['--strict', '--target', 'es2022', '--lib', 'es2022,dom,dom.iterable'];
      const bundler = ['--module', 'esnext', '--moduleResolution', 'bundler'];
      await run(bin('tsc'), ...target, ...bundler, '--noEmit', '--skipLibCheck', 'false', file);
      await run(bin('tsc'), ...target, '--module', 'commonjs', '--outDir', out, file);
      await writeFile(join(folder, out, 'package.json'), '{ "type": "commonjs" }');
    },
    /** Whether the program that a file holds signs in. */
    async signsIn(file) {
      const start = `
        import { main } from '${file}';
        console.log(await main(...['URL', 'EMAIL', 'PASSWORD'].map((name) => process.env['OATHGATE_' + name])));`;
      await writeFile(join(folder, 'start.mjs'), start);
      assert.equal((await run(process.execPath, 'start.mjs')).trim(), who.email);
    },
    async close() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
