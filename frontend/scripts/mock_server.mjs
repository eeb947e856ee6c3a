// Serves dist as the binary does (compressed, with its Content-Security-Policy), before an API that is made up. For
// pictures and quick looks; the end-to-end tests use the real one.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';

const dist = new URL('../dist/', import.meta.url);
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Answers by method and path; anything else is a file or a page of the app. */
export async function serve(answers) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const answer = answers[`${request.method} ${pathname}`];
    if (answer) {
      const { status = 200, body } = typeof answer === 'function' ? answer() : answer;
      const type = status >= 400 ? 'application/problem+json' : 'application/json; charset=utf-8';
      response.writeHead(status, body === undefined ? {} : { 'Content-Type': type });
      response.end(body === undefined ? '' : JSON.stringify(body));
      return;
    }
    const found = await file(pathname);
    if (!found && request.headers['sec-fetch-dest'] !== 'document') {
      response.writeHead(404, { 'Content-Type': 'application/problem+json' });
      response.end(JSON.stringify(problem('not_found', 404).body));
      return;
    }
    const { path, data } = found ?? (await file('/index.html'));
    response.writeHead(200, { 'Content-Type': types[extname(path)], 'Content-Security-Policy': CSP });
    response.end(data);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

export function problem(code, status, more = {}) {
  const body = { type: `/problems/${code}`, title: code, status, code, request_id: '01HZX4T8J2', ...more };
  return { status, body };
}

async function file(path) {
  if (path === '/') return null;
  try {
    return { path, data: await readFile(new URL(`.${path}`, dist)) };
  } catch {
    return null;
  }
}
