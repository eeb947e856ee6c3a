import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { api } from '../../api/client';
import { codeOf } from '../../api/fault';
import type { components } from '@oathgate/sdk';
import { ButtonLink } from '../../design/button';
import { useConsole } from '../../messages/console';
import { hostOf } from '../../shell/scopes';
import { Secret } from './client_new';
import { ClientBadge, grantName } from './clients';
import { Act } from './parts/act';
import { CopyId } from './parts/copy_id';
import { Moment } from './parts/moment';
import { Answer, Columns, Empty, Facts, Head, Panel, Said } from './parts/page';
import acts from './run_acts.module.css';

type Client = components['schemas']['ClientDetails'];

/** One client: what it is, what it may, and what can be done. */
export function Component() {
  const { t } = useConsole();
  const { id = '' } = useParams();
  const wasChanged = (useLocation().state as { changed?: boolean } | null)?.changed === true;
  const [told, tell] = useState(wasChanged ? t('client.edit.done') : '');
  const [secret, setSecret] = useState('');
  const client = api.useQuery('get', '/admin/clients/{client_id}', { params: { path: { client_id: id } } });
  const back = { to: '/console/clients', label: t('client.back') };
  if (codeOf(client.error) === 'not_found') {
    return (
      <>
        <Head title={t('client.none')} back={back} />
        <Empty icon="clients" title={t('client.none.title')}>
          {t('client.none.text')}
        </Empty>
      </>
    );
  }
  return (
    <>
      <Head title={client.data?.client_name ?? t('client')} back={back}>
        {client.data && !client.data.is_disabled && (
          <ButtonLink to={`/console/clients/${encodeURIComponent(id)}/try`} look="primary">
            {t('client.try')}
          </ButtonLink>
        )}
      </Head>
      <Said>{told}</Said>
      {secret && (
        <Said>
          <p>{t('client.secret.once')}</p>
          <Secret secret={secret} />
        </Said>
      )}
      <Answer of={client}>
        {(data) => (
          <Columns
            side={
              <>
                <About client={data} />
                <Panel title={t('run.acts')}>
                  <Acts client={data} onDone={tell} onSecret={setSecret} />
                </Panel>
              </>
            }
          >
            <Registered client={data} />
          </Columns>
        )}
      </Answer>
    </>
  );
}

function About({ client }: { client: Client }) {
  const { t } = useConsole();
  const host = hostOf(client.client_uri);
  return (
    <Panel title={t('client.about')} act={<ClientBadge disabled={client.is_disabled} />}>
      <Facts
        facts={[
          [t('client.id'), <CopyId key="id" id={client.client_id} whole />],
          [
            t('client.home'),
            host && (
              <a key="home" href={client.client_uri} target="_blank" rel="noreferrer">
                {host}
              </a>
            ),
          ],
          [t('client.method'), <code key="method">{client.token_endpoint_auth_method}</code>],
          [t('client.grants'), client.grant_types.map(grantName).join(', ')],
          [t('client.consent'), client.is_first_party ? t('client.consent.no') : t('client.consent.yes')],
          [t('client.created'), <Moment key="created" time={client.created_at} />],
        ]}
      />
    </Panel>
  );
}

/** What it may, and where people are sent back to. */
function Registered({ client }: { client: Client }) {
  const { t } = useConsole();
  return (
    <Panel
      title={t('client.registered')}
      act={
        <Link to={`/console/clients/${encodeURIComponent(client.client_id)}/edit`}>{t('client.edit')}</Link>
      }
    >
      <Facts
        facts={[
          [
            t('client.redirect_uris'),
            client.redirect_uris.length > 0 && (
              <ul key="uris">
                {client.redirect_uris.map((uri) => (
                  <li key={uri}>
                    <code>{uri}</code>
                  </li>
                ))}
              </ul>
            ),
          ],
          [t('client.scope'), client.scope],
        ]}
      />
    </Panel>
  );
}

function Acts({
  client,
  onDone,
  onSecret,
}: {
  client: Client;
  onDone: (words: string) => void;
  onSecret: (secret: string) => void;
}) {
  const { t } = useConsole();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { client_id, client_name: name } = client;
  const params = { path: { client_id } };
  const onSettled = () =>
    queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith('/admin/clients'),
    });
  const rotate = api.useMutation('post', '/admin/clients/{client_id}/rotate-secret');
  const disable = api.useMutation('post', '/admin/clients/{client_id}/disable', { onSettled });
  const enable = api.useMutation('post', '/admin/clients/{client_id}/enable', { onSettled });
  const remove = api.useMutation('delete', '/admin/clients/{client_id}');
  const hasSecret = client.token_endpoint_auth_method.startsWith('client_secret');
  return (
    <div className={acts.acts}>
      {hasSecret && (
        <Act
          label={t('client.rotate')}
          look="danger"
          title={t('client.rotate.title', { name })}
          text={t('client.rotate.text')}
          send={() => rotate.mutateAsync({ params })}
          onDone={({ client_secret }) => {
            onDone('');
            onSecret(client_secret);
          }}
        />
      )}
      {client.is_disabled ? (
        <Act
          label={t('client.enable')}
          title={t('client.enable.title', { name })}
          text={t('client.enable.text')}
          send={() => enable.mutateAsync({ params })}
          onDone={() => onDone(t('client.enable.done', { name }))}
        />
      ) : (
        <Act
          label={t('client.disable')}
          look="danger"
          title={t('client.disable.title', { name })}
          text={t('client.disable.text')}
          send={() => disable.mutateAsync({ params })}
          onDone={() => onDone(t('client.disable.done', { name }))}
        />
      )}
      <Act
        label={t('client.delete')}
        look="danger"
        title={t('client.delete.title', { name })}
        text={t('client.delete.text')}
        name={client_id}
        send={() => remove.mutateAsync({ params })}
        onDone={() => {
          void onSettled();
          void navigate('/console/clients');
        }}
      />
    </div>
  );
}
