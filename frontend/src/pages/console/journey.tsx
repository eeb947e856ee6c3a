/** Everything that happened to one person, on one time line, latest first. */
import { keepPreviousData } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { api } from '../../api/client';
import type { components } from '@oathgate/sdk';
import { useConsole } from '../../messages/console';
import { deviceOf } from '../account/device';
import { RunBadge, runStatuses } from './parts/badge';
import { Chips } from './parts/filter_bar';
import { changed, oneOf, said, useFilters } from './parts/filters';
import { Answer, Empty, Panel } from './parts/page';
import { plain } from './parts/plain';
import { Paging } from './parts/table';
import { Happening, Quietly, TimeLine, type Sign, type Tone } from './parts/time_line';
import { Actor } from './run_history';

type Moment = components['schemas']['MomentView'];

const KINDS = ['run', 'session', 'consent', 'audit'] as const;

export function Journey({ id }: { id: string }) {
  const { t } = useConsole();
  const [search] = useSearchParams();
  const filters = useFilters(['kind']);
  const kind = oneOf(KINDS, filters.get('kind'));
  const journey = api.useQuery(
    'get',
    '/admin/users/{id}/journey',
    {
      params: {
        path: { id },
        query: { ...said({ before: filters.cursor }), ...(kind ? { kind } : {}), limit: 50 },
      },
    },
    { placeholderData: keepPreviousData, refetchInterval: 15_000 },
  );
  return (
    <Panel title={t('journey.title')} lead={t('journey.lead')}>
      <Chips
        label={t('journey.kinds')}
        chips={[
          { to: `?${changed(search, { kind: '' }).toString()}`, words: t('journey.all'), current: !kind },
          ...KINDS.map((each) => ({
            to: `?${changed(search, { kind: each }).toString()}`,
            words: t(`journey.${each}`),
            current: kind === each,
          })),
        ]}
      />
      <Answer of={journey} lines={6}>
        {(data) =>
          data.moments.length === 0 ? (
            <Empty icon="clock" title={t('journey.empty')}>
              {t('journey.empty.text')}
            </Empty>
          ) : (
            <>
              <TimeLine>
                {data.moments.map((moment) => (
                  <One key={`${moment.kind} ${moment.id} ${moment.at}`} moment={moment} self={id} />
                ))}
              </TimeLine>
              <Paging filters={filters} next={data.next} />
            </>
          )
        }
      </Answer>
    </Panel>
  );
}

function One({ moment, self }: { moment: Moment; self: string }) {
  const { t } = useConsole();
  const details = moment.details as unknown as Record<string, unknown>;
  const text = (name: string) => plain(details[name]);
  switch (moment.kind) {
    case 'run': {
      const status = oneOf(runStatuses, text('status')) ?? 'done';
      const fault = details['fault'] as { code: string; detail: string } | null;
      return (
        <Happening
          tone={status === 'failed' ? 'danger' : status === 'paused' || fault ? 'warning' : 'quiet'}
          sign="branch"
          title={<Link to={`/console/workflows/${moment.id}`}>{moment.title}</Link>}
          at={moment.at}
        >
          <Quietly>
            <RunBadge status={status} failed={fault ? 1 : 0} /> {text('step') && <code>{text('step')}</code>}
          </Quietly>
          {fault && (
            <Quietly>
              <code>{fault.code}</code> {fault.detail}
            </Quietly>
          )}
        </Happening>
      );
    }
    case 'session': {
      const { browser, system } = deviceOf(text('user_agent'));
      const device = [browser, system].filter(Boolean).join(', ');
      return (
        <Happening tone="info" sign="desktop" title={t('journey.signed_in')} at={moment.at}>
          <Quietly>
            {[device, text('address'), text('revoked_at') && t('journey.ended')].filter(Boolean).join(' · ')}
          </Quietly>
        </Happening>
      );
    }
    case 'consent':
      return (
        <Happening
          tone="success"
          sign="done"
          title={
            <>
              {t('journey.agreed')}{' '}
              <Link to={`/console/clients/${encodeURIComponent(moment.id)}`}>{moment.title}</Link>
            </>
          }
          at={moment.at}
        >
          <Quietly>{text('scope')}</Quietly>
        </Happening>
      );
    case 'audit': {
      const [tone, sign] = auditLook(moment.title);
      return (
        <Happening tone={tone} sign={sign} title={<code>{moment.title}</code>} at={moment.at}>
          <Quietly>
            {text('actor') === `account:${self}` ? t('journey.self') : <Actor by={text('actor')} />}
            {text('address') && <> · {text('address')}</>}
            {text('details') && <> · {text('details')}</>}
            {text('request_id') && (
              <>
                {' · '}
                <Link to={`/console/audit?request=${encodeURIComponent(text('request_id'))}`}>
                  {t('journey.request')}
                </Link>
              </>
            )}
          </Quietly>
        </Happening>
      );
    }
  }
}

function auditLook(act: string): [Tone, Sign] {
  if (/refused|reused|disabled|deleted/.test(act)) return ['danger', 'alert'];
  if (act.startsWith('email.')) return ['quiet', 'mail'];
  if (act.startsWith('password.')) return ['quiet', 'key'];
  if (act.startsWith('sign_in.') || act.startsWith('session.')) return ['quiet', 'user'];
  return ['quiet', 'audit'];
}
