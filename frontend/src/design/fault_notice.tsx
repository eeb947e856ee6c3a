import { useEffect, useState } from 'react';
import type { Fault } from '../api/fault';
import { fieldWords } from '../messages/field_words';
import { useMessages } from '../messages/provider';
import { Button } from './button';
import { Notice } from './notice';

/** Says what went wrong and what to do next, with a way to try again once that makes sense. */
export function FaultNotice({ fault, retry }: { fault: Fault; retry?: () => void }) {
  const { t, count } = useMessages();
  const wait = fault.kind === 'later' || fault.kind === 'limited' ? fault.wait : 0;
  const left = useSecondsLeft(wait, fault);
  const again = retry && (
    <Button look="quiet" disabled={left > 0} onClick={retry}>
      {left > 0 ? count('fault.again_in', left) : t('fault.again')}
    </Button>
  );
  switch (fault.kind) {
    case 'unreachable':
      return (
        <Notice kind="danger" title={t('fault.unreachable.title')} act={again}>
          {t('fault.unreachable.text')}
        </Notice>
      );
    case 'later':
      return (
        <Notice kind="warning" title={t('fault.later.title')} act={again}>
          {t('fault.later.text')}
        </Notice>
      );
    case 'limited':
      return (
        <Notice kind="warning" title={t('fault.limited.title')} act={again}>
          {count(
            wait >= 90 ? 'fault.limited.minutes' : 'fault.limited.seconds',
            wait >= 90 ? Math.ceil(wait / 60) : wait,
          )}
        </Notice>
      );
    case 'fields':
      return (
        <Notice kind="danger" title={t('fault.fields.title')}>
          <ul>
            {fault.errors.map((each) => (
              <li key={`${each.field} ${each.code}`}>{fieldWords(each, t)}</li>
            ))}
          </ul>
        </Notice>
      );
    case 'refused':
      return (
        <Notice kind="danger" title={t('fault.refused.title')}>
          <span lang="en">{fault.words}</span>
        </Notice>
      );
    case 'broken':
      return (
        <Notice kind="danger" title={t('fault.broken.title')} act={again}>
          {t('fault.broken.text')}
          {fault.requestId && (
            <>
              {' '}
              {t('fault.broken.id')} <code>{fault.requestId}</code>
            </>
          )}
        </Notice>
      );
  }
}

/** Whole seconds until `wait` has gone by since `since` was first seen. */
export function useSecondsLeft(wait: number, since: unknown): number {
  const [left, setLeft] = useState(wait);
  useEffect(() => {
    const end = Date.now() + wait * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
    tick();
    if (wait === 0) return undefined;
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [wait, since]);
  return left;
}
