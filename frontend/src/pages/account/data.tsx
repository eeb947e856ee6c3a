import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, client } from '../../api/client';
import { faultOf, type Problem } from '../../api/fault';
import { Button } from '../../design/button';
import { FaultNotice } from '../../design/fault_notice';
import { PasswordField } from '../../design/field';
import { Form } from '../../design/form';
import { Notice } from '../../design/notice';
import { useMessages } from '../../messages/provider';
import { exact } from '../../messages/when';
import { PageTitle } from '../../shell/page_title';
import { useRules } from '../../shell/rules';
import { PageHead, Placeholder, Section } from './section';
import css from './security.module.css';

/** What somebody may do with everything that is kept of them. */
export function Component() {
  const { t } = useMessages();
  return (
    <>
      <PageHead>
        <PageTitle>{t('data.title')}</PageTitle>
        <p>{t('data.lead')}</p>
      </PageHead>
      <Download />
      <DeleteAccount />
    </>
  );
}

function Download() {
  const { t, language } = useMessages();
  const queries = useQueryClient();
  const list = api.useQuery('get', '/users/me/exports', {}, { refetchInterval: whileMaking });
  const refresh = () => queries.invalidateQueries(api.queryOptions('get', '/users/me/exports'));
  const ask = api.useMutation('post', '/users/me/export', { onSettled: refresh });
  const remove = api.useMutation('delete', '/users/me/exports/{id}', { onSettled: refresh });
  const fetchFile = useMutation({ mutationFn: (id: string) => download(id) });
  const latest = list.data?.exports[0];
  const fault = ask.error ?? remove.error ?? fetchFile.error;
  return (
    <Section title={t('data.export')} lead={t('data.export.text')}>
      {fault && <FaultNotice fault={faultOf(fault)} />}
      {list.data ? (
        latest?.expires_at ? (
          <>
            <p>
              {t('data.export.ready', {
                made: exact(new Date(latest.requested_at), language),
                until: exact(new Date(latest.expires_at), language),
              })}
            </p>
            <div className={css.acts}>
              <Button look="primary" busy={fetchFile.isPending} onClick={() => fetchFile.mutate(latest.id)}>
                {t('data.export.download')}
              </Button>
              <Button
                busy={remove.isPending}
                onClick={() => remove.mutate({ params: { path: { id: latest.id } } })}
              >
                {t('data.export.delete')}
              </Button>
            </div>
          </>
        ) : latest ? (
          <Notice kind="info" title={t('data.export.making')}>
            {t('data.export.making.text')}
          </Notice>
        ) : (
          <div>
            <Button busy={ask.isPending} onClick={() => ask.mutate({})}>
              {t('data.export.ask')}
            </Button>
          </div>
        )
      ) : list.error ? (
        <FaultNotice fault={faultOf(list.error)} retry={() => void list.refetch()} />
      ) : (
        <Placeholder lines={1} />
      )}
    </Section>
  );
}

/** Looks again every other second while a file is being made. */
function whileMaking(query: { state: { data: { exports: { expires_at?: string }[] } | undefined } }) {
  const latest = query.state.data?.exports[0];
  return latest && !latest.expires_at ? 2_000 : false;
}

/** Has the browser save a file that only a signed request gets. */
async function download(id: string): Promise<void> {
  const { data, error } = await client.GET('/users/me/exports/{id}', {
    params: { path: { id } },
    parseAs: 'blob',
  });
  if (error) throw error as Problem;
  const address = URL.createObjectURL(data as unknown as Blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = `oathgate-${id}.json`;
  link.click();
  URL.revokeObjectURL(address);
}

function DeleteAccount() {
  const { t, language } = useMessages();
  const me = api.useQuery('get', '/users/me');
  const due = me.data?.erasure_due_at;
  return (
    <Section title={t('data.delete')} lead={t('data.delete.text')}>
      {me.data ? (
        due ? (
          <Planned due={exact(new Date(due), language)} />
        ) : (
          <AskToDelete />
        )
      ) : me.error ? (
        <FaultNotice fault={faultOf(me.error)} retry={() => void me.refetch()} />
      ) : (
        <Placeholder lines={1} />
      )}
    </Section>
  );
}

function Planned({ due }: { due: string }) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const keep = api.useMutation('post', '/users/me/cancel-erasure', {
    onSettled: () => queries.invalidateQueries(api.queryOptions('get', '/users/me')),
  });
  return (
    <>
      <Notice
        kind="warning"
        title={t('data.delete.planned.title', { due })}
        act={
          <Button busy={keep.isPending} onClick={() => keep.mutate({})}>
            {t('keep.submit')}
          </Button>
        }
      >
        {t('data.delete.planned.text')}
      </Notice>
      {keep.error && <FaultNotice fault={faultOf(keep.error)} />}
    </>
  );
}

/** Two steps: what will happen, then the password. */
function AskToDelete() {
  const { t } = useMessages();
  const rules = useRules();
  const queries = useQueryClient();
  const [sure, setSure] = useState(false);
  const { mutateAsync: remove } = api.useMutation('delete', '/users/me');
  if (!sure) {
    return (
      <div>
        <Button onClick={() => setSure(true)}>{t('data.delete.begin')}</Button>
      </div>
    );
  }
  return (
    <Form
      className={css.narrow ?? ''}
      send={({ current_password = '' }) => remove({ body: { current_password } })}
      onDone={() => void queries.invalidateQueries(api.queryOptions('get', '/users/me'))}
      about={{ wrong_password: { field: 'current_password', words: t('invalid.password.wrong') } }}
    >
      {(busy) => (
        <>
          <Notice kind="warning" title={t('data.delete.sure.title')}>
            {t('data.delete.sure.text')}
          </Notice>
          <PasswordField
            name="current_password"
            label={t('field.current_password')}
            autoComplete="current-password"
            check={rules.password.present}
          />
          <div className={css.acts}>
            <Button type="submit" look="danger" busy={busy}>
              {t('data.delete.submit')}
            </Button>
            <Button onClick={() => setSure(false)}>{t('data.delete.cancel')}</Button>
          </div>
        </>
      )}
    </Form>
  );
}
