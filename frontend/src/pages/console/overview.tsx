import { keepPreviousData } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/client';
import type { components } from '@oathgate/sdk';
import { Notice } from '../../design/notice';
import { useConsole } from '../../messages/console';
import css from './overview.module.css';
import { Chart } from './parts/chart';
import { Chips } from './parts/filter_bar';
import { oneOf, useFilters } from './parts/filters';
import { Answer, Head, Panel, Spaced } from './parts/page';
import { lasted } from './parts/times';

type Stretch = components['schemas']['StretchView'];

const WINDOWS = ['day', 'week', 'month'] as const;

/** How the whole is doing. */
export function Component() {
  const { t } = useConsole();
  const filters = useFilters(['window']);
  const window = oneOf(WINDOWS, filters.get('window')) ?? 'day';
  const overview = api.useQuery('get', '/admin/overview', {}, { refetchInterval: 10_000 });
  const trends = api.useQuery(
    'get',
    '/admin/overview/trends',
    { params: { query: { window } } },
    { refetchInterval: 60_000, placeholderData: keepPreviousData },
  );
  return (
    <>
      <Head title={t('overview.title')} lead={t('overview.lead')} />
      <Answer of={overview} lines={2}>
        {(data) => <Tiles overview={data} />}
      </Answer>
      <Chips
        label={t('overview.window')}
        chips={WINDOWS.map((each) => ({
          to: `?window=${each}`,
          words: t(`overview.window.${each}`),
          current: each === window,
        }))}
      />
      <Answer of={trends}>
        {(data) => (
          <>
            {data.is_partial && (
              <Spaced>
                <Notice kind="info">{t('overview.partial')}</Notice>
              </Spaced>
            )}
            <Charts stretches={data.stretches} seconds={data.stretch_seconds} />
          </>
        )}
      </Answer>
    </>
  );
}

function Tiles({ overview }: { overview: components['schemas']['Overview'] }) {
  const { t, count, language } = useConsole();
  const number = new Intl.NumberFormat(language);
  const tiles: [to: string, words: string, value: string, warns?: boolean][] = [
    [
      '/console/users?status=active',
      count('overview.active', overview.active_users),
      number.format(overview.active_users),
    ],
    ['/console/users?status=unverified', t('overview.unverified'), number.format(overview.unverified_users)],
    ['/console/users?status=disabled', t('overview.disabled'), number.format(overview.disabled_users)],
    [
      '/console/workflows/workers',
      count('overview.workers', overview.workers),
      number.format(overview.workers),
      overview.workers === 0,
    ],
    [
      '/console/workflows?status=queued',
      count('overview.due', overview.due_runs),
      number.format(overview.due_runs),
    ],
    [
      '/console/workflows?status=queued',
      t('overview.oldest'),
      overview.due_runs > 0 ? lasted(overview.oldest_due_seconds * 1000, language) : '–',
      overview.oldest_due_seconds > 60,
    ],
    [
      '/console/workflows?status=paused',
      count('overview.paused', overview.paused_runs),
      number.format(overview.paused_runs),
      overview.paused_runs > 0,
    ],
  ];
  return (
    <div className={css.tiles}>
      {tiles.map(([to, words, value, warns]) => (
        <Link key={words} to={to} className={css.tile} data-tone={warns ? 'warning' : undefined}>
          <b>{value}</b>
          {words}
        </Link>
      ))}
    </div>
  );
}

function Charts({ stretches, seconds }: { stretches: readonly Stretch[]; seconds: number }) {
  const { t, language } = useConsole();
  const number = new Intl.NumberFormat(language);
  const begins = stretches.map((stretch) => stretch.at);
  const of = (name: Exclude<keyof Stretch, 'at'>) => stretches.map((stretch) => stretch[name]);
  /** The list behind a number: of a stretch. */
  const list = (name: Exclude<keyof Stretch, 'at'>, address: string) => (place: number) => {
    const stretch = stretches[place];
    if (!stretch) return null;
    const since = new Date(stretch.at);
    const until = new Date(since.getTime() + seconds * 1000);
    const span = `since=${encodeURIComponent(since.toISOString())}&until=${encodeURIComponent(until.toISOString())}`;
    return (
      <Link to={`${address}${address.includes('?') ? '&' : '?'}${span}`}>{number.format(stretch[name])}</Link>
    );
  };
  /** The list behind a whole chart. */
  const all = (address: string) => {
    const first = begins[0];
    return first === undefined
      ? address
      : `${address}${address.includes('?') ? '&' : '?'}since=${encodeURIComponent(new Date(first).toISOString())}`;
  };
  const more = { begins, daily: seconds >= 86_400 };
  return (
    <div className={css.charts}>
      <Panel
        title={t('overview.sign_ins')}
        act={<Link to={all('/console/audit?act=sign_in')}>{t('overview.list')}</Link>}
      >
        <Chart
          {...more}
          title={t('overview.sign_ins')}
          series={[
            {
              name: t('overview.succeeded'),
              tone: 'good',
              values: of('sign_ins'),
              to: list('sign_ins', '/console/audit?act=sign_in.succeeded'),
            },
            {
              name: t('overview.refused'),
              tone: 'warning',
              values: of('sign_ins_refused'),
              to: list('sign_ins_refused', '/console/audit?act=sign_in.refused'),
            },
          ]}
        />
      </Panel>
      <Panel
        title={t('overview.new_users')}
        act={<Link to={all('/console/users')}>{t('overview.list')}</Link>}
      >
        <Chart
          {...more}
          title={t('overview.new_users')}
          series={[
            {
              name: t('overview.accounts'),
              tone: 'good',
              values: of('new_users'),
              to: list('new_users', '/console/users'),
            },
          ]}
        />
      </Panel>
      <Panel
        title={t('overview.mails')}
        act={<Link to={all('/console/workflows?fault=smtp')}>{t('overview.list.failing')}</Link>}
      >
        <Chart
          {...more}
          title={t('overview.mails')}
          series={[
            { name: t('overview.sent'), tone: 'good', values: of('mails_sent') },
            { name: t('overview.tries_failed'), tone: 'warning', values: of('mails_failed') },
            { name: t('overview.bounced'), tone: 'danger', values: of('mails_bounced') },
          ]}
        />
      </Panel>
      <Panel
        title={t('overview.trouble')}
        act={<Link to={all('/console/workflows?status=failed')}>{t('overview.list')}</Link>}
      >
        <Chart
          {...more}
          title={t('overview.trouble')}
          series={[
            {
              name: t('status.failed'),
              tone: 'danger',
              values: of('runs_failed'),
              to: list('runs_failed', '/console/workflows?status=failed'),
            },
            {
              name: t('status.paused'),
              tone: 'warning',
              values: of('runs_paused'),
              to: list('runs_paused', '/console/workflows?status=paused'),
            },
          ]}
        />
      </Panel>
    </div>
  );
}
