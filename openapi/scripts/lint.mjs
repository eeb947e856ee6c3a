// Lints the document with the strict rules of Redocly.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  [
    here('../node_modules/@redocly/cli/bin/cli.js'),
    'lint',
    '--config',
    here('../redocly.yaml'),
    '--max-problems=200',
    here('../openapi.json'),
  ],
  {
    encoding: 'utf8',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  },
);
// Of what it says when nothing is wrong, nothing is of interest. A warning is a fault too.
if (status !== 0 || /\bwarnings?\b/i.test(stderr.replace(/Deprecation warning[^]*?╚═*╝/, ''))) {
  process.stderr.write(stdout + stderr);
  process.exit(status || 1);
}
