// A mail server that says what it is told to, and keeps what it takes.
import { createServer } from 'node:net';

export async function smtp() {
  const mails = [];
  let refusal = null;
  const server = createServer((socket) => {
    const say = (line) => socket.write(`${line}\r\n`);
    let data = null;
    let to = '';
    let rest = '';
    say('220 mail.example.com ESMTP');
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      for (;;) {
        const end = rest.indexOf('\r\n');
        if (end < 0) return;
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data !== null) {
          if (line === '.') {
            mails.push({ to, text: readable(data.join('\n')) });
            data = null;
            say(`250 2.0.0 Ok: queued as Q${mails.length}`);
          } else data.push(line.replace(/^\.\./, '.'));
          continue;
        }
        const verb = line.split(/[ :]/)[0].toUpperCase();
        if (verb === 'EHLO') say('250 mail.example.com');
        else if (verb === 'RCPT') {
          to = line;
          say(refusal ?? '250 2.1.5 Ok');
        } else if (verb === 'DATA') {
          data = [];
          say('354 End data with <CR><LF>.<CR><LF>');
        } else if (verb === 'QUIT') {
          say('221 2.0.0 Bye');
          socket.end();
        } else say('250 2.0.0 Ok');
      }
    });
  });
  await new Promise((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return {
    settings: {
      SMTP_SERVER: '127.0.0.1',
      SMTP_PORT: String(server.address().port),
      SMTP_SECURITY: 'none',
      MAIL_FROM: 'Oathgate <accounts@example.com>',
    },
    /** From now on nobody can be mailed to; none lets it work again. */
    refuse(words) {
      refusal = words;
    },
    /** What was taken for somebody, oldest first. */
    mails: (address) => mails.filter((mail) => mail.to.includes(address)),
    close: () => server.close(),
  };
}

/** Without the line breaks and escapes of quoted-printable (RFC 2045 §6.7). */
function readable(text) {
  return text
    .replaceAll(/=\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}
