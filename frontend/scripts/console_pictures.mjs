// The pages of the console, for pictures: what to open, and what a made-up API answers.

const HOUR = 3_600_000;
const now = Date.now();
const before = (hours) => new Date(now - hours * HOUR).toISOString();
const uuid = (n) => `0198c5f0-8d5e-7cc0-a1f0-${String(n).padStart(12, '0')}`;

const admin = {
  id: uuid(1),
  email: 'root@example.com',
  username: 'root',
  first_name: 'Grace',
  last_name: 'Hopper',
  is_admin: true,
  email_verified: true,
  created_at: before(4000),
};
const user = (n, email, more = {}) => ({
  id: uuid(n),
  email,
  status: 'active',
  is_admin: false,
  created_at: before(n * 7),
  updated_at: before(n * 3),
  last_login_at: before(n),
  email_verified_at: before(n * 6),
  ...more,
});
const ada = user(2, 'ada.lovelace@example.com', {
  username: 'ada',
  first_name: 'Ada',
  last_name: 'Lovelace',
});
const users = [
  ada,
  user(3, 'charles@example.com', {
    status: 'unverified',
    last_login_at: undefined,
    email_verified_at: undefined,
  }),
  user(4, 'somebody.with.a.very.long.address@department.of.a.company.example.com', {
    first_name: 'Somebody',
  }),
  user(5, 'gone@example.com', { status: 'disabled' }),
  user(6, 'root@example.com', { is_admin: true, first_name: 'Grace', last_name: 'Hopper', username: 'root' }),
];

const fault = {
  code: 'smtp_unavailable',
  detail: '451 4.3.1 The disk of this relay is full, try again later',
};
const run = (n, more = {}) => ({
  id: uuid(100 + n),
  kind: 'registration',
  version: 1,
  status: 'waiting',
  step: 'answer_until_day_1',
  failed_attempts: 0,
  cancel_requested: false,
  user_id: ada.id,
  request_id: '0198c7a23b4c7d5e8f60718293a4b5c7',
  created_at: before(n * 0.4),
  due_at: before(-20),
  ...more,
});
export const failing = run(1, {
  step: 'mail_verification',
  failed_attempts: 3,
  fault,
  due_at: before(-0.02),
});
const runs = [
  failing,
  run(2, { kind: 'password_reset', status: 'running', step: 'mail_reset', due_at: undefined }),
  run(3, {
    status: 'paused',
    step: 'mail_welcome',
    due_at: undefined,
    fault: { code: 'attempts_exhausted', detail: 'mail_welcome: 421 4.3.2 Service shutting down' },
  }),
  run(4),
  run(5, {
    kind: 'email_change',
    status: 'done',
    step: 'mail_confirmation',
    due_at: undefined,
    closed_at: before(2),
  }),
  run(6, {
    kind: 'data_export',
    status: 'failed',
    step: 'gather',
    due_at: undefined,
    closed_at: before(2),
    fault: { code: 'too_large', detail: 'the file would be larger than 8 MiB' },
  }),
  run(7, { kind: 'account_erasure', status: 'cancelled', due_at: undefined, closed_at: before(2) }),
  run(8, {
    kind: 'new_device_notice',
    status: 'queued',
    step: undefined,
    due_at: undefined,
    user_id: undefined,
  }),
];
const counts = ['queued', 'waiting', 'running', 'paused', 'done', 'failed', 'cancelled'].map(
  (status, place) => ({
    status,
    kind: 'registration',
    runs: [1, 212, 2, 1, 18_044, 3, 12][place],
  }),
);
const at = (seconds) => new Date(now - 0.4 * HOUR + seconds * 1000).toISOString();
const history = {
  run: failing,
  input: { registration: uuid(900) },
  events: [
    { sequence: 1, at: at(0), kind: 'started' },
    {
      sequence: 2,
      at: at(0.2),
      kind: 'step_done',
      name: 'create_account',
      attempt: 1,
      data: { value: { Waiting: ada.id } },
    },
    {
      sequence: 3,
      at: at(0.3),
      kind: 'step_done',
      name: 'issue_verification_token',
      attempt: 1,
      data: { value: uuid(901) },
    },
    {
      sequence: 4,
      at: at(1.6),
      kind: 'step_failed',
      name: 'mail_verification',
      attempt: 1,
      data: { ...fault, retry_in_ms: 30_000 },
    },
    {
      sequence: 5,
      at: at(33),
      kind: 'step_failed',
      name: 'mail_verification',
      attempt: 2,
      data: { ...fault, retry_in_ms: 60_000 },
    },
    {
      sequence: 6,
      at: at(60),
      kind: 'paused',
      data: { code: 'paused_by_operator', detail: 'The relay moves.', by: `account:${admin.id}` },
    },
    { sequence: 7, at: at(400), kind: 'operator', data: { act: 'resume', by: `account:${admin.id}` } },
    {
      sequence: 8,
      at: at(402),
      kind: 'step_failed',
      name: 'mail_verification',
      attempt: 1,
      data: { ...fault, retry_in_ms: 30_000 },
    },
  ],
  signals: [],
  known_signals: [{ name: 'answer', examples: ['Verified', 'Superseded'] }],
  has_correctable_address: true,
};
const done = {
  ...history,
  run: {
    ...failing,
    status: 'done',
    fault: undefined,
    failed_attempts: 0,
    due_at: undefined,
    closed_at: before(0.1),
  },
  output: { Activated: ada.id },
  known_signals: [],
  events: [
    ...history.events.slice(0, 5),
    { sequence: 6, at: at(62), kind: 'operator', data: { act: 'retry', by: 'operator' } },
    {
      sequence: 7,
      at: at(63),
      kind: 'step_done',
      name: 'mail_verification',
      attempt: 1,
      data: { value: 'Sent', note: '250 2.0.0 Ok: queued as 4ABC' },
    },
    {
      sequence: 8,
      at: at(900),
      kind: 'signal_taken',
      name: 'answer_until_day_1',
      data: { signal: 'answer', value: 'Verified' },
    },
    {
      sequence: 9,
      at: at(901),
      kind: 'step_done',
      name: 'mail_welcome',
      attempt: 1,
      data: { value: 'Bounced', note: '550 5.1.1 no such user' },
    },
    { sequence: 10, at: at(901.2), kind: 'closed', data: { state: 'done' } },
  ],
};
const wave = (place, most) => Math.round(most * (0.55 + 0.45 * Math.sin(place / 3.4)) + (place % 3));
const trends = {
  stretch_seconds: 3600,
  is_partial: false,
  stretches: Array.from({ length: 24 }, (_, place) => ({
    at: before(23 - place),
    sign_ins: wave(place, 410),
    sign_ins_refused: wave(place, 20),
    new_users: wave(place, 9),
    mails_sent: wave(place, 24),
    mails_bounced: place % 7 === 0 ? 1 : 0,
    mails_failed: place > 19 ? 8 : 0,
    runs_failed: place === 12 ? 3 : 0,
    runs_paused: place === 21 ? 1 : 0,
  })),
};
const client = {
  client_id: 'photos',
  client_name: 'Photo Books',
  client_uri: 'https://photos.example.com',
  token_endpoint_auth_method: 'client_secret_basic',
  redirect_uris: ['https://photos.example.com/callback', 'https://beta.photos.example.com/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  scope: 'email offline_access openid profile',
  is_first_party: false,
  is_disabled: false,
  created_at: before(900),
};
const moment = (hours, kind, id, title, details) => ({ at: before(hours), kind, id, title, details });
const moments = [
  moment(1, 'audit', uuid(301), 'sign_in.succeeded', {
    actor: `account:${ada.id}`,
    address: '203.0.113.7',
    request_id: 'r1',
  }),
  moment(1, 'session', uuid(302), 'session', {
    address: '203.0.113.7',
    user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  }),
  moment(3, 'audit', uuid(303), 'sign_in.refused', { actor: 'anonymous', address: '198.51.100.23' }),
  moment(20, 'consent', 'photos', 'Photo Books', { scope: 'email openid profile' }),
  moment(30, 'run', uuid(103), 'password_reset', { status: 'done', step: 'mail_reset', fault: null }),
  moment(48, 'audit', uuid(305), 'account.disabled', {
    actor: 'operator',
    details: { reason: 'Asked for by phone' },
  }),
  moment(70, 'run', uuid(101), 'registration', { status: 'waiting', step: 'mail_verification', fault }),
];
const entry = (n, act, more = {}) => ({
  id: uuid(300 + n),
  at: before(n * 1.7),
  act,
  actor: { kind: 'account', user_id: ada.id },
  user_id: ada.id,
  address: '203.0.113.7',
  request_id: '0198c7a23b4c7d5e8f60718293a4b5c7',
  number: 4711 - n,
  seal: '6f1d'.repeat(16),
  ...more,
});
const entries = [
  entry(1, 'sign_in.succeeded', { target: { kind: 'session', id: uuid(302) } }),
  entry(2, 'workflow.retried', {
    target: { kind: 'run', id: uuid(101) },
    details: { workflow: 'registration' },
  }),
  entry(3, 'client.created', {
    actor: { kind: 'operator' },
    user_id: undefined,
    target: { kind: 'client', id: 'photos' },
  }),
  entry(4, 'sign_in.refused', { actor: { kind: 'anonymous' }, details: { reason: 'wrong password' } }),
  entry(5, 'signing_key.made', {
    actor: { kind: 'system' },
    user_id: undefined,
    address: undefined,
    request_id: undefined,
    target: { kind: 'signing_key', id: 'kFyIXRQvCHxYsjKwQz0PHMx8RcLwf8ZqyTdBfI7mC5s' },
  }),
];
const schedule = (name, more = {}) => ({
  name,
  kind: name,
  cron: '17 3 * * *',
  zone: 'Etc/UTC',
  overlap: 'skip',
  catch_up_seconds: 86_400,
  jitter_seconds: 600,
  paused: false,
  next_at: before(-7.3),
  last_due: before(16.7),
  last_run_id: uuid(140),
  ...more,
});
const worker = (n, more = {}) => ({
  id: uuid(500 + n),
  host: `worker-${n}`,
  alive: true,
  draining: false,
  kinds: ['registration', 'password_reset', 'verification_mail'],
  slots: 32,
  since: before(30),
  seen_at: before(0.001),
  runs: [],
  ...more,
});
const key = (n, more = {}) => ({
  id: `${n}FyIXRQvCHxYsjKwQz0PHMx8RcLwf8ZqyTdBfI7mC5s`,
  algorithm: 'ES256',
  public_jwk: { kty: 'EC' },
  state: 'active',
  signs: true,
  created_at: before(200 * n),
  ...more,
});
const limit = (name, what, more = {}) => ({
  name,
  counts: what,
  burst: 30,
  every_ms: 2000,
  default_burst: 30,
  default_every_ms: 2000,
  ...more,
});
const check = (name, status, detail) => ({ name, status, since: before(50), detail });

export const consoleAnswers = {
  'POST /auth/refresh': {
    body: { access_token: 'access', refresh_token: 'r', token_type: 'Bearer', expires_in: 1800 },
  },
  'GET /users/me': { body: admin },
  'GET /admin/overview': {
    body: {
      active_users: 18_044,
      unverified_users: 210,
      disabled_users: 12,
      workers: 2,
      due_runs: 3,
      oldest_due_seconds: 2,
      paused_runs: 1,
    },
  },
  'GET /admin/overview/trends': { body: trends },
  'GET /admin/users': { body: { users, next: 'x' } },
  [`GET /admin/users/${ada.id}`]: { body: ada },
  [`GET /admin/users/${ada.id}/journey`]: { body: { moments, next: before(90) } },
  'GET /admin/workflows': { body: { runs, next: 'x' } },
  'GET /admin/workflows/counts': { body: { counts } },
  [`GET /admin/workflows/${failing.id}`]: { body: history },
  'GET /admin/workers': {
    body: {
      workers: [
        worker(1, {
          runs: [{ id: uuid(102), kind: 'password_reset', step: 'mail_reset', lease_until: before(-0.006) }],
        }),
        worker(2, { draining: true }),
      ],
    },
  },
  'GET /admin/schedules': {
    body: {
      schedules: [
        schedule('retention'),
        schedule('audit_retention', {
          paused: true,
          next_at: undefined,
          fault: 'the expression means nothing',
        }),
      ],
    },
  },
  'GET /admin/clients': {
    body: {
      clients: [
        client,
        {
          ...client,
          client_id: 'batch',
          client_name: 'Night batch',
          grant_types: ['client_credentials'],
          scope: 'batch:run',
        },
        {
          ...client,
          client_id: uuid(700),
          client_name: 'A calendar of an unusually long name',
          is_disabled: true,
        },
      ],
    },
  },
  'GET /admin/clients/photos': { body: client },
  'POST /admin/clients': {
    status: 201,
    body: { client, client_secret: 'ogs_o5uiHW7hYjEn1mnDULkoSH7VE2e4AiEX8teISk2i520' },
  },
  'GET /admin/audit': { body: { entries, next: 'x' } },
  'GET /admin/signing-keys': {
    body: {
      keys: [
        key(1, { signs: false, state: 'next' }),
        key(2),
        key(3, { algorithm: 'RS256' }),
        key(4, { signs: false, state: 'retired', retired_at: before(300), verifies_until: before(-20) }),
      ],
    },
  },
  'GET /admin/limits': {
    body: {
      on: true,
      shared: false,
      limits: [
        limit('passwords', 'Attempts to sign in, and other requests that cost a hash.'),
        limit('mails', 'Requests that may send a mail.', { burst: 5, changed_at: before(3) }),
        limit('clients', 'Requests of clients at the token endpoint.', { burst: 600, every_ms: 100 }),
      ],
    },
  },
  'GET /admin/limits/offenders': {
    body: {
      offenders: [
        { limit: 'passwords', network: '203.0.113.9', times: 812 },
        { limit: 'sign_in', network: '2001:db8:85a3:8a2e::/64', times: 12 },
      ],
    },
  },
  'GET /health': {
    status: 200,
    body: {
      status: 'degraded',
      checks: [
        check('database', 'up'),
        check('workflows', 'degraded', 'the oldest due run has waited for 72 s'),
        check('redis', 'not_configured'),
        check('mail', 'down', '127.0.0.1:25 refuses connections'),
      ],
    },
  },
};
const page = (path, more = {}) => ({
  path,
  hint: true,
  ...more,
  answers: { ...consoleAnswers, ...more.answers },
});
const none = (address, body) => ({ answers: { [`GET ${address}`]: { body } } });

export const consolePages = {
  console: page('/console'),
  'console-users': page('/console/users'),
  'console-users-none': page('/console/users?q=nobody', none('/admin/users', { users: [] })),
  'console-user': page(`/console/users/${ada.id}`),
  'console-user-disable': page(`/console/users/${ada.id}`, {
    act: (on) => on.getByRole('button', { name: /^(Disable|Sperren)$/ }).click(),
  }),
  'console-clients': page('/console/clients'),
  'console-client': page('/console/clients/photos'),
  'console-client-edit': page('/console/clients/photos/edit'),
  'console-client-edit-refused': page('/console/clients/photos/edit', {
    answers: {
      'PUT /admin/clients/photos': {
        status: 422,
        body: {
          code: 'validation_failed',
          status: 422,
          request_id: 'r',
          title: 'Some fields are not right',
          errors: [
            {
              field: 'redirect_uris',
              code: 'wrong_format',
              message: 'http://photos.example.com/cb: only https, or http to this machine.',
            },
          ],
        },
      },
    },
    async act(on) {
      await on.locator('textarea').first().fill('http://photos.example.com/cb');
      await on.locator('main [type=submit]').last().click();
      await on.locator('[aria-invalid=true]').first().waitFor();
    },
  }),
  'console-client-edit-leave': page('/console/clients/photos/edit', {
    async act(on) {
      await on.locator('[name=client_name]').fill('Another name');
      await on.getByRole('link', { name: /^(Cancel|Abbrechen)$/ }).click();
      await on.getByRole('alertdialog').waitFor();
    },
  }),
  'console-users-span': page('/console/users?since=2026-01-02T10:00:00.000Z&until=2026-01-02T11:00:00.000Z'),
  'console-away': page('/console/users', {
    answers: {
      'GET /admin/users': {
        status: 503,
        body: { code: 'unavailable', status: 503, request_id: 'r', title: 'x', retry_after: 5 },
      },
    },
  }),
  'console-client-new': page('/console/clients/new'),
  'console-client-made': page('/console/clients/new', {
    async act(on) {
      await on.locator('[name=client_name]').fill('Photo Books');
      await on.locator('[name=redirect_uris]').fill('https://photos.example.com/callback');
      await on.locator('main [type=submit]').click();
      await on.locator('code', { hasText: 'ogs_' }).waitFor();
    },
  }),
  'console-try': page('/console/clients/photos/try', {
    async act(on) {
      await on.locator('main [type=submit]').click();
      await on.locator('[name=address]').waitFor();
    },
  }),
  'console-workflows': page('/console/workflows'),
  'console-workflows-none': page('/console/workflows', none('/admin/workflows', { runs: [] })),
  'console-run': page(`/console/workflows/${failing.id}`),
  'console-run-skip': page(`/console/workflows/${failing.id}`, {
    act: (on) => on.getByRole('button', { name: /^(Skip a step|Schritt überspringen)$/ }).click(),
  }),
  'console-run-done': page(`/console/workflows/${failing.id}`, {
    answers: { [`GET /admin/workflows/${failing.id}`]: { body: done } },
  }),
  'console-workers': page('/console/workflows/workers'),
  'console-schedules': page('/console/schedules'),
  'console-audit': page('/console/audit'),
  'console-keys': page('/console/keys'),
  'console-health': page('/console/health'),
  'console-limits': page('/console/limits'),
  'console-search': page('/console/search?q=ada'),
  'console-closed': page('/console', {
    answers: { 'GET /users/me': { body: { ...admin, is_admin: false } } },
  }),
};
