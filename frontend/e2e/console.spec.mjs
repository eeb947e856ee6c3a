// What an administrator does: finds what went wrong and mends it, makes a client, looks after a person.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, afterEach, before, describe, it } from 'node:test';
import { launch } from '../scripts/browser.mjs';
import { start, until } from './server.mjs';
import { smtp } from './smtp.mjs';
import { password, signIn, visitor } from './visitor.mjs';

const ROOT = 'root@example.com';
const REFUSAL = '451 4.3.1 The disk of this relay is full';

let server;
let browser;
let mail;
let app;
let open = [];

before(async () => {
  mail = await smtp();
  [server, browser, app] = await Promise.all([
    start({ RATE_LIMIT: 'off', ...mail.settings }),
    launch(),
    listen(),
  ]);
  const { page, sees, close } = await visitor(browser, server.url);
  await page.goto(await server.setupLink());
  await page.getByLabel('Email').fill(ROOT);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await sees('Your profile');
  await close();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  mail?.close();
  app?.close();
});
afterEach(async () => {
  const all = open;
  open = [];
  mail?.refuse(null);
  for (const each of all) await each.close();
});

async function administrator(options) {
  const each = await visitor(browser, server.url, options);
  open.push(each);
  await signIn(each.page, ROOT);
  await each.sees('Your profile');
  return each;
}

/** An app that shows its address when somebody comes back to it. */
async function listen() {
  const http = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<!doctype html><html lang="en"><title>App</title><h1>Back in the app</h1>');
  });
  await new Promise((done) => {
    http.listen(0, '127.0.0.1', done);
  });
  return { url: `http://127.0.0.1:${http.address().port}/back`, close: () => http.close() };
}

async function register(email) {
  const answer = await fetch(`${server.url}/auth/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password, first_name: 'Ada', last_name: 'Lovelace' }),
  });
  assert.equal(answer.status, 202);
}

/** Somebody with an account that is ready. */
async function registered(email) {
  await register(email);
  const link = await until(
    () =>
      mail
        .mails(email)
        .map(({ text }) => text.match(/\/verify-email\?token=([\w.~-]+)/)?.[1])
        .find(Boolean),
    `a mail to ${email}`,
  );
  const answer = await fetch(`${server.url}/auth/verify-email`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token: link }),
  });
  assert.equal(answer.status, 200);
}

const go = (page, name) =>
  page
    .getByRole('navigation', { name: 'Console', exact: true })
    .getByRole('link', { name, exact: true })
    .click();
const dialog = (page) => page.getByRole('alertdialog');

describe('an administrator', () => {
  it('finds a mail that failed, reads why, mends it, retries it and sees it delivered', async () => {
    const { page, sees } = await administrator();
    mail.refuse(REFUSAL);
    await register('late@example.com');

    await page.getByRole('link', { name: 'Console' }).click();
    await sees('Overview');
    await page.getByText('Mail delivery').first().waitFor();
    await go(page, 'Workflows');
    await sees('Workflows');
    await page.getByLabel('Fault').fill('relay is full');
    await page.waitForURL(/fault=relay/);
    await page.getByText('Retrying').first().waitFor();
    await sees('Workflows');
    // The address is what a colleague needs.
    await page.reload();
    await page.getByRole('link', { name: 'registration', exact: true }).first().click();
    await sees('Run of registration');
    await page.getByText('The disk of this relay is full').first().waitFor();
    await page.getByText('Next try in').waitFor();
    await sees('Run of registration');
    assert.equal(mail.mails('late@example.com').length, 0);

    mail.refuse(null);
    await page.getByRole('button', { name: 'Retry now' }).click();
    await page.getByText('Ok: queued as').first().waitFor();
    assert.equal(mail.mails('late@example.com').length, 1);
    await page.getByText('Retried').first().waitFor();
    await sees('Run of registration');
    await page.getByRole('link', { name: 'late@example.com' }).click();
    await sees('late@example.com');
  });

  it('retries all that match', async () => {
    const { page, sees } = await administrator();
    mail.refuse('452 4.2.2 Nobody is at home');
    await register('one@example.com');
    await register('two@example.com');
    await page.goto('/console/workflows?status=waiting&fault=Nobody+is+at+home');
    await sees('Workflows');
    await until(
      async () => (await page.getByRole('row').filter({ hasText: 'Retrying' }).count()) === 2,
      'two runs',
    );
    await page.getByRole('button', { name: 'Retry all that match' }).click();
    await dialog(page).getByText('Nobody is at home').waitFor();
    mail.refuse(null);
    await dialog(page).getByRole('button', { name: 'Retry all that match' }).click();
    // One of them may have gone on by itself meanwhile.
    await page.getByText(/\d runs? (is|are) due now\./).waitFor();
    await until(
      () => mail.mails('one@example.com').length === 1 && mail.mails('two@example.com').length === 1,
      'mails',
    );
  });

  it('sees a run fail by itself, and skips its step with a reason', async () => {
    const { page, sees } = await administrator();
    mail.refuse('450 4.2.1 The gate is shut for lunch');
    await page.goto('/console/workflows?fault=shut+for+lunch');
    await page.getByText('Nothing matches').waitFor();
    await sees('Workflows');
    await register('skip@example.com');
    // Nobody reloads: the list is looked at again by itself, and so is the run.
    await page.getByRole('link', { name: 'registration', exact: true }).click({ timeout: 45_000 });
    await sees('Run of registration');
    await page.getByText('The gate is shut for lunch').first().waitFor();
    await page.getByRole('button', { name: 'Skip a step' }).click();
    await dialog(page).getByRole('button', { name: 'Skip a step' }).click();
    await dialog(page).getByText('Say why.').waitFor();
    await dialog(page).getByLabel('Reason').fill('They were told by phone.');
    await dialog(page).getByRole('button', { name: 'Skip a step' }).click();
    await page.getByText('They were told by phone.').first().waitFor();
    await page.getByText('Waiting', { exact: true }).first().waitFor();
    await sees('Run of registration');
    assert.equal(mail.mails('skip@example.com').length, 0);
    await page.goto('/console/audit?act=workflow');
    await page.getByText('workflow.step_skipped').first().waitFor();
  });

  it('pauses, resumes and cancels a run, and says why', async () => {
    const { page, sees } = await administrator();
    await register('paused@example.com');
    await until(() => mail.mails('paused@example.com').length === 1, 'the mail');
    await page.goto('/console/workflows?kind=registration&within=1h');
    await page.getByRole('link', { name: 'registration', exact: true }).first().click();
    await sees('Run of registration');
    await page.getByRole('button', { name: 'Pause' }).click();
    await dialog(page).getByRole('button', { name: 'Pause' }).click();
    await dialog(page).getByText('Say why.').waitFor();
    await dialog(page).getByLabel('Reason').fill('The relay moves.');
    await dialog(page).getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Waits for a person').waitFor();
    await sees('Run of registration');
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Goes on in').waitFor();
    await page.getByRole('button', { name: 'Send a signal' }).click();
    await dialog(page).getByLabel('Signal').waitFor();
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();

    await page.getByRole('button', { name: 'Cancel the run' }).click();
    await dialog(page).getByLabel('Reason').fill('Nobody wants it.');
    await dialog(page).getByRole('button', { name: 'Cancel the run' }).click();
    await dialog(page).getByText('This is not registration.').waitFor();
    await dialog(page).getByLabel('Type registration to confirm').fill('registration');
    await dialog(page).getByRole('button', { name: 'Cancel the run' }).click();
    await page.getByText('Cancelled', { exact: true }).first().waitFor();
    await page.getByText('Nobody wants it.').waitFor();
    await sees('Run of registration');
  });

  it('makes a client and signs in with it', async () => {
    const { page, context, sees } = await administrator();
    await page.goto('/console/clients');
    await sees('Clients');
    await page.getByRole('link', { name: 'New client' }).click();
    await sees('New client');
    await page.getByRole('button', { name: 'Create client' }).click();
    await page.getByText('A client has a name.').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Photo Books');
    await page.getByLabel('Redirect URIs').fill('photos');
    await page.getByRole('button', { name: 'Create client' }).click();
    await page.locator('[aria-invalid=true]').first().waitFor();
    await sees('New client');
    await page.getByLabel('Redirect URIs').fill(app.url);
    await page.getByLabel('Client id').fill('photos');
    await page.getByRole('button', { name: 'Create client' }).click();
    await sees('Photo Books is ready');
    await page.getByText('This secret is shown this once').waitFor();
    const secret = await page.getByText(/^ogs_/).innerText();

    await page.getByRole('link', { name: 'Try the flow' }).click();
    await sees('Try Photo Books');
    await page.getByRole('button', { name: 'Make the link' }).click();
    const [tab] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('link', { name: 'Sign in with this client' }).click(),
    ]);
    await tab.getByRole('button', { name: 'Allow', exact: true }).click();
    await tab.getByRole('heading', { name: 'Back in the app' }).waitFor();
    await page.getByLabel('Address you were sent to').fill(tab.url());
    await page.getByLabel('Client secret').fill('ogs_wrong');
    await page.getByRole('button', { name: 'Exchange the code' }).click();
    await page.getByText('invalid_client').waitFor();
    await page.getByLabel('Client secret').fill(secret);
    await page.getByRole('button', { name: 'Exchange the code' }).click();
    await page.getByRole('heading', { name: 'It works' }).waitFor();
    await page.getByText(ROOT).waitFor();
    await sees('Try Photo Books');

    await page.getByRole('link', { name: 'Client', exact: true }).click();
    await sees('Photo Books');
    await page.getByRole('button', { name: 'New secret' }).click();
    await dialog(page).getByRole('button', { name: 'New secret' }).click();
    assert.notEqual(await page.getByText(/^ogs_/).innerText(), secret);
    await page.getByRole('button', { name: 'Disable' }).click();
    await dialog(page).getByRole('button', { name: 'Disable' }).click();
    await page.getByText('Photo Books is disabled.').waitFor();
    await sees('Photo Books');
    await page.getByRole('button', { name: 'Delete' }).click();
    await dialog(page).getByLabel('Type photos to confirm').fill('photos');
    await dialog(page).getByRole('button', { name: 'Delete' }).click();
    await sees('Clients');
    assert.equal(await page.getByText('Photo Books').count(), 0);
  });

  it('changes a client, and asks before changes are lost', async () => {
    const { page, sees } = await administrator();
    await page.goto('/console/clients/new');
    await page.getByLabel('Name', { exact: true }).fill('Old name');
    await page.getByLabel('Redirect URIs').fill(app.url);
    await page.getByLabel('Client id').fill('renamed');
    await page.getByRole('button', { name: 'Create client' }).click();
    await sees('Old name is ready');
    await page.goto('/console/clients/renamed');
    await page.getByRole('link', { name: 'Edit' }).click();
    await sees('Edit Old name');
    assert.equal(await page.getByLabel('Redirect URIs').inputValue(), app.url);

    await page.getByLabel('Name', { exact: true }).fill('New name');
    await page.getByRole('link', { name: 'Cancel' }).click();
    await dialog(page).getByText('Leave without saving?').waitFor();
    await dialog(page).getByRole('button', { name: 'Stay here' }).click();
    await sees('Edit Old name');
    await page.goBack();
    await dialog(page).getByText('Leave without saving?').waitFor();
    await dialog(page).getByRole('button', { name: 'Stay here' }).click();
    assert.equal(new URL(page.url()).pathname, '/console/clients/renamed/edit');
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'New name');

    // The server's words stand beside the field, and nothing is saved of the rest.
    await page.getByLabel('Redirect URIs').fill('http://photos.example.com/cb#fragment');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.locator('textarea[aria-invalid=true]').waitFor();
    await sees('Edit Old name');
    await page.getByLabel('Redirect URIs').fill(`${app.url}\nhttps://photos.example.com/cb`);
    await page.getByLabel('Home page').fill('https://photos.example.com');
    await page.getByText('It is our own').click();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await sees('New name');
    await page.getByText('The changes are saved.').waitFor();
    await page.getByText('https://photos.example.com/cb').waitFor();
    await page.getByText('no, it is your own').waitFor();
    await page.goto('/console/audit?act=client&target=renamed');
    await page.getByText('client.changed').waitFor();

    // Whoever leaves all the same leaves.
    await page.goto('/console/clients/renamed/edit');
    await page.getByLabel('Name', { exact: true }).fill('Never saved');
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await dialog(page).getByRole('button', { name: 'Leave' }).click();
    await sees('Users');
    await page.goto('/console/clients/renamed');
    await sees('New name');
  });

  it('makes a client for a machine, which asks for a token of its own', async () => {
    const { page, sees } = await administrator();
    await page.goto('/console/clients/new');
    await page.getByText('Machine', { exact: true }).click();
    await page.getByLabel('Name', { exact: true }).fill('Night batch');
    await page.getByLabel('Scopes').fill('batch:run');
    await page.getByRole('button', { name: 'Create client' }).click();
    await sees('Night batch is ready');
    const secret = await page.getByText(/^ogs_/).innerText();
    await page.getByRole('link', { name: 'Try the flow' }).click();
    await page.getByLabel('Client secret').fill(secret);
    await page.getByRole('button', { name: 'Ask for a token' }).click();
    await page.getByRole('heading', { name: 'It works' }).waitFor();
    await sees('Try Night batch');
    await page.goto('/console/clients?q=night');
    await page.getByRole('link', { name: 'Night batch' }).waitFor();
    await page.goto('/console/clients?q=nothing+like+it');
    await page.getByText('Nothing matches').waitFor();
    await sees('Clients');
  });

  it('finds a person, their journey, and disables them', async () => {
    await registered('ada@example.com');
    const hers = await visitor(browser, server.url);
    open.push(hers);
    await signIn(hers.page, 'ada@example.com');
    await hers.sees('Your profile');
    assert.equal(await hers.page.getByRole('link', { name: 'Console' }).count(), 0);
    await hers.page.goto('/console/users');
    await hers.sees('Only for administrators');

    const { page, sees } = await administrator();
    await page.goto('/console');
    await sees('Overview');
    await page.keyboard.press('/');
    await page.keyboard.type('ada@');
    await page.keyboard.press('Enter');
    await sees('Search');
    await page.getByRole('link', { name: 'ada@example.com' }).click();
    await sees('ada@example.com');
    await page.getByText('sign_in.succeeded').first().waitFor();
    await page.getByRole('link', { name: 'Sessions', exact: true }).click();
    await page.waitForURL(/kind=session/);
    await page.getByText('A session began').waitFor();
    await until(async () => (await page.getByText('sign_in.succeeded').count()) === 0, 'the filter');
    await sees('ada@example.com');
    await page.getByRole('link', { name: 'Workflows', exact: true }).last().click();
    await page.waitForURL(/kind=run/);
    await page.getByRole('main').getByRole('link', { name: 'registration' }).click();
    await sees('Run of registration');
    await page.goBack();
    await sees('ada@example.com');

    await page.getByRole('button', { name: 'Disable' }).click();
    await dialog(page).getByLabel('Type ada@example.com to confirm').fill('ada@example.com');
    await dialog(page).getByRole('button', { name: 'Disable' }).click();
    await page.getByText('ada@example.com is disabled.').waitFor();
    await hers.page.goto('/account');
    await hers.sees('Sign in');
    await page.getByRole('button', { name: 'Enable' }).click();
    await dialog(page).getByRole('button', { name: 'Enable' }).click();
    await page.getByText('ada@example.com may sign in again.').waitFor();
    await sees('ada@example.com');
  });

  it('reaches every page, each of which can be read by everybody', async () => {
    const { page, sees } = await administrator();
    await page.goto('/console?window=week');
    await sees('Overview');
    await page.getByRole('button', { name: 'Show as a table' }).first().click();
    await sees('Overview');
    await go(page, 'Users');
    await sees('Users');
    await page.getByLabel('Address or user name').fill('root');
    await page.waitForURL(/q=root/);
    await page.getByRole('link', { name: ROOT }).waitFor();
    await page.getByLabel('Address or user name').fill('nobody-at-all');
    await page.getByText('Nothing matches').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('link', { name: ROOT }).waitFor();
    await page.getByLabel('Created').selectOption('1h');
    await page.waitForURL(/within=1h/);
    await page.getByLabel('Status').selectOption('disabled');
    await page.getByText('Nothing matches').waitFor();
    await page.getByLabel('Status').selectOption('active');
    await page.getByRole('link', { name: ROOT }).waitFor();
    await sees('Users');
    await page.goto('/console/users?since=2001-01-01T00:00:00Z&until=2002-01-01T00:00:00Z');
    await page.getByText('Nothing matches').waitFor();
    await page.goto('/console/workflows/workers');
    await page.getByText('Alive').first().waitFor();
    await sees('Workers');
    await go(page, 'Schedules');
    await sees('Schedules');
    await go(page, 'Audit');
    await page.getByText('sign_in.succeeded').first().waitFor();
    await page.getByRole('button', { name: 'Check the chain' }).click();
    await page.getByText('The chain is whole').waitFor();
    await sees('Audit trail');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^oathgate-audit-.*\.jsonl$/);
    await go(page, 'Keys');
    await page.getByText('Signs').first().waitFor();
    await sees('Signing keys');
    await page.getByRole('button', { name: 'Rotate' }).click();
    await dialog(page).getByLabel('It signs').selectOption('now');
    await dialog(page).getByRole('button', { name: 'Rotate' }).click();
    await page.getByText(/ signs from now on\./).waitFor();
    await page.getByText('Verifies', { exact: true }).first().waitFor();
    await sees('Signing keys');
    await go(page, 'Health');
    await page.getByText('database').waitFor();
    await sees('Health');
    await go(page, 'Limits');
    await page.getByText('Nobody came too early').waitFor();
    await sees('Limits');
    const mails = page.getByRole('row').filter({ hasText: 'mails' }).first();
    await mails.getByRole('button', { name: 'Change' }).click();
    await dialog(page).getByLabel('At once').fill('0');
    await dialog(page).getByRole('button', { name: 'Change' }).click();
    await dialog(page).getByText('A whole number from 1 to').waitFor();
    await dialog(page).getByLabel('At once').fill('7');
    await dialog(page).getByRole('button', { name: 'Change' }).click();
    await page.getByText('The limit mails is changed.').waitFor();
    await mails.getByRole('button', { name: 'Reset' }).click();
    await page.getByText('The limit mails is as the program has it.').waitFor();
    await sees('Limits');
    await page.goto('/console/nowhere');
    await sees('There is nothing here');
    await page.goto('/console/users/0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60');
    await sees('No such user');
    await page.goto('/console/workflows/0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60');
    await sees('No such run');
    await page.goto('/console/clients/nobody');
    await sees('No such client');
    await page.goto('/console/search?q=nothing');
    await sees('Search');
  });
});
