import { keepPreviousData, useMutation } from '@tanstack/react-query';
import { api, client } from '../../api/client';
import { faultOf, type Problem } from '../../api/fault';
import type { components } from '@oathgate/sdk';
import { Button } from '../../design/button';
import { FaultNotice } from '../../design/fault_notice';
import { Notice } from '../../design/notice';
import { useConsole } from '../../messages/console';
import css from './audit.module.css';
import { CopyId } from './parts/copy_id';
import { FilterBar, Pick, PickSpan, Seek } from './parts/filter_bar';
import { isUuid, said, useFilters, type Filters } from './parts/filters';
import { Moment } from './parts/moment';
import { Answer, Empty, Head, Said } from './parts/page';
import { plain, spaced } from './parts/plain';
import { Paging, Table } from './parts/table';
import { beginOf, isSpan, precise } from './parts/times';

type Entry = components['schemas']['EntryView'];

const NAMES = ['act', 'user', 'actor', 'target', 'request', 'within', 'since', 'until'];
/** What acts begin with. */
const FAMILIES = [
  'sign_in',
  'session',
  'account',
  'email',
  'password',
  'consent',
  'client',
  'signing_key',
  'limit',
  'workflow',
  'schedule',
  'audit',
] as const;

/** Who did what, to whom, from where, and when. */
export function Component() {
  const { t } = useConsole();
  const filters = useFilters(NAMES);
  const verify = api.useQuery('get', '/admin/audit/verification', {}, { enabled: false, retry: false });
  const save = useMutation({ mutationFn: saveAll });
  const list = api.useQuery(
    'get',
    '/admin/audit',
    { params: { query: { ...queryOf(filters), limit: 50 } } },
    { placeholderData: keepPreviousData, refetchInterval: 30_000 },
  );
  return (
    <>
      <Head title={t('audit.title')} lead={t('audit.lead')}>
        <Button busy={verify.isFetching} onClick={() => void verify.refetch()}>
          {t('audit.verify')}
        </Button>
        <Button busy={save.isPending} onClick={() => save.mutate()}>
          {t('audit.export')}
        </Button>
      </Head>
      {(verify.error ?? save.error) ? (
        <div className={css.notice}>
          <FaultNotice fault={faultOf(verify.error ?? save.error)} />
        </div>
      ) : null}
      {verify.data && !verify.isFetching && <Verified found={verify.data} />}
      <Said>{save.isSuccess && t('audit.exported', { entries: save.data })}</Said>
      <Bar filters={filters} />
      <Answer of={list}>
        {(data) =>
          data.entries.length === 0 ? (
            <Empty icon="audit" title={filters.any ? t('empty.filtered') : t('audit.empty')}>
              {filters.any ? t('empty.filtered.text') : t('audit.empty.text')}
            </Empty>
          ) : (
            <>
              <Entries entries={data.entries} />
              <Paging filters={filters} next={data.next} />
            </>
          )
        }
      </Answer>
    </>
  );
}

function queryOf(filters: Filters) {
  const [within, user, actor] = ['within', 'user', 'actor'].map(filters.get);
  return {
    ...said({
      act: filters.get('act'),
      target: filters.get('target'),
      request_id: filters.get('request'),
      since: isSpan(within ?? '') ? beginOf(within as '1h', Date.now()) : filters.get('since'),
      until: filters.get('until'),
      before: filters.cursor,
    }),
    // Half an id would be an error, not a search.
    ...(user && isUuid(user) ? { user_id: user } : {}),
    ...(actor && isUuid(actor) ? { actor_id: actor } : {}),
  };
}

function Bar({ filters }: { filters: Filters }) {
  const { t } = useConsole();
  return (
    <FilterBar filters={filters}>
      <Pick
        filters={filters}
        name="act"
        label={t('audit.act')}
        all={t('audit.act.any')}
        options={FAMILIES.map((family) => [family, t(`audit.family.${family}`)])}
      />
      <Seek filters={filters} name="user" label={t('audit.user')} hint={t('workflows.user.hint')} />
      <Seek filters={filters} name="actor" label={t('audit.actor')} hint={t('workflows.user.hint')} />
      <Seek filters={filters} name="target" label={t('audit.target')} hint={t('audit.target.hint')} />
      <Seek filters={filters} name="request" label={t('audit.request')} />
      <PickSpan filters={filters} name="within" label={t('audit.within')} />
    </FilterBar>
  );
}

function Entries({ entries }: { entries: readonly Entry[] }) {
  const { t } = useConsole();
  return (
    <Table
      caption={t('audit.title')}
      rows={entries}
      keyOf={(entry) => entry.id}
      columns={[
        { title: t('audit.when'), tight: true, cell: (entry) => <Moment time={entry.at} /> },
        {
          title: t('audit.act'),
          wide: true,
          cell: (entry) => (
            <>
              <code>{entry.act}</code>
              {entry.details && <span className={css.details}>{plain(entry.details)}</span>}
            </>
          ),
        },
        {
          title: t('audit.actor'),
          cell: (entry) => (
            <>
              {entry.actor.user_id ? (
                <CopyId id={entry.actor.user_id} to={`/console/users/${entry.actor.user_id}`} />
              ) : (
                t(`actor.${entry.actor.kind as 'system' | 'operator' | 'anonymous' | 'account'}`)
              )}
              {entry.address && (
                <span className={css.details} title={entry.user_agent ?? undefined}>
                  {t('audit.from', { address: entry.address })}
                </span>
              )}
            </>
          ),
        },
        {
          title: t('audit.user'),
          cell: (entry) =>
            entry.user_id && <CopyId id={entry.user_id} to={`/console/users/${entry.user_id}`} />,
        },
        { title: t('audit.target'), cell: (entry) => entry.target && <Target target={entry.target} /> },
        {
          title: t('audit.request'),
          cell: (entry) =>
            entry.request_id && (
              <CopyId id={entry.request_id} to={`?request=${encodeURIComponent(entry.request_id)}`} />
            ),
        },
        {
          title: t('audit.number'),
          number: true,
          cell: (entry) => (entry.number ? <span title={entry.seal}>{entry.number}</span> : null),
        },
      ]}
    />
  );
}

function Target({ target }: { target: NonNullable<Entry['target']> }) {
  const id = encodeURIComponent(target.id);
  const pages: Partial<Record<string, string>> = {
    account: `/console/users/${id}`,
    client: `/console/clients/${id}`,
    run: `/console/workflows/${id}`,
    schedule: '/console/schedules',
    signing_key: '/console/keys',
    limit: '/console/limits',
  };
  const to = pages[target.kind];
  return (
    <>
      <span className={css.details}>{spaced(target.kind)}</span>
      <CopyId id={target.id} {...(to ? { to } : {})} />
    </>
  );
}

function Verified({ found }: { found: components['schemas']['Verification'] }) {
  const { t, language } = useConsole();
  if (!found.is_whole) {
    return (
      <div className={css.notice}>
        <Notice kind="danger" title={t('audit.broken', { number: found.broken_at ?? 0 })}>
          {found.flaw}
        </Notice>
      </div>
    );
  }
  return (
    <div className={css.notice}>
      <Notice kind="success" title={t('audit.whole', { entries: found.entries ?? 0 })}>
        {t('audit.head', { number: found.head_number ?? 0, seal: found.head_seal ?? '' })}
        {found.unsealed_since && (
          <> {t('audit.unsealed', { since: precise(new Date(found.unsealed_since), language) })}</>
        )}
      </Notice>
    </div>
  );
}

/** Has the browser save the sealed entries, oldest first; tells how many. */
async function saveAll(): Promise<number> {
  const parts: string[] = [];
  let [after, entries] = [0, 0];
  for (;;) {
    // Each page begins where the one before has ended.
    // oxlint-disable-next-line no-await-in-loop
    const { data, error } = await client.GET('/admin/audit/export', {
      params: { query: { after } },
      parseAs: 'text',
    });
    if (error) throw error as Problem;
    const lines = (data ?? '').split('\n').filter(Boolean);
    const last = lines.at(-1);
    if (last === undefined) break;
    parts.push(`${lines.join('\n')}\n`);
    entries += lines.length;
    after = (JSON.parse(last) as Entry).number ?? after;
  }
  const address = URL.createObjectURL(new Blob(parts, { type: 'application/jsonl' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `oathgate-audit-${new Date().toISOString().slice(0, 10)}.jsonl`;
  link.click();
  URL.revokeObjectURL(address);
  return entries;
}
