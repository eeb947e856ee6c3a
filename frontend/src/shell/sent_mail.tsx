import { useState } from 'react';
import { useSecondsLeft } from '../design/fault_notice';
import { Button } from '../design/button';
import { Form } from '../design/form';
import { useMessages } from '../messages/provider';
import { useDevMailbox } from './dev_mailbox';
import css from './sent_mail.module.css';

/** How long to wait before a mail can be asked for once more, in seconds. */
const PAUSE = 30;

/** Below "we sent you a link": what to do when there is nothing. */
export function SentMail({ again }: { again: () => Promise<unknown> }) {
  const { t, count } = useMessages();
  const caught = useDevMailbox();
  const [times, setTimes] = useState(0);
  const left = useSecondsLeft(times === 0 ? 0 : PAUSE, times);
  return (
    <div className={css.sent}>
      <p>{t('mail.nothing')}</p>
      <Form send={again} onDone={() => setTimes((before) => before + 1)}>
        {(busy) => (
          <Button type="submit" wide busy={busy} disabled={left > 0}>
            {left > 0 ? count('mail.again_in', left) : t('mail.again')}
          </Button>
        )}
      </Form>
      {caught && (
        <p>
          {t('mail.dev')} <a href="/dev/mailbox">{t('mail.dev.open')}</a>
        </p>
      )}
    </div>
  );
}
