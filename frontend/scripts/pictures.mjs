// Takes pictures of every page, in light, dark and at 320 px, for a person to look at: npm run pictures [name...]
import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';
import { consolePages } from './console_pictures.mjs';
import { problem, serve } from './mock_server.mjs';

const out = fileURLToPath(new URL('../pictures/', import.meta.url));
const only = process.argv.slice(2);

const now = Date.now();
const before = (hours) => new Date(now - hours * 3_600_000).toISOString();
const tokens = { access_token: 'access', refresh_token: 'refresh', token_type: 'Bearer', expires_in: 1800 };
const me = {
  id: '0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60',
  email: 'ada.lovelace@example.com',
  username: 'ada',
  first_name: 'Ada',
  last_name: 'Lovelace',
  locale: 'en',
  is_admin: false,
  email_verified: true,
  created_at: before(2001),
};
const agent = {
  linux: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  iphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  windows:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
};
const sessions = {
  sessions: [
    session('a', agent.linux, '203.0.113.7', 0, 70, true),
    session('b', agent.iphone, '198.51.100.23', 5, 400),
    session('c', agent.windows, '2001:db8:85a3::8a2e:370:7334', 60, 61),
  ],
};
function session(id, user_agent, address, seen, created, current = false) {
  return { id, user_agent, address, current, last_seen_at: before(seen), created_at: before(created) };
}

const photos = { id: 'photos', name: 'Photo Books', home: 'https://photos.example.com' };
const asked = {
  client: photos,
  scopes: [
    { name: 'email', agreed: true },
    { name: 'offline_access', agreed: false },
    { name: 'openid', agreed: true },
    { name: 'photos:read', agreed: false },
    { name: 'profile', agreed: false },
  ],
  email: me.email,
};
const consents = [
  { client: photos, scopes: ['email', 'openid', 'profile'], given_at: before(30) },
  {
    client: { id: 'c', name: 'A calendar of an unusually long name' },
    scopes: ['offline_access', 'openid'],
    given_at: before(900),
  },
];
const device = { client: photos, scopes: asked.scopes, email: me.email, user_code: 'BCDF-GHJK' };
const exported = {
  id: '0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f61',
  requested_at: before(2),
  expires_at: before(-70),
};
const waiting = '6f0c1b0e-4f5d-4c3e-9a57-0c9d1f6f2a11';

const signedIn = {
  'POST /auth/refresh': { body: tokens },
  'GET /users/me': { body: me },
  'GET /users/me/sessions': { body: sessions },
  'DELETE /users/me/sessions': { status: 200, body: { ended: 2 } },
  'PUT /users/me': { body: me },
  'POST /users/me/email': { status: 202 },
  'GET /users/me/consents': { body: { consents } },
  [`GET /oauth/requests/${waiting}`]: { body: asked },
  'GET /users/me/exports': { body: { exports: [] } },
};
const dev = { 'GET /dev/mailbox.json': { body: [] } };
const submit = (page) => page.locator('main [type=submit]').last().click();

/** What to open, what the API answers, and what to do before the picture is taken. */
const pages = {
  home: { path: '/' },
  'home-dev': { path: '/', answers: dev },
  login: { path: '/login' },
  'login-empty': { path: '/login', act: submit },
  'login-refused': {
    path: '/login',
    answers: { 'POST /auth/login': problem('invalid_credentials', 401) },
    act: signIn,
  },
  'login-unverified': {
    path: '/login',
    answers: { 'POST /auth/login': problem('email_not_verified', 403) },
    act: signIn,
  },
  'login-limited': {
    path: '/login',
    answers: { 'POST /auth/login': problem('rate_limited', 429, { retry_after: 42 }) },
    act: signIn,
  },
  'login-busy': {
    path: '/login',
    answers: { 'POST /auth/login': problem('busy', 503, { retry_after: 2 }) },
    act: signIn,
  },
  'login-ended': {
    path: '/account/security',
    hint: true,
    answers: { 'POST /auth/refresh': problem('unauthorized', 401) },
  },
  register: {
    path: '/register',
    async act(page) {
      await page.fill('[name=email]', 'ada@example.com');
      await page.fill('[name=password]', 'violet otter nine');
      await page.waitForTimeout(1200);
    },
  },
  'register-more': {
    path: '/register',
    answers: { 'POST /auth/register': problem('username_taken', 409) },
    async act(page) {
      await page.fill('[name=email]', 'ada@example.com');
      await page.fill('[name=password]', 'password1');
      await page.waitForTimeout(1200);
      await page.click('[aria-expanded]');
      await page.fill('[name=first_name]', 'Ada');
      await page.fill('[name=username]', 'ada');
      await submit(page);
    },
  },
  'verify-sent': {
    path: '/register',
    answers: { ...dev, 'POST /auth/register': { status: 202, body: {} } },
    async act(page) {
      await page.fill('[name=email]', 'ada@example.com');
      await page.fill('[name=password]', 'violet otter nine');
      await submit(page);
    },
  },
  'verify-ask': { path: '/verify-email' },
  'verify-confirm': { path: '/verify-email?token=abc' },
  'verify-done': {
    path: '/verify-email?token=abc',
    answers: { 'POST /auth/verify-email': { body: { outcome: 'account_activated' } } },
    act: submit,
  },
  'verify-expired': {
    path: '/verify-email?token=abc',
    answers: { 'POST /auth/verify-email': problem('token_invalid', 400) },
    act: submit,
  },
  forgot: { path: '/forgot-password' },
  'forgot-sent': {
    path: '/forgot-password',
    answers: {
      'POST /auth/password-reset/request': { status: 202 },
    },
    async act(page) {
      await page.fill('[name=email]', 'ada@example.com');
      await submit(page);
      await page.getByText('example.com').waitFor();
      await submit(page);
    },
  },
  reset: { path: '/reset-password?token=abc' },
  'reset-done': {
    path: '/reset-password?token=abc',
    answers: { 'POST /auth/password-reset/confirm': { body: {} } },
    async act(page) {
      await page.fill('[name=new_password]', 'violet otter nine');
      await submit(page);
    },
  },
  'reset-expired': { path: '/reset-password' },
  setup: { path: '/setup?token=abc' },
  'setup-no-link': { path: '/setup' },
  'login-for-app': {
    path: `/login?request=${waiting}&login_hint=ada%40example.com`,
    answers: { [`GET /oauth/requests/${waiting}/client`]: { body: photos } },
  },
  'login-gone': {
    path: `/login?request=${waiting}`,
    answers: { [`GET /oauth/requests/${waiting}/client`]: problem('not_found', 404) },
  },
  'choose-account': {
    path: `/choose-account?request=${waiting}&login_hint=grace%40example.com`,
    hint: true,
    answers: signedIn,
  },
  device: { path: '/device?user_code=BCDF-GHJK', hint: true, answers: signedIn },
  'device-ask': {
    path: '/device?user_code=BCDF-GHJK',
    hint: true,
    answers: { ...signedIn, 'POST /oauth/device/request': { body: device } },
    act: submit,
  },
  'device-allowed': {
    path: '/device?user_code=BCDF-GHJK',
    hint: true,
    answers: {
      ...signedIn,
      'POST /oauth/device/request': { body: device },
      'POST /oauth/device/decision': { status: 204 },
    },
    async act(page) {
      await submit(page);
      await page.getByRole('button', { name: /^(Allow|Erlauben)$/ }).click();
      await page.getByText(/few seconds|wenigen Sekunden/).waitFor();
    },
  },
  logout: {
    path: '/logout?client_id=photos',
    hint: true,
    answers: { ...signedIn, 'GET /oauth/logout/request': { body: { client: photos, email: me.email } } },
  },
  'logout-wrong': {
    path: '/logout?client_id=nobody',
    hint: true,
    answers: { ...signedIn, 'GET /oauth/logout/request': problem('not_found', 404) },
  },
  'keep-account': { path: '/cancel-erasure?token=abc' },
  'keep-account-done': {
    path: '/cancel-erasure?token=abc',
    answers: { 'POST /auth/cancel-erasure': { body: {} } },
    act: submit,
  },
  consent: {
    path: `/consent?request=${waiting}`,
    hint: true,
    answers: signedIn,
    act: (page) => page.locator('[aria-expanded]').click(),
  },
  'consent-gone': { path: '/consent' },
  'signed-out': { path: '/signed-out' },
  'not-found': { path: '/nothing/here' },
  account: { path: '/account', hint: true, answers: signedIn },
  'account-email': {
    path: '/account',
    hint: true,
    answers: signedIn,
    act: (page) => page.getByRole('button', { name: /address|Adresse/ }).click(),
  },
  'account-unreachable': {
    path: '/account',
    hint: true,
    answers: { 'POST /auth/refresh': problem('unavailable', 503) },
  },
  security: { path: '/account/security', hint: true, answers: signedIn },
  apps: { path: '/account/apps', hint: true, answers: signedIn },
  'apps-none': {
    path: '/account/apps',
    hint: true,
    answers: { ...signedIn, 'GET /users/me/consents': { body: { consents: [] } } },
  },
  data: { path: '/account/data', hint: true, answers: signedIn },
  'data-ready': {
    path: '/account/data',
    hint: true,
    answers: { ...signedIn, 'GET /users/me/exports': { body: { exports: [exported] } } },
    act: (page) => page.getByRole('button', { name: /account…|Konto löschen…/ }).click(),
  },
  'data-planned': {
    path: '/account/data',
    hint: true,
    answers: { ...signedIn, 'GET /users/me': { body: { ...me, erasure_due_at: before(-160) } } },
  },
  'security-refused': {
    path: '/account/security',
    hint: true,
    answers: { ...signedIn, 'POST /users/me/password': problem('invalid_credentials', 401) },
    async act(page) {
      await page.fill('[name=current_password]', 'not my password');
      await page.fill('[name=new_password]', 'violet otter nine');
      await page.locator('form [type=submit]').first().click();
    },
  },
  'security-confirm': {
    path: '/account/security',
    hint: true,
    answers: signedIn,
    act: (page) => page.getByRole('button', { name: /everywhere else|Überall/ }).click(),
  },
  ...consolePages,
};

async function signIn(page) {
  await page.fill('[name=email]', 'ada@example.com');
  await page.fill('[name=password]', 'wrong horse');
  await submit(page);
}

const looks = {
  light: { viewport: { width: 1200, height: 800 }, colorScheme: 'light' },
  dark: { viewport: { width: 1200, height: 800 }, colorScheme: 'dark' },
  320: { viewport: { width: 320, height: 640 }, colorScheme: 'light', deviceScaleFactor: 2 },
  de: { viewport: { width: 390, height: 760 }, colorScheme: 'light', locale: 'de-DE' },
};

if (only.length === 0) await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const browser = await launch();
let violations = 0;
for (const [name, { path, answers = {}, hint = false, act }] of Object.entries(pages)) {
  // A name may end in an asterisk.
  const wanted = (each) => (each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : name === each);
  if (only.length > 0 && !only.some(wanted)) continue;
  const server = await serve(answers);
  for (const [look, options] of Object.entries(looks)) {
    const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB', ...options });
    if (hint) await context.addInitScript(() => localStorage.setItem('oathgate.session', '1'));
    const page = await context.newPage();
    page.on('console', (message) => {
      if (!/Content.Security.Policy/i.test(message.text())) return;
      violations += 1;
      console.error(`${name}: ${message.text()}`);
    });
    page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
    await page.goto(server.url + path);
    await page.locator('h1').first().waitFor();
    await act?.(page);
    await page.waitForTimeout(350);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) console.error(`${name} (${look}): ${wide} px wider than its window`);
    await page.screenshot({ path: `${out}${name}.${look}.png`, fullPage: true });
    await context.close();
  }
  server.close();
}
await browser.close();
console.log(`pictures are in ${out}`);
if (violations > 0) process.exit(1);
