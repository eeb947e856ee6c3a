// Models and operations of the API, for Python.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const tools = fileURLToPath(new URL('../.venv/bin', import.meta.url));

export async function python(document) {
  const folder = await mkdtemp(join(tmpdir(), 'oathgate-sdk-'));
  try {
    const [input, config, output] = ['openapi.json', 'config.json', 'generated'].map((name) =>
      join(folder, name),
    );
    await writeFile(input, JSON.stringify(document));
    const settings = { package_name_override: 'generated' };
    await writeFile(config, JSON.stringify(settings));
    const { stdout, stderr } = await promisify(execFile)(
      join(tools, 'openapi-python-client'),
      [
        'generate',
        '--path',
        input,
        '--meta',
        'none',
        '--output-path',
        output,
        '--config',
        config,
        '--fail-on-warning',
      ],
      // It formats by way of another program of the same folder.
      { env: { ...process.env, PATH: `${tools}:${process.env.PATH}`, RUFF_NO_CACHE: 'true' } },
    );
    if (/warning/i.test(stdout + stderr)) throw new Error(stdout + stderr);
    const files = new Map();
    for (const entry of await readdir(output, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.py')) continue;
      const file = join(entry.parentPath, entry.name);
      files.set(file.slice(output.length + 1), await readFile(file, 'utf8'));
    }
    return files;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
