// The life of an account, by hand.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { launch } from '../scripts/browser.mjs';
import { start, until } from './server.mjs';
import { assertAccessible, password, registered, signIn, visitor } from './visitor.mjs';

let server;
let browser;
let open = [];

before(async () => {
  [server, browser] = await Promise.all([start({ RATE_LIMIT: 'off' }), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
afterEach(async () => {
  const all = open;
  open = [];
  for (const each of all) await each.close();
});

async function somebody(options) {
  const each = await visitor(browser, server.url, options);
  open.push(each);
  return each;
}

describe('an account', () => {
  it('is created, confirmed, used, changed and left', async () => {
    const { page, sees } = await somebody();
    await page.goto('/');
    await sees('Sign in once, for all your apps');
    await page.getByRole('heading', { name: 'What to do next' }).waitFor();
    await page.getByRole('link', { name: 'Create an account' }).click();
    await sees('Create account');

    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByText('Strong', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Add your name' }).click();
    await page.getByLabel('First name').fill('Ada');
    await page.getByLabel('User name').fill('ada');
    await page.getByRole('button', { name: 'Create account' }).click();
    await sees('Look into your mailbox');
    await page.getByText('ada@example.com').waitFor();

    // Not yet: the page says why, and sends the link again.
    await signIn(page, 'ada@example.com');
    await page.getByText('Your address is not confirmed yet').waitFor();
    await sees('Sign in');
    await page.getByRole('link', { name: 'Send it again' }).click();
    await sees('Confirm your address');
    assert.equal(await page.getByLabel('Email').inputValue(), 'ada@example.com');
    await page.getByRole('button', { name: 'Send the link' }).click();
    await sees('Look into your mailbox');

    await page.goto(await server.link('ada@example.com', 'verify-email'));
    await sees('Confirm your address');
    assert.equal(new URL(page.url()).search, '', 'the token is still in the address');
    await page.reload();
    await page.getByRole('button', { name: 'Confirm my address' }).click();
    await sees('Your address is confirmed');
    await page.reload();
    await sees('Your address is confirmed');

    await page.getByRole('link', { name: 'Sign in' }).click();
    await sees('Sign in');
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByLabel('Password').press('Enter');
    await sees('Your profile');
    assert.equal(new URL(page.url()).pathname, '/account');
    assert.equal(await page.getByLabel('First name').inputValue(), 'Ada');

    await page.getByLabel('First name').fill('Augusta Ada');
    await page.getByLabel('Last name').fill('King');
    await page.getByLabel('User name').fill('countess');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Saved').waitFor();
    await page.getByRole('banner').getByText('Augusta Ada King').waitFor();
    await page.reload();
    await sees('Your profile');
    assert.equal(await page.getByLabel('Last name').inputValue(), 'King');

    await page.getByRole('button', { name: 'Sign out' }).click();
    await sees('You are signed out');
    await page.reload();
    await sees('You are signed out');
    await page.goto('/account');
    await sees('Sign in');
    await signIn(page, 'countess');
    await sees('Your profile');
  });

  it('is not opened by a wrong password, and every field says what is wrong', async () => {
    const { page, sees } = await somebody();
    await page.goto('/login');
    await sees('Sign in');
    await page.getByRole('button', { name: 'Sign in' }).click();
    const email = page.getByLabel('Email');
    await page.getByText('Enter your email address.').waitFor();
    assert.equal(await email.getAttribute('aria-invalid'), 'true');
    assert.ok(
      await email.evaluate((input) => input === document.activeElement),
      'the first field is not in focus',
    );
    await sees('Sign in');

    await email.fill('nobody@example.com');
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('Email or password is wrong').waitFor();
    await sees('Sign in');
    assert.equal(await email.inputValue(), 'nobody@example.com');

    await page.getByRole('link', { name: 'Create account' }).click();
    await sees('Create account');
    await page.getByLabel('Email').fill('grace@example.com');
    await page.getByLabel('Password').fill('password1');
    await page.getByRole('button', { name: 'Create account' }).click();
    const secret = page.getByLabel('Password');
    await page.getByText('among the first that are tried').waitFor();
    const described = await secret.evaluate((input) =>
      (input.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent)
        .join(' '),
    );
    assert.match(described, /among the first that are tried/);
    await sees('Create account');
  });

  it('survives a reload and the back button, in two tabs at once, and ends in both', async () => {
    const { page, context, sees } = await somebody();
    await registered(server, { page, sees }, 'tabs@example.com');
    await signIn(page, 'tabs@example.com');
    await sees('Your profile');
    await page.getByRole('link', { name: 'Security' }).click();
    await sees('Security');
    await page.goBack();
    await sees('Your profile');

    const second = await context.newPage();
    // Both ask for a new token at the same moment.
    await Promise.all([page.reload(), second.goto('/account/security')]);
    await sees('Your profile');
    await sees('Security', second);
    for (let time = 0; time < 3; time += 1) await Promise.all([page.reload(), second.reload()]);
    await sees('Your profile');
    await sees('Security', second);

    await page.goto('/login');
    await sees('Your profile');
    await second.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await sees('You are signed out', second);
    await sees('You are signed out');
  });

  it('keeps no token where scripts can read it', async () => {
    const { page, context, sees } = await somebody();
    await registered(server, { page, sees }, 'secret@example.com');
    await signIn(page, 'secret@example.com');
    await sees('Your profile');
    // Everything that a script can read, but for the memory of the app itself.
    const readable = await page.evaluate(async () => {
      const kept = [document.cookie, { ...localStorage }, { ...sessionStorage }, history.state, name];
      kept.push(await indexedDB.databases(), await caches.keys());
      kept.push(await navigator.serviceWorker.getRegistrations());
      for (const each of Object.keys(window)) {
        if (typeof window[each] === 'string') kept.push(window[each]);
      }
      return JSON.stringify([...kept, document.documentElement.outerHTML]);
    });
    const cookies = await context.cookies();
    assert.ok(cookies.length > 0);
    for (const cookie of cookies) {
      assert.ok(cookie.httpOnly && cookie.sameSite !== 'None', JSON.stringify(cookie));
      assert.ok(!readable.includes(cookie.value), `${cookie.name} can be read`);
    }
    assert.ok(!/eyJ[\w-]{8}|\bog[a-z]_[\w-]{20}/.test(readable), readable);
    assert.match(readable, /oathgate\.session/);
  });

  it('cannot be seen by the back button once it was left', async () => {
    const { page, sees } = await somebody();
    await registered(server, { page, sees }, 'gone@example.com');
    await signIn(page, 'gone@example.com');
    await sees('Your profile');
    await page.getByRole('link', { name: 'Security' }).click();
    await sees('Security');
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await sees('You are signed out');
    await page.goBack();
    await sees('You are signed out');
    assert.equal(await page.getByText('gone@example.com').count(), 0);
  });

  it('is confirmed once, by a link that is open in two tabs', async () => {
    const { page, context, sees } = await somebody();
    await page.goto('/register');
    await page.getByLabel('Email').fill('twice@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await sees('Look into your mailbox');
    const link = await server.link('twice@example.com', 'verify-email');
    const second = await context.newPage();
    await Promise.all([page.goto(link), second.goto(link)]);
    await Promise.all(
      [page, second].map((each) => each.getByRole('button', { name: 'Confirm my address' }).click()),
    );
    // One did it; the other says so, too, or that it was done, with the way to sign in.
    for (const each of [page, second]) {
      await each
        .getByRole('heading', { name: /^(Your address is confirmed|This link does not work any more)$/ })
        .waitFor();
      await each.getByRole('link', { name: 'Sign in', exact: true }).waitFor();
    }
    await signIn(second, 'twice@example.com');
    await sees('Your profile', second);
  });

  it('is asked where one wanted to go, and goes there', async () => {
    const { page, sees } = await somebody();
    await registered(server, { page, sees }, 'next@example.com');
    await page.goto('/account/security');
    await sees('Sign in');
    await page.getByLabel('Email').fill('next@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await sees('Security');
  });

  it('shows its devices, and signs them out', async () => {
    const [here, there, elsewhere] = [await somebody(), await somebody(), await somebody()];
    await registered(server, here, 'devices@example.com');
    for (const each of [there, elsewhere, here]) {
      await signIn(each.page, 'devices@example.com');
      await each.sees('Your profile');
    }
    await here.page.getByRole('link', { name: 'Security' }).click();
    await here.sees('Security');
    await here.page.getByText('This device').waitFor();
    const rows = here.page.getByRole('listitem').filter({ hasText: 'Chrome on Linux' });
    assert.equal(await rows.count(), 3);
    await rows.nth(1).getByRole('button').click();
    await until(async () => (await rows.count()) === 2, 'the device to be gone');

    await here.page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await here.page.getByRole('alertdialog', { name: 'Sign out everywhere else?' }).waitFor();
    await assertAccessible(here.page, 'Security, with a question');
    await here.page.keyboard.press('Escape');
    await here.page.getByRole('alertdialog').waitFor({ state: 'hidden' });
    assert.equal(await rows.count(), 2);
    await here.page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await here.page
      .getByRole('alertdialog')
      .getByRole('button', { name: 'Sign out everywhere else' })
      .click();
    await until(async () => (await rows.count()) === 1, 'the other device to be gone');
    await here.page.getByText('You are signed in nowhere else.').waitFor();

    for (const { page, sees } of [there, elsewhere]) {
      await page.getByRole('button', { name: 'Save changes' }).click();
      await page.getByText('Your session has ended').waitFor();
      await sees('Sign in');
    }
  });

  it('keeps a phone number and a postal address, and says what is wrong with either', async () => {
    const { page, sees } = await somebody();
    await registered(server, { page, sees }, 'reached@example.com');
    await signIn(page, 'reached@example.com');
    await sees('Your profile');
    const form = page.getByRole('region', { name: 'Phone and postal address' });
    await form.getByLabel('Phone number').fill('030 1234567');
    await form.getByLabel('Street and number').fill('12 High Street\nAttic');
    await form.getByLabel('Postal code').fill('1'.repeat(21));
    await form.getByRole('button', { name: 'Save phone and address' }).click();
    await form.getByText('A phone number begins with + and the country code').waitFor();
    await form.getByText('A postal code has at most 20 characters.').waitFor();
    await assertAccessible(page, 'Your profile, with errors');
    await form.getByLabel('Phone number').fill('+44 20 7123 4567');
    await form.getByLabel('Postal code').fill('SW1Y 4JH');
    await form.getByRole('button', { name: 'Save phone and address' }).click();
    await form.getByText('Saved').waitFor();
    await page.reload();
    await sees('Your profile');
    assert.equal(await form.getByLabel('Phone number').inputValue(), '+442071234567');
    assert.equal(await form.getByLabel('Street and number').inputValue(), '12 High Street\nAttic');
    assert.equal(await form.getByLabel('Postal code').inputValue(), 'SW1Y 4JH');
  });

  it('has its password changed', async () => {
    const { page, sees } = await somebody();
    await registered(server, { page, sees }, 'change@example.com');
    await signIn(page, 'change@example.com');
    await sees('Your profile');
    await page.goto('/account/security');
    await sees('Security');
    const form = page.getByRole('region', { name: 'Password' });
    await form.getByLabel('Current password').fill('not my password');
    await form.getByLabel('New password').fill('seven lamps above the harbour');
    await form.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('This is not your current password.').waitFor();
    await form.getByLabel('Current password').fill(password);
    await form.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Your password is changed').waitFor();
    await sees('Security');
    assert.equal(await form.getByLabel('New password').inputValue(), '');
    await page.reload();
    await sees('Security');
  });

  it('has its address changed', async () => {
    const { page, sees } = await somebody();
    await registered(server, { page, sees }, 'old@example.com');
    await signIn(page, 'old@example.com');
    await sees('Your profile');
    await page.getByRole('button', { name: 'Change address' }).click();
    await sees('Your profile');
    await page.getByLabel('New email address').fill('old@example.com');
    await page.getByLabel('Current password').fill(password);
    await page.getByRole('button', { name: 'Send confirmation link' }).click();
    await page.getByText('This is your address already.').waitFor();
    await page.getByLabel('New email address').fill('new@example.com');
    await page.getByRole('button', { name: 'Send confirmation link' }).click();
    await page.getByText('Look into the new mailbox').waitFor();
    await sees('Your profile');

    await page.goto(await server.link('new@example.com', 'verify-email'));
    await page.getByRole('button', { name: 'Confirm my address' }).click();
    await sees('Your address has changed');
    await page.getByRole('link', { name: 'Back to your account' }).click();
    await sees('Your profile');
    await page.getByText('new@example.com').first().waitFor();
  });
});

describe('a forgotten password', () => {
  it('is set anew by mail, and ends every session', async () => {
    const [{ page, sees }, other] = [await somebody(), await somebody()];
    await registered(server, other, 'lost@example.com');
    await signIn(other.page, 'lost@example.com');
    await other.sees('Your profile');

    await page.goto('/login');
    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await sees('Forgot password?');
    await page.getByLabel('Email').fill('lost@example.com');
    await page.getByRole('button', { name: 'Send reset link' }).click();
    await sees('Look into your mailbox');
    await page.goto(await server.link('lost@example.com', 'reset-password'));
    await sees('Set a new password');
    assert.equal(new URL(page.url()).search, '', 'the token is still in the address');
    await page.getByLabel('New password').fill('lost@example.com');
    await page.getByRole('button', { name: 'Set new password' }).click();
    await page.getByText('This password is your own name or address.').waitFor();
    await page.reload();
    await page.getByLabel('New password').fill('seven lamps above the harbour');
    await page.getByRole('button', { name: 'Set new password' }).click();
    await sees('Your password is changed');

    // The session that was open elsewhere is dead.
    await other.page.reload();
    await other.sees('Sign in');
    await other.page.getByText('Your session has ended').waitFor();
    await signIn(other.page, 'lost@example.com');
    await other.page.getByText('Email or password is wrong').waitFor();
    await signIn(other.page, 'lost@example.com', 'seven lamps above the harbour');
    await other.sees('Your profile');
  });

  it('says so where the link does not work any more', async () => {
    const { page, sees } = await somebody();
    await page.goto('/reset-password?token=made-up');
    await page.getByLabel('New password').fill('seven lamps above the harbour');
    await page.getByRole('button', { name: 'Set new password' }).click();
    await sees('This link does not work any more');
    await page.goto('/verify-email?token=made-up');
    await page.getByRole('button', { name: 'Confirm my address' }).click();
    await sees('This link does not work any more');
    await page.getByLabel('Email').waitFor();
  });
});

describe('the first administrator', () => {
  it('is created by the link that is printed, and signed in', async () => {
    const { page, sees } = await somebody();
    await page.goto('/setup');
    await sees('This page needs a link');
    const link = await server.setupLink();
    await page.goto(link);
    await sees('Welcome to Oathgate');
    await page.getByLabel('Email').fill('root@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create administrator' }).click();
    await sees('Your profile');
    await page.getByText('Administrator').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await sees('You are signed out');

    await page.goto(link);
    await page.getByLabel('Email').fill('second@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create administrator' }).click();
    await sees('This link does not work any more');
  });
});

describe('every page', () => {
  it('can be had in German and in the dark, and is remembered so', async () => {
    const { page, sees } = await somebody({ locale: 'de-DE' });
    await page.goto('/login');
    await sees('Anmelden');
    await page.getByLabel('Darstellung').selectOption('dark');
    await page.getByLabel('Sprache').selectOption('en');
    await sees('Sign in');
    await page.reload();
    await sees('Sign in');
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  });

  it('stands still while it is loaded', async () => {
    const { page, context, sees } = await somebody();
    await context.addInitScript(() => {
      window.moved = 0;
      new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) window.moved += shift.hadRecentInput ? 0 : shift.value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    for (const [path, heading] of [
      ['/login', 'Sign in'],
      ['/register', 'Create account'],
      ['/forgot-password', 'Forgot password?'],
      ['/', 'Sign in once, for all your apps'],
    ]) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      if (path === '/') await page.getByRole('heading', { name: 'For developers' }).waitFor();
      await page.evaluate(async () => {
        await document.fonts.ready;
        // Until it has been painted.
        await new Promise((done) => {
          requestAnimationFrame(() => requestAnimationFrame(done));
        });
      });
      const moved = await page.evaluate(() => window.moved);
      assert.ok(moved < 0.01, `${path} moved by ${moved}`);
    }
    await sees('Sign in once, for all your apps');
  });

  it('holds still for whoever asks for that', async () => {
    const { page, sees } = await somebody();
    await page.goto('/register');
    await sees('Create account');
    await page.getByRole('button', { name: 'Add your name' }).click();
    const moving = () =>
      page.evaluate(
        () =>
          [...document.querySelectorAll('*')].filter((each) => {
            const { transitionDuration, animationDuration } = getComputedStyle(each);
            return [transitionDuration, animationDuration].some((all) =>
              all.split(',').some((one) => Number.parseFloat(one) > 0.001),
            );
          }).length,
      );
    assert.equal(await moving(), 0);
    // The counterpart: without the wish there is something that moves.
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    assert.ok((await moving()) > 0);
  });

  it('works by keyboard alone', async () => {
    const { page, sees } = await somebody();
    await registered(server, { page, sees }, 'keys@example.com');
    await page.goto('/login');
    await sees('Sign in');
    await page.getByLabel('Email').focus();
    await page.keyboard.type('keys@example.com');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await sees('Your profile');
    assert.ok(
      await page.evaluate(() => document.activeElement?.tagName === 'H1'),
      'the heading has not the focus',
    );
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'first_name');
  });
});

describe('mail', () => {
  it('is in the language of the page, and later in the one that its reader has chosen', async () => {
    const { page, sees } = await somebody({ locale: 'de-AT' });
    await page.goto('/register');
    await sees('Konto anlegen');
    await page.getByLabel('E-Mail').fill('heidi@example.com');
    await page.getByLabel('Passwort').fill(password);
    await page.getByRole('button', { name: 'Konto anlegen' }).click();
    await page.goto(await server.link('heidi@example.com', 'verify-email'));
    const [asked] = await server.mails('heidi@example.com');
    assert.match(asked.subject, /^Bestätigen Sie Ihre Adresse für /);
    assert.match(asked.text, /Dieser Link gilt bis zum \d+\. \p{L}+ \d{4}/u);
    await page.getByRole('button', { name: 'Meine Adresse bestätigen' }).click();
    await sees('Ihre Adresse ist bestätigt');
    const newest = (subject) =>
      until(async () => {
        const [mail] = await server.mails('heidi@example.com');
        return subject.test(mail?.subject) && mail;
      }, `a mail of the subject ${subject}`);
    await newest(/^Willkommen bei /);

    await page.goto('/login');
    await page.getByLabel('E-Mail').fill('heidi@example.com');
    await page.getByLabel('Passwort').fill(password);
    await page.getByRole('button', { name: 'Anmelden' }).click();
    await sees('Ihr Profil');
    assert.equal(await page.getByLabel('Sprache unserer Mails').inputValue(), 'de');
    await page.getByLabel('Sprache unserer Mails').selectOption('en');
    await page.getByRole('button', { name: 'Sprache speichern' }).click();
    await page.getByText('Gespeichert').waitFor();
    await page.reload();
    await sees('Ihr Profil');
    assert.equal(await page.getByLabel('Sprache unserer Mails').inputValue(), 'en');

    // The page is German; its reader wants mail in English.
    await page.goto('/forgot-password');
    await page.getByLabel('E-Mail').fill('heidi@example.com');
    await page.getByRole('button', { name: 'Link senden' }).click();
    assert.match((await newest(/^Set a new password for /)).text, /^.*\n\nHello heidi,/);
  });
});

describe('a fault', () => {
  it('says what to do next, and nothing is lost or doubled', async () => {
    const { page, context, sees } = await somebody();
    await page.goto('/register');
    await sees('Create account');
    await page.getByLabel('Email').fill('fault@example.com');
    await page.getByLabel('Password').fill(password);
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('The server did not answer').waitFor();
    await sees('Create account');
    assert.equal(await page.getByLabel('Password').inputValue(), password);
    await context.setOffline(false);

    let asked = 0;
    await page.route('**/auth/register', async (route) => {
      asked += 1;
      await new Promise((done) => {
        setTimeout(done, 300);
      });
      await route.continue();
    });
    await page.getByRole('button', { name: 'Create account' }).dblclick();
    await sees('Look into your mailbox');
    assert.equal(asked, 1);
  });

  it('that is a limit shows how long to wait', async () => {
    const { page, sees } = await somebody();
    await page.route('**/auth/login', (route) =>
      route.fulfill({
        status: 429,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          code: 'rate_limited',
          status: 429,
          request_id: 'x',
          title: 'x',
          retry_after: 30,
        }),
      }),
    );
    await signIn(page, 'limited@example.com');
    await page.getByText('Too many tries').waitFor();
    await page.getByRole('button', { name: /Try again in \d+ seconds/ }).waitFor();
    await sees('Sign in');
  });

  it('of something between browser and server is not taken for an answer', async () => {
    const { page, sees } = await somebody();
    await page.route('**/auth/password-reset/request', (route) =>
      route.fulfill({ status: 502, contentType: 'text/html', body: '' }),
    );
    await page.goto('/forgot-password');
    await page.getByLabel('Email').fill('away@example.com');
    await page.getByRole('button', { name: 'Send reset link' }).click();
    await page.getByText('The server is busy').waitFor();
    await sees('Forgot password?');
  });

  it('at the start does not sign anybody out', async () => {
    const { page, sees } = await somebody();
    await registered(server, { page, sees }, 'away@example.com');
    await signIn(page, 'away@example.com');
    await sees('Your profile');
    await page.route('**/auth/refresh', (route) => route.abort());
    await page.reload();
    await sees('We could not find out whether you are signed in');
    await page.unroute('**/auth/refresh');
    await page.getByRole('button', { name: 'Try again' }).click();
    await sees('Your profile');
  });
});
