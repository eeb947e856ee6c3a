// The real program in a directory of its own, on a free port, with its mail caught.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const binary = resolve(
  process.env.OATHGATE_BIN ?? fileURLToPath(new URL('../../target/debug/oathgate', import.meta.url)),
);

/** Starts `oathgate dev`; answers when it can be used. */
export async function start(settings = {}) {
  if (!existsSync(binary)) throw new Error(`no program at ${binary}: build it, or name it in OATHGATE_BIN`);
  const directory = await mkdtemp(join(tmpdir(), 'oathgate-e2e-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const env = {
    PATH: process.env.PATH,
    HOME: directory,
    BIND_ADDRESS: `127.0.0.1:${port}`,
    BACKEND_URL: url,
    OATHGATE_DATA_DIR: join(directory, 'data'),
    OATHGATE_PASSWORD_ITERATIONS: '1000',
    ...settings,
  };
  const child = spawn(binary, ['dev'], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'], env });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      printed += data;
    });
  }
  const ended = new Promise((done) => {
    child.once('exit', done);
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await ended;
    clearTimeout(timer);
    await rm(directory, { recursive: true, force: true });
  };

  try {
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`it has ended at once:\n${printed}`);
      const answer = await fetch(`${url}/health/ready`).catch(() => null);
      return answer?.ok;
    }, 'the server to be ready');
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    url,
    stop,
    printed: () => printed,
    /** Gives the program another command on the same data; answers what it prints. */
    async run(...command) {
      const { stdout } = await promisify(execFile)(binary, command, { cwd: directory, env });
      return stdout;
    },
    /** The link that creates the first administrator, as it is printed at the start. */
    setupLink: () => until(() => printed.match(/http\S+\/setup\?token=\S+/)?.[0], 'the link to set up'),
    /** Every mail to an address so far, newest first. */
    async mails(to) {
      const mails = await (await fetch(`${url}/dev/mailbox.json`)).json();
      return mails.filter((mail) => JSON.stringify(mail.to).includes(to));
    },
    /** The link to a page in the newest mail to an address, once it is there. */
    link(to, page) {
      const pattern = new RegExp(`${url}/${page}\\?token=[\\w.~-]+`);
      return until(async () => {
        const mails = await this.mails(to);
        return mails.map((mail) => mail.text?.match(pattern)?.[0]).find(Boolean);
      }, `a mail to ${to} with a link to ${page}`);
    },
  };
}

/** Asks again and again until there is an answer. */
export async function until(ask, what, patience = 20_000) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((done) => {
      setTimeout(done, 50);
    });
  }
}

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}
