import { keepPreviousData } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/client';
import type { components } from '@oathgate/sdk';
import { useConsole } from '../../messages/console';
import { UserBadge, userStatuses } from './parts/badge';
import { CopyId } from './parts/copy_id';
import { FilterBar, Pick, Seek } from './parts/filter_bar';
import { oneOf, said, useFilters } from './parts/filters';
import { Moment } from './parts/moment';
import { Answer, Empty, Head } from './parts/page';
import { Paging, Table } from './parts/table';
import css from './users.module.css';

type User = components['schemas']['UserView'];

const NAMES = ['q', 'status'];

/** Accounts: newest first, or those that begin with what one looks for. */
export function Component() {
  const { t } = useConsole();
  const filters = useFilters(NAMES);
  const q = filters.get('q');
  const status = oneOf(userStatuses, filters.get('status'));
  const list = api.useQuery(
    'get',
    '/admin/users',
    {
      params: {
        query: {
          ...said({ q, after: filters.cursor }),
          ...(status && q === '' ? { status } : {}),
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
      </FilterBar>
      <Answer of={list}>
        {(data) =>
          data.users.length > 0 ? (
            <>
              <Users users={data.users} />
              <Paging filters={filters} next={data.next} />
            </>
          ) : filters.any ? (
            <Empty icon="search" title={t('empty.filtered')}>
              {t('users.empty.filtered')}
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
              {user.email}
            </Link>
          ),
        },
        {
          title: t('user.name'),
          cell: (user) => (
            <>
              {nameOf(user)}
              {user.is_admin && <span className={css.quiet}>{t('user.admin')}</span>}
            </>
          ),
        },
        { title: t('user.username'), cell: (user) => user.username },
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
