import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { faultOf } from '../../api/fault';
import type { components } from '@oathgate/sdk';
import { Button } from '../../design/button';
import { Confirm } from '../../design/confirm';
import { FaultNotice } from '../../design/fault_notice';
import hidden from '../../design/hidden.module.css';
import { Icon } from '../../design/icons';
import { When } from '../../design/when';
import { useMessages } from '../../messages/provider';
import { deviceOf } from './device';
import { Placeholder, Section } from './section';
import css from './sessions.module.css';

type Session = components['schemas']['SessionView'];

/** Where somebody is signed in, this device first. */
export function Sessions() {
  const { t, count } = useMessages();
  const queries = useQueryClient();
  const key = api.queryOptions('get', '/users/me/sessions').queryKey;
  const list = api.useQuery('get', '/users/me/sessions');
  const [said, say] = useState('');
  const refresh = () => queries.invalidateQueries({ queryKey: key });
  const endOthers = api.useMutation('delete', '/users/me/sessions', {
    onSuccess: () => say(t('security.sessions.all_ended')),
    onSettled: refresh,
  });

  const all = list.data?.sessions ?? [];
  const sessions = [...all.filter((each) => each.current), ...all.filter((each) => !each.current)];
  const others = sessions.filter((each) => !each.current).length;

  return (
    <Section
      title={t('security.sessions')}
      lead={others > 0 || !list.data ? t('security.sessions.text') : t('security.sessions.alone')}
      act={
        others > 0 && (
          <Confirm
            look="danger"
            label={t('security.sessions.others')}
            title={t('security.sessions.others.ask')}
            text={count('security.sessions.others', others)}
            cancel={t('security.sessions.cancel')}
            onConfirm={() => endOthers.mutateAsync({})}
          />
        )
      }
    >
      {endOthers.error && <FaultNotice fault={faultOf(endOthers.error)} />}
      {list.data ? (
        <ul className={css.list}>
          {sessions.map((each) => (
            <Row key={each.id} session={each} onEnded={say} />
          ))}
        </ul>
      ) : list.error ? (
        <FaultNotice fault={faultOf(list.error)} retry={() => void list.refetch()} />
      ) : (
        <Placeholder lines={2} />
      )}
      <p role="status" className={hidden.hidden}>
        {said}
      </p>
    </Section>
  );
}

function Row({ session, onEnded }: { session: Session; onEnded: (words: string) => void }) {
  const { t, rich } = useMessages();
  const queries = useQueryClient();
  const { browser, system, handheld } = deviceOf(session.user_agent);
  const name =
    browser && system
      ? t('device.browser_on', { browser, system })
      : (browser ?? system ?? t('device.unknown'));
  const end = api.useMutation('delete', '/users/me/sessions/{id}', {
    onSuccess: () => onEnded(t('security.sessions.ended', { device: name })),
    onSettled: () =>
      queries.invalidateQueries({ queryKey: api.queryOptions('get', '/users/me/sessions').queryKey }),
  });
  return (
    <li className={css.row}>
      <span className={css.icon}>
        <Icon name={handheld ? 'phone' : 'desktop'} size={22} />
      </span>
      <div className={css.words}>
        <p className={css.name}>
          <span title={session.user_agent ?? undefined}>{name}</span>
          {session.current && <span className={css.this}>{t('security.sessions.this')}</span>}
        </p>
        <p className={css.facts}>
          <span>{rich('security.sessions.seen', { when: <When time={session.last_seen_at} /> })}</span>
          {session.address && <span>{t('security.sessions.address', { address: session.address })}</span>}
          <span>{rich('security.sessions.since', { when: <When time={session.created_at} /> })}</span>
        </p>
        {end.error && <FaultNotice fault={faultOf(end.error)} />}
      </div>
      {!session.current && (
        <Button
          busy={end.isPending}
          aria-label={t('security.sessions.end_of', { device: name })}
          onClick={() => end.mutate({ params: { path: { id: session.id } } })}
        >
          {t('security.sessions.end')}
        </Button>
      )}
    </li>
  );
}
