import { keepPreviousData } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/client';
import { ButtonLink } from '../../design/button';
import { useConsole } from '../../messages/console';
import { Badge } from './parts/badge';
import { CopyId } from './parts/copy_id';
import { FilterBar, Pick, Seek } from './parts/filter_bar';
import { oneOf, said, useFilters } from './parts/filters';
import { Moment } from './parts/moment';
import { Answer, Empty, Head } from './parts/page';
import { Paging, Table } from './parts/table';
import css from './users.module.css';

const STATES = ['enabled', 'disabled'] as const;

/** Programs that ask for tokens. */
export function Component() {
  const { t } = useConsole();
  const filters = useFilters(['q', 'state']);
  const state = oneOf(STATES, filters.get('state'));
  const list = api.useQuery(
    'get',
    '/admin/clients',
    {
      params: {
        query: {
          ...said({ q: filters.get('q'), after: filters.cursor }),
          ...(state ? { is_disabled: state === 'disabled' } : {}),
          limit: 50,
        },
      },
    },
    { placeholderData: keepPreviousData },
  );
  return (
    <>
      <Head title={t('clients.title')} lead={t('clients.lead')}>
        <ButtonLink to="/console/clients/new" look="primary">
          {t('clients.new')}
        </ButtonLink>
      </Head>
      <FilterBar filters={filters}>
        <Seek filters={filters} name="q" label={t('clients.search')} hint={t('clients.search.hint')} />
        <Pick
          filters={filters}
          name="state"
          label={t('clients.state')}
          all={t('clients.state.any')}
          options={STATES.map((each) => [each, t(`clients.state.${each}`)])}
        />
      </FilterBar>
      <Answer of={list}>
        {(data) =>
          data.clients.length === 0 ? (
            filters.any || filters.cursor ? (
              <Empty icon="search" title={t('empty.filtered')}>
                {t('empty.filtered.text')}
              </Empty>
            ) : (
              <Empty icon="clients" title={t('clients.empty')}>
                {t('clients.empty.text')}
              </Empty>
            )
          ) : (
            <>
              <Table
                caption={t('clients.title')}
                rows={data.clients}
                keyOf={(client) => client.client_id}
                columns={[
                  {
                    title: t('run.status'),
                    tight: true,
                    cell: (client) => <ClientBadge disabled={client.is_disabled} />,
                  },
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
                  { title: t('client.id'), cell: (client) => <CopyId id={client.client_id} /> },
                  {
                    title: t('client.grants'),
                    cell: (client) => client.grant_types.map(grantName).join(', '),
                  },
                  { title: t('client.scope'), cell: (client) => client.scope },
                  {
                    title: t('client.created'),
                    tight: true,
                    cell: (client) => <Moment time={client.created_at} />,
                  },
                ]}
              />
              <Paging filters={filters} next={data.next} />
            </>
          )
        }
      </Answer>
    </>
  );
}

export function ClientBadge({ disabled }: { disabled: boolean }) {
  const { t } = useConsole();
  return disabled ? (
    <Badge tone="danger" icon="stop">
      {t('clients.state.disabled')}
    </Badge>
  ) : (
    <Badge tone="success" icon="done">
      {t('clients.state.enabled')}
    </Badge>
  );
}

/** Without the address before some of them. */
export function grantName(grant: string): string {
  return grant.replace('urn:ietf:params:oauth:grant-type:', '');
}
