// Every form, before a server that refuses: what it says of a field stands beside the field, what it cannot do now is
// told with what to do next, nothing that was typed is lost, and nothing is sent twice.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { launch } from '../scripts/browser.mjs';
import { consoleAnswers, failing } from '../scripts/console_pictures.mjs';
import { problem, serve } from '../scripts/mock_server.mjs';
import { visitor } from './visitor.mjs';

const api = JSON.parse(await readFile(new URL('../../openapi/openapi.json', import.meta.url), 'utf8'));
const secret = 'violet otter paints nine doors';
const me = {
  id: '0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60',
  email: 'ada@example.com',
  is_admin: false,
  email_verified: true,
  created_at: '2026-01-02T12:00:00Z',
};
const own = {
  'POST /auth/refresh': {
    body: { access_token: 'access', token_type: 'Bearer', expires_in: 1800 },
  },
  'GET /users/me': { body: me },
  'GET /users/me/sessions': { body: { sessions: [] } },
  'GET /users/me/exports': { body: { exports: [] } },
};
const act = (name) => (page) => page.getByRole('button', { name, exact: true }).first().click();
const onRun = (name, operation, fill, more) => ({
  at: `/console/workflows/${failing.id}`,
  as: consoleAnswers,
  open: act(name),
  to: `POST /admin/workflows/{id}/${operation}`,
  fill,
  submit: '[role=alertdialog] [type=submit]',
  ...more,
});

/** Where it is, what it is sent to, and what somebody types; by the names that the server calls the fields. */
const forms = {
  'to sign in': { at: '/login', to: 'POST /auth/login', fill: { email: me.email, password: secret } },
  'to create an account': {
    at: '/register',
    open: (page) => page.getByRole('button', { name: /^Add your name/ }).click(),
    to: 'POST /auth/register',
    fill: { email: me.email, password: secret, first_name: 'Ada', last_name: 'King', username: 'ada' },
    // The language of the page.
    without: ['locale'],
  },
  'to have the link sent again': {
    at: '/verify-email',
    to: 'POST /auth/verify-email/resend',
    fill: { email: me.email },
  },
  'to confirm an address': { at: '/verify-email?token=abc', to: 'POST /auth/verify-email', fill: {} },
  'to ask for a new password': {
    at: '/forgot-password',
    to: 'POST /auth/password-reset/request',
    fill: { email: me.email },
  },
  'to set a new password': {
    at: '/reset-password?token=abc',
    to: 'POST /auth/password-reset/confirm',
    fill: { new_password: secret },
  },
  'to create the first administrator': {
    at: '/setup?token=abc',
    to: 'POST /auth/setup',
    fill: { email: me.email, password: secret, username: 'ada' },
    // Names can be given later, in the account.
    without: ['first_name', 'last_name'],
  },
  'to keep an account': { at: '/cancel-erasure?token=abc', to: 'POST /auth/cancel-erasure', fill: {} },
  'to connect a device': {
    at: '/device',
    as: own,
    to: 'POST /oauth/device/request',
    fill: { user_code: 'BCDF-GHJK' },
  },
  'to change one’s name': {
    at: '/account',
    as: own,
    to: 'PUT /users/me',
    fill: { first_name: 'Ada', last_name: 'King', username: 'ada' },
    submit: 'form:has([name=first_name]) [type=submit]',
    // In forms of their own.
    without: ['locale', 'phone_number', 'address'],
  },
  'to change one’s address': {
    at: '/account',
    as: own,
    open: act('Change address'),
    to: 'POST /users/me/email',
    fill: { email: 'new@example.com', password: secret },
    submit: 'form:has([name=password]) [type=submit]',
  },
  'to change one’s password': {
    at: '/account/security',
    as: own,
    to: 'POST /users/me/password',
    fill: { current_password: secret, new_password: 'seven lamps above the harbour' },
    submit: 'form:has([name=new_password]) [type=submit]',
  },
  'to delete one’s account': {
    at: '/account/data',
    as: own,
    open: act('Delete my account…'),
    to: 'DELETE /users/me',
    fill: { current_password: secret },
    submit: 'form:has([name=current_password]) [type=submit]',
  },
  'to make a client': {
    at: '/console/clients/new',
    as: consoleAnswers,
    to: 'POST /admin/clients',
    fill: {
      client_name: 'Photo Books',
      redirect_uris: 'https://photos.example.com/callback',
      scope: 'openid',
      client_uri: 'https://photos.example.com',
      client_id: 'photos',
    },
    // Chosen, not typed; or left to the command line.
    without: ['preset', 'is_first_party', 'subject_type', 'sector_identifier_uri'],
  },
  'to change a client': {
    at: '/console/clients/photos/edit',
    as: consoleAnswers,
    to: 'PUT /admin/clients/{client_id}',
    at_the_server: '/admin/clients/photos',
    fill: {
      client_name: 'Photo Books',
      redirect_uris: 'https://photos.example.com/callback',
      scope: 'openid',
      client_uri: 'https://photos.example.com',
    },
    without: ['is_first_party'],
  },
  'to pause a run': onRun('Pause', 'pause', { reason: 'The relay moves.' }),
  'to skip a step': onRun(
    'Skip a step',
    'skip',
    { step: 'mail_verification', reason: 'Told by phone.' },
    // What a mail gives nobody has to know.
    { without: ['value'] },
  ),
  'to correct an address': onRun('Correct the address', 'correct-email', {
    email: 'right@example.com',
    reason: 'Mistyped.',
  }),
  'to begin again from a step': onRun('Begin again from a step', 'reset', {
    step: 'create_account',
    reason: 'Anew.',
  }),
  'to cancel a run': onRun(
    'Cancel the run',
    'cancel',
    { reason: 'Nobody wants it.' },
    {
      besides: { typed_name: 'registration' },
    },
  ),
  'to change a limit': {
    at: '/console/limits',
    as: consoleAnswers,
    open: (page) => page.getByRole('button', { name: 'Change mails' }).click(),
    to: 'PUT /admin/limits/{name}',
    at_the_server: '/admin/limits/mails',
    fill: { burst: '7', every_ms: '500' },
    submit: '[role=alertdialog] [type=submit]',
  },
  'to fill a span of a schedule': {
    at: '/console/schedules',
    as: consoleAnswers,
    open: act('Fill a span'),
    to: 'POST /admin/schedules/{name}/backfill',
    at_the_server: '/admin/schedules/retention/backfill',
    fill: { from: '2026-01-02T00:00', to: '2026-01-03T00:00' },
    submit: '[role=alertdialog] [type=submit]',
  },
};

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

describe('every form', () => {
  for (const [name, form] of Object.entries(forms)) {
    it(`${name} shows what the server says where it belongs`, async () => {
      const [method, path] = form.to.split(' ');
      const fields = Object.keys(form.fill);
      // What the server can say something of, but for what is in the link.
      const known = bodyOf(path, method).filter((each) => each !== 'token' && !form.without?.includes(each));
      assert.deepEqual(fields.toSorted(), known.toSorted(), `the fields of ${form.to}`);

      const server = await serve(form.as ?? {});
      const { page, context, close } = await visitor(browser, server.url);
      context.setDefaultTimeout(5000);
      try {
        if (form.as) await context.addInitScript(() => localStorage.setItem('oathgate.session', '1'));
        await page.goto(form.at);
        await form.open?.(page);
        for (const [field, value] of Object.entries({ ...form.besides, ...form.fill })) {
          const input = page.locator(`main [name=${field}], [role=alertdialog] [name=${field}]`).last();
          await ((await input.evaluate((each) => each.localName)) === 'select'
            ? input.selectOption(value)
            : input.fill(value));
        }
        let answer;
        let asked = 0;
        const address = form.at_the_server ?? path.replace('{id}', failing.id);
        await page.route(`**${address}`, async (route) => {
          if (route.request().method() !== method) return route.fallback();
          asked += 1;
          if (answer === null) return route.abort();
          const { status, body } = answer;
          await new Promise((done) => {
            setTimeout(done, 50);
          });
          return route.fulfill({
            status,
            contentType: 'application/problem+json',
            body: JSON.stringify(body),
          });
        });
        const submit = page.locator(form.submit ?? 'main [type=submit]').last();
        const same = async (what) => {
          for (const [field, value] of Object.entries(form.fill)) {
            assert.equal(
              await page.locator(`[name=${field}]`).last().inputValue(),
              value,
              `${what}: ${field}`,
            );
          }
        };

        const errors = fields.map((field) => ({ field, code: 'strange', message: `Words about ${field}.` }));
        if (fields.length > 0) {
          answer = problem('validation_failed', 422, { errors });
          await submit.click();
          for (const { field, message } of errors) {
            const input = page.locator(`[name=${field}]`).last();
            await page.getByText(message).waitFor();
            assert.equal(await input.getAttribute('aria-invalid'), 'true', field);
            const described = await input.evaluate((each) =>
              (each.getAttribute('aria-describedby') ?? '')
                .split(' ')
                .map((id) => document.getElementById(id)?.textContent)
                .join(' '),
            );
            assert.ok(described.includes(message), `${field} is described by "${described}"`);
          }
          await same('after a refusal');
        }
        asked = 0;

        answer = problem('unavailable', 503, { retry_after: 1 });
        // A hasty finger sends it once.
        await submit.dblclick();
        await page.getByText('The server is busy').waitFor();
        await page.getByRole('button', { name: /^Try again/ }).waitFor();
        assert.equal(asked, 1, 'how often it was sent');
        await same('after a 503');

        answer = null;
        await submit.click();
        await page.getByText('The server did not answer').waitFor();
        await same('without a network');
      } finally {
        await close();
        server.close();
      }
    });
  }
});

/** The names of the properties that an operation takes. */
function bodyOf(path, method) {
  const operation = api.paths[path]?.[method.toLowerCase()];
  assert.ok(operation, `no operation ${method} ${path}`);
  const schema = operation.requestBody.content['application/json'].schema;
  const named = schema.$ref ? api.components.schemas[schema.$ref.split('/').at(-1)] : schema;
  return Object.keys(named.properties);
}
