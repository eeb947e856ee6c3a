import { keepPreviousData } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/client';
import type { components } from '@oathgate/sdk';
import { useConsole } from '../../messages/console';
import { Breakable } from '../../design/breakable';
import { UserBadge, userStatuses } from './parts/badge';
import { CopyId } from './parts/copy_id';
import { FilterBar, Pick, PickSpan, Seek } from './parts/filter_bar';
import { oneOf, said, useFilters, type Filters } from './parts/filters';
import { Moment } from './parts/moment';
import { Answer, Empty, Head } from './parts/page';
import { Paging, Table } from './parts/table';
import { beginOf, isSpan } from './parts/times';
import css from './users.module.css';

type User = components['schemas']['UserView'];

const NAMES = ['q', 'status', 'within', 'since', 'until'];

/** Accounts: newest first, or those that begin with what one looks for. */
export function Component() {
  const { t } = useConsole();
  const filters = useFilters(NAMES);
  const q = filters.get('q');
  const query = useUserQuery(filters);
  const list = api.useQuery(
    'get',
    '/admin/users',
    {
      params: {
        query: {
          ...query,
          ...said({ after: filters.cursor }),
          limit: 50,
        },
      },
    },
    { placeholderData: keepPreviousData },
  );
  return (
    <>
      <Head title={t('users.title')} lead={t('users.lead')} />
      <FilterBar filters={filters}>
        <Seek filters={filters} name="q" label={t('users.search')} hint={t('users.search.hint')} />
        <Pick
          filters={filters}
          name="status"
          label={t('users.status')}
          all={t('users.status.any')}
          options={userStatuses.map((each) => [each, t(`user.status.${each}`)])}
          disabled={q !== ''}
        />
        <PickSpan filters={filters} name="within" label={t('user.created')} disabled={q !== ''} />
      </FilterBar>
      <Answer of={list}>
        {(data) =>
          data.users.length > 0 ? (
            <>
              <Users users={data.users} />
              <Paging filters={filters} next={data.next} />
            </>
          ) : filters.any || filters.cursor ? (
            <Empty icon="search" title={t('empty.filtered')}>
              {q === '' ? t('empty.filtered.text') : t('users.empty.filtered')}
            </Empty>
          ) : (
            <Empty icon="users" title={t('users.empty')}>
              {t('users.empty.text')}
            </Empty>
          )
        }
      </Answer>
    </>
  );
}

/** What the API is asked for by the filters. Looking for a name, it asks for nothing else. */
function useUserQuery(filters: Filters) {
  const q = filters.get('q');
  if (q !== '') return { q };
  const within = filters.get('within');
  const status = oneOf(userStatuses, filters.get('status'));
  const since = isSpan(within) ? beginOf(within, Date.now()) : filters.get('since');
  return { ...said({ since, until: filters.get('until') }), ...(status ? { status } : {}) };
}

export function Users({ users }: { users: readonly User[] }) {
  const { t } = useConsole();
  return (
    <Table
      caption={t('users.title')}
      rows={users}
      keyOf={(user) => user.id}
      columns={[
        { title: t('run.status'), tight: true, cell: (user) => <UserBadge status={user.status} /> },
        {
          title: t('user.email'),
          wide: true,
          cell: (user) => (
            <Link className={css.name} to={`/console/users/${user.id}`}>
              <Breakable text={user.email} />
            </Link>
          ),
        },
        {
          title: t('user.name'),
          some: true,
          cell: (user) =>
            (user.first_name || user.last_name || user.username || user.is_admin) && (
              <>
                {nameOf(user)}
                {user.username && <span className={css.quiet}>{user.username}</span>}
                {user.is_admin && <span className={css.quiet}>{t('user.admin')}</span>}
              </>
            ),
        },
        {
          title: t('user.last_login'),
          tight: true,
          cell: (user) => user.last_login_at && <Moment time={user.last_login_at} />,
        },
        { title: t('user.created'), tight: true, cell: (user) => <Moment time={user.created_at} /> },
        { title: t('run.id'), cell: (user) => <CopyId id={user.id} /> },
      ]}
    />
  );
}

export function nameOf(user: User): string {
  return [user.first_name, user.last_name].filter(Boolean).join(' ');
}
