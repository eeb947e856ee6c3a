import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { api } from '../../api/client';
import { codeOf } from '../../api/fault';
import type { components } from '@oathgate/sdk';
import { useConsole } from '../../messages/console';
import { Journey } from './journey';
import { Act } from './parts/act';
import { UserBadge } from './parts/badge';
import { CopyId } from './parts/copy_id';
import { isUuid } from './parts/filters';
import { Moment } from './parts/moment';
import { Answer, Columns, Empty, Facts, Head, Panel, Said } from './parts/page';
import { nameOf } from './users';
import css from './run_acts.module.css';

type User = components['schemas']['UserView'];

/** One person: who they are, what can be done, and everything that happened to them. */
export function Component() {
  const { t } = useConsole();
  const { id = '' } = useParams();
  const [told, tell] = useState('');
  const user = api.useQuery(
    'get',
    '/admin/users/{id}',
    { params: { path: { id } } },
    { enabled: isUuid(id) },
  );
  const back = { to: '/console/users', label: t('user.back') };
  if (!isUuid(id)) {
    return (
      <>
        <Head title={t('user.none')} back={back} />
        <Empty icon="users" title={t('user.none.title')} />
      </>
    );
  }
  // Of somebody whose account is gone the trail is left.
  const isGone = codeOf(user.error) === 'not_found';
  return (
    <>
      <Head title={user.data?.email ?? (isGone ? t('user.none') : t('user'))} back={back} />
      <Said>{told}</Said>
      <Columns
        side={
          isGone ? (
            <Panel title={t('user.about')}>
              <p>{t('user.gone')}</p>
              <Facts facts={[[t('run.id'), <CopyId key="id" id={id} />]]} />
            </Panel>
          ) : (
            <Answer of={user} lines={4}>
              {(data) => (
                <>
                  <About user={data} />
                  <Panel title={t('run.acts')}>
                    <Acts user={data} onDone={tell} />
                  </Panel>
                </>
              )}
            </Answer>
          )
        }
      >
        <Journey id={id} />
      </Columns>
    </>
  );
}

function About({ user }: { user: User }) {
  const { t } = useConsole();
  return (
    <Panel title={t('user.about')} act={<UserBadge status={user.status} />}>
      <Facts
        facts={[
          [t('user.name'), nameOf(user)],
          [t('user.username'), user.username],
          [t('user.email'), user.email],
          [
            t('user.verified'),
            user.email_verified_at ? (
              <Moment key="verified" time={user.email_verified_at} />
            ) : (
              t('user.verified.no')
            ),
          ],
          [t('user.role'), user.is_admin ? t('user.admin') : t('user.person')],
          [
            t('user.last_login'),
            user.last_login_at ? <Moment key="login" time={user.last_login_at} /> : t('user.never'),
          ],
          [t('user.created'), <Moment key="created" time={user.created_at} />],
          [t('user.updated'), <Moment key="updated" time={user.updated_at} />],
          [t('run.id'), <CopyId key="id" id={user.id} />],
        ]}
      />
    </Panel>
  );
}

function Acts({ user, onDone }: { user: User; onDone: (words: string) => void }) {
  const { t } = useConsole();
  const queries = useQueryClient();
  const me = api.useQuery('get', '/users/me');
  const params = { path: { id: user.id } };
  const onSettled = async () => {
    await queries.invalidateQueries(api.queryOptions('get', '/admin/users/{id}', { params }));
    // The journey, and every list that the person is in.
    await queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith('/admin/users'),
    });
  };
  const disable = api.useMutation('post', '/admin/users/{id}/disable', { onSettled });
  const enable = api.useMutation('post', '/admin/users/{id}/enable', { onSettled });
  const verify = api.useMutation('post', '/admin/users/{id}/verify', { onSettled });
  const reset = api.useMutation('post', '/admin/users/{id}/reset-mail', { onSettled });
  const signOut = api.useMutation('post', '/admin/users/{id}/sign-out', { onSettled });
  const { email } = user;
  return (
    <div className={css.acts}>
      {user.status === 'active' && (
        <Act
          label={t('user.reset')}
          title={t('user.reset.title', { email })}
          text={t('user.reset.text')}
          send={() => reset.mutateAsync({ params })}
          onDone={() => onDone(t('user.reset.done', { email }))}
        />
      )}
      {user.status === 'unverified' && (
        <Act
          label={t('user.verify')}
          title={t('user.verify.title', { email })}
          text={t('user.verify.text')}
          send={() => verify.mutateAsync({ params })}
          onDone={() => onDone(t('user.verify.done', { email }))}
        />
      )}
      <Act
        label={t('user.sign_out')}
        look="danger"
        title={t('user.sign_out.title', { email })}
        text={t('user.sign_out.text')}
        send={() => signOut.mutateAsync({ params })}
        onDone={({ sessions, grants }) => onDone(t('user.sign_out.done', { sessions, grants }))}
      />
      {user.status === 'disabled' ? (
        <Act
          label={t('user.enable')}
          title={t('user.enable.title', { email })}
          text={t('user.enable.text')}
          send={() => enable.mutateAsync({ params })}
          onDone={() => onDone(t('user.enable.done', { email }))}
        />
      ) : (
        me.data?.id !== user.id && (
          <Act
            label={t('user.disable')}
            look="danger"
            title={t('user.disable.title', { email })}
            text={t('user.disable.text')}
            name={email}
            send={() => disable.mutateAsync({ params })}
            onDone={() => onDone(t('user.disable.done', { email }))}
          />
        )
      )}
    </div>
  );
}
