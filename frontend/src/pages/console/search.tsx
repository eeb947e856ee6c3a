/** Finds whatever a text may name: a person, a client, a run, a request. */
import { Link, useSearchParams } from 'react-router';
import { api } from '../../api/client';
import { useConsole } from '../../messages/console';
import { isUuid } from './parts/filters';
import { Answer, Empty, Head, Panel } from './parts/page';
import { Table } from './parts/table';
import { Users } from './users';
import css from './users.module.css';
import { Runs } from './workflows';

export function Component() {
  const { t } = useConsole();
  const [search] = useSearchParams();
  const q = search.get('q')?.trim() ?? '';
  const byId = isUuid(q);
  const few = { retry: false, enabled: q !== '' } as const;
  const users = api.useQuery('get', '/admin/users', { params: { query: { q, limit: 10 } } }, few);
  const clients = api.useQuery('get', '/admin/clients', { params: { query: { q, limit: 10 } } }, few);
  const user = api.useQuery(
    'get',
    '/admin/users/{id}',
    { params: { path: { id: q } } },
    { retry: false, enabled: byId },
  );
  const run = api.useQuery(
    'get',
    '/admin/workflows/{id}',
    { params: { path: { id: q } } },
    { retry: false, enabled: byId },
  );
  const noted = api.useQuery('get', '/admin/audit', { params: { query: { request_id: q, limit: 1 } } }, few);
  const people = [...(user.data ? [user.data] : []), ...(users.data?.users ?? [])];
  const pending = [users, clients, noted, ...(byId ? [user, run] : [])].some((each) => each.isLoading);
  const found =
    people.length > 0 ||
    (clients.data?.clients.length ?? 0) > 0 ||
    run.data !== undefined ||
    (noted.data?.entries.length ?? 0) > 0;
  return (
    <>
      <Head title={t('search.title')} lead={q === '' ? t('search.lead') : t('search.for', { text: q })} />
      <Answer of={{ data: pending ? undefined : true, error: users.error, refetch: users.refetch }}>
        {() => (
          <>
            {!found && (
              <Empty icon="search" title={t('search.none')}>
                {t('search.none.text')}
              </Empty>
            )}
            {people.length > 0 && (
              <Panel
                title={t('users.title')}
                act={<Link to={`/console/users?q=${encodeURIComponent(q)}`}>{t('search.all')}</Link>}
              >
                <Users users={people} />
              </Panel>
            )}
            {run.data && (
              <Panel title={t('workflows.title')}>
                <Runs runs={[run.data.run]} />
              </Panel>
            )}
            {clients.data && clients.data.clients.length > 0 && (
              <Panel
                title={t('clients.title')}
                act={<Link to={`/console/clients?q=${encodeURIComponent(q)}`}>{t('search.all')}</Link>}
              >
                <Table
                  caption={t('clients.title')}
                  rows={clients.data.clients}
                  keyOf={(client) => client.client_id}
                  columns={[
                    {
                      title: t('client.name'),
                      cell: (client) => (
                        <Link
                          className={css.name}
                          to={`/console/clients/${encodeURIComponent(client.client_id)}`}
                        >
                          {client.client_name}
                        </Link>
                      ),
                    },
                    { title: t('client.id'), cell: (client) => <code>{client.client_id}</code> },
                  ]}
                />
              </Panel>
            )}
            {(noted.data?.entries.length ?? 0) > 0 && (
              <Panel title={t('audit.request')}>
                <p>
                  <Link to={`/console/audit?request=${encodeURIComponent(q)}`}>{t('search.request')}</Link>
                </p>
              </Panel>
            )}
          </>
        )}
      </Answer>
    </>
  );
}
