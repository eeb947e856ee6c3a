// From an address to a session: register, follow the link in the mail, sign in, ask who one is.
//
//   OATHGATE_URL=http://localhost:8000 node examples/account.mjs ada@example.com
//
// The mail is read from the mailbox of `oathgate dev`.
import { setTimeout as pause } from 'node:timers/promises';
import { createOathgate } from '@oathgate/sdk';

export const password = 'violet otter paints nine doors';
const url = process.env.OATHGATE_URL ?? 'http://localhost:8000';

/** The token in the newest mail to an address, once it is there. */
async function mailedToken(email) {
  for (let tries = 0; tries < 200; tries += 1) {
    const mails = await (await fetch(`${url}/dev/mailbox.json`)).json();
    for (const mail of mails) {
      const found = mail.text?.match(/verify-email\?token=([\w.~-]+)/);
      if (found && JSON.stringify(mail.to).includes(email)) return found[1];
    }
    await pause(100);
  }
  throw new Error(`no mail to ${email}`);
}

export async function account(email) {
  const oathgate = createOathgate({ baseUrl: url });
  await oathgate.api.POST('/auth/register', { body: { email, password } });
  const token = await mailedToken(email);
  await oathgate.api.POST('/auth/verify-email', { body: { token } });

  const problem = await oathgate.signIn({ email, password });
  if (problem) throw new Error(problem.title);
  const { data } = await oathgate.api.GET('/users/me');
  console.log(`signed in as ${data?.email}`);
  await oathgate.signOut();
}

if (process.argv[2]) await account(process.argv[2]);
