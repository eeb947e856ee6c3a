import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { codeOf, faultOf } from '../../api/fault';
import type { components } from '@oathgate/sdk';
import { Confirm } from '../../design/confirm';
import { FaultNotice } from '../../design/fault_notice';
import hidden from '../../design/hidden.module.css';
import { When } from '../../design/when';
import { useMessages } from '../../messages/provider';
import { PageTitle } from '../../shell/page_title';
import { hostOf, told } from '../../shell/scopes';
import css from './apps.module.css';
import { PageHead, Placeholder, Section } from './section';

type Consent = components['schemas']['ConsentView'];

/** The apps that somebody has agreed to, latest first. */
export function Component() {
  const { t } = useMessages();
  const list = api.useQuery('get', '/users/me/consents');
  const [said, say] = useState('');
  const consents = list.data?.consents ?? [];
  const isEmpty = list.data && consents.length === 0;
  return (
    <>
      <PageHead>
        <PageTitle>{t('apps.title')}</PageTitle>
        <p>{t('apps.lead')}</p>
      </PageHead>
      <Section title={t('apps.list')} lead={isEmpty ? t('apps.none') : t('apps.text')}>
        {list.data ? (
          <ul className={css.list}>
            {consents.map((each) => (
              <Row key={each.client.id} consent={each} onEnded={say} />
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
    </>
  );
}

function Row({ consent, onEnded }: { consent: Consent; onEnded: (words: string) => void }) {
  const { t, rich } = useMessages();
  const queries = useQueryClient();
  const { client, scopes, given_at } = consent;
  const host = hostOf(client.home);
  const end = api.useMutation('delete', '/users/me/consents/{client_id}', {
    onSuccess: () => onEnded(t('apps.ended', { client: client.name })),
    onSettled: () => queries.invalidateQueries(api.queryOptions('get', '/users/me/consents')),
  });
  return (
    <li className={css.row}>
      <div className={css.words}>
        <p className={css.name}>{client.name}</p>
        <p className={css.facts}>
          {host && (
            <a href={client.home} target="_blank" rel="noreferrer">
              {host}
            </a>
          )}
          <span>{rich('apps.since', { when: <When time={given_at} /> })}</span>
        </p>
        <ul className={css.scopes}>
          {told(scopes).map(({ scope, key }) => (
            <li key={scope}>{key ? t(key) : t('scope.unknown', { scope })}</li>
          ))}
        </ul>
        {/* One that was disconnected elsewhere meanwhile goes by itself. */}
        {end.error && codeOf(end.error) !== 'not_found' && <FaultNotice fault={faultOf(end.error)} />}
      </div>
      <Confirm
        look="danger"
        label={t('apps.end')}
        name={t('apps.end_of', { client: client.name })}
        title={t('apps.end.ask', { client: client.name })}
        text={t('apps.end.text')}
        cancel={t('apps.cancel')}
        onConfirm={() => end.mutateAsync({ params: { path: { client_id: client.id } } })}
      />
    </li>
  );
}
