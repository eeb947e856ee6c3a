import { keepPreviousData, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { api } from '../../api/client';
import type { components } from '@oathgate/sdk';
import { ButtonLink } from '../../design/button';
import { useConsole } from '../../messages/console';
import { Act } from './parts/act';
import { RunBadge, runStatuses, type RunStatus } from './parts/badge';
import { CopyId } from './parts/copy_id';
import { Chips, FilterBar, Pick, PickSpan, Seek } from './parts/filter_bar';
import { changed, isUuid, oneOf, said, useFilters, type Filters } from './parts/filters';
import { useLive } from './parts/live';
import { Countdown, Moment } from './parts/moment';
import { Answer, Empty, Head, Said } from './parts/page';
import { Paging, Table } from './parts/table';
import { beginOf, isSpan } from './parts/times';
import css from './workflows.module.css';

type Run = components['schemas']['RunView'];

const NAMES = ['status', 'kind', 'user', 'fault', 'within', 'since', 'until'];

/** Runs of workflows, newest first. */
export function Component() {
  const { t } = useConsole();
  const filters = useFilters(NAMES);
  const [told, tell] = useState('');
  const live = useLive({ least: 3_000, most: 30_000 });
  const query = useRunQuery(filters);
  const list = api.useQuery(
    'get',
    '/admin/workflows',
    { params: { query: { ...query, ...said({ before: filters.cursor }), limit: 50 } } },
    { refetchInterval: live, placeholderData: keepPreviousData },
  );
  return (
    <>
      <Head title={t('workflows.title')} lead={t('workflows.lead')}>
        <ButtonLink to="/console/workflows/workers">{t('workers.title')}</ButtonLink>
        <RetryAll filters={filters} onDone={tell} />
      </Head>
      <Said>{told}</Said>
      <Counts filters={filters} />
      <Bar filters={filters} />
      <Answer of={list}>
        {(data) =>
          data.runs.length > 0 ? (
            <>
              <Runs runs={data.runs} />
              <Paging filters={filters} next={data.next} />
            </>
          ) : filters.any || filters.cursor ? (
            <Empty icon="search" title={t('empty.filtered')}>
              {t('empty.filtered.text')}
            </Empty>
          ) : (
            <Empty icon="branch" title={t('workflows.empty')}>
              {t('workflows.empty.text')}
            </Empty>
          )
        }
      </Answer>
    </>
  );
}

/** What the API is asked for by the filters. */
function useRunQuery(filters: Filters) {
  const within = filters.get('within');
  const status = oneOf(runStatuses, filters.get('status'));
  const user = filters.get('user');
  const since = isSpan(within) ? beginOf(within, Date.now()) : filters.get('since');
  return {
    ...said({ kind: filters.get('kind'), fault: filters.get('fault'), since, until: filters.get('until') }),
    ...(status ? { status } : {}),
    // Half an id would be an error, not a search.
    ...(isUuid(user) ? { user_id: user } : {}),
  };
}

function useCounts() {
  return api.useQuery('get', '/admin/workflows/counts', {}, { refetchInterval: 15_000 });
}

/** How many runs are where. */
function Counts({ filters }: { filters: Filters }) {
  const { t, language } = useConsole();
  const [search] = useSearchParams();
  const counts = useCounts();
  const number = new Intl.NumberFormat(language);
  const kind = filters.get('kind');
  const all = (counts.data?.counts ?? []).filter((count) => kind === '' || count.kind === kind);
  const of = (status?: RunStatus) =>
    all.reduce((sum, count) => (!status || count.status === status ? sum + count.runs : sum), 0);
  const to = (status: string) => `?${changed(search, { status }).toString()}`;
  const chip = (status: RunStatus | '', words: string) => ({
    to: to(status),
    words,
    ...(counts.data ? { count: number.format(of(status === '' ? undefined : status)) } : {}),
    current: filters.get('status') === status,
  });
  return (
    <Chips
      label={t('workflows.counts')}
      chips={[
        chip('', t('workflows.all')),
        ...runStatuses.map((status) => chip(status, t(`status.${status}`))),
      ]}
    />
  );
}

function Bar({ filters }: { filters: Filters }) {
  const { t } = useConsole();
  const counts = useCounts();
  const kinds = [...new Set((counts.data?.counts ?? []).map((count) => count.kind))].toSorted();
  return (
    <FilterBar filters={filters}>
      <Pick
        filters={filters}
        name="kind"
        label={t('workflows.kind')}
        all={t('workflows.kind.any')}
        options={kinds.map((kind) => [kind, kind])}
      />
      <Seek filters={filters} name="fault" label={t('workflows.fault')} hint={t('workflows.fault.hint')} />
      <Seek filters={filters} name="user" label={t('workflows.user')} hint={t('workflows.user.hint')} />
      <PickSpan filters={filters} name="within" label={t('workflows.within')} />
    </FilterBar>
  );
}

/** A table of runs. */
export function Runs({ runs }: { runs: readonly Run[] }) {
  const { t } = useConsole();
  return (
    <Table
      caption={t('workflows.title')}
      rows={runs}
      keyOf={(run) => run.id}
      columns={[
        {
          title: t('run.status'),
          tight: true,
          cell: (run) => <RunBadge status={run.status} failed={run.failed_attempts} />,
        },
        {
          title: t('run.kind'),
          tight: true,
          cell: (run) => (
            <>
              <Link className={css.kind} to={`/console/workflows/${run.id}`}>
                {run.kind}
              </Link>
              <CopyId id={run.id} />
            </>
          ),
        },
        {
          title: t('run.step'),
          wide: true,
          cell: (run) => (
            <>
              {run.step && <code>{run.step}</code>}
              {run.fault && run.status !== 'done' && (
                <span className={css.fault}>
                  {run.fault.code}: {run.fault.detail}
                </span>
              )}
            </>
          ),
        },
        {
          title: t('run.next'),
          tight: true,
          cell: (run) =>
            run.due_at && run.status === 'waiting' ? (
              run.failed_attempts > 0 ? (
                <Countdown until={run.due_at} over={t('now.any_moment')} />
              ) : (
                <Moment time={run.due_at} />
              )
            ) : null,
        },
        { title: t('run.created'), tight: true, cell: (run) => <Moment time={run.created_at} /> },
        {
          title: t('run.user'),
          cell: (run) => run.user_id && <CopyId id={run.user_id} to={`/console/users/${run.user_id}`} />,
        },
      ]}
    />
  );
}

/** Makes all that match due now, two hundred at a time. */
function RetryAll({ filters, onDone }: { filters: Filters; onDone: (words: string) => void }) {
  const { t, count } = useConsole();
  const queries = useQueryClient();
  const query = useRunQuery(filters);
  const retry = api.useMutation('post', '/admin/workflows/retry');
  const status = oneOf(['paused', 'waiting', 'queued'] as const, filters.get('status'));
  if (!status) return null;
  const all = async () => {
    let retried = 0;
    let before: string | undefined;
    do {
      const { since, until, kind, fault, user_id } = query;
      // Each page begins where the one before has ended.
      // oxlint-disable-next-line no-await-in-loop
      const page = await retry.mutateAsync({
        body: { status, ...said({ since, until, kind, fault, user_id, before }) },
      });
      retried += page.retried;
      before = page.next;
    } while (before !== undefined);
    return retried;
  };
  return (
    <Act
      label={t('retry_all')}
      title={t('retry_all.title')}
      text={
        filters.get('fault') === ''
          ? t('retry_all.text', { status: t(`status.${status}`) })
          : t('retry_all.text.fault', { status: t(`status.${status}`), fault: filters.get('fault') })
      }
      send={all}
      onDone={(retried) => {
        onDone(count('retry_all.done', retried));
        void queries.invalidateQueries();
      }}
    />
  );
}
