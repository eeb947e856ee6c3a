import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import type { components } from '@oathgate/sdk';
import { Button } from '../../design/button';
import { TextField } from '../../design/field';
import { Notice } from '../../design/notice';
import { useConsole } from '../../messages/console';
import css from './limits.module.css';
import { Act } from './parts/act';
import { Badge } from './parts/badge';
import { Moment } from './parts/moment';
import { Answer, Empty, Head, Panel, Said, Spaced } from './parts/page';
import { Table } from './parts/table';
import { lasted } from './parts/times';

type Limit = components['schemas']['LimitView'];

/** What is allowed how often, and who came too early. */
export function Component() {
  const { t } = useConsole();
  const [told, tell] = useState('');
  const list = api.useQuery('get', '/admin/limits', {}, { refetchInterval: 15_000 });
  return (
    <>
      <Head title={t('limits.title')} lead={t('limits.lead')} />
      <Said>{told}</Said>
      <Answer of={list}>
        {(data) => (
          <>
            {!data.on && (
              <Spaced>
                <Notice kind="warning" title={t('limits.off')}>
                  {t('limits.off.text')}
                </Notice>
              </Spaced>
            )}
            {data.shared === false && (
              <Spaced>
                <Notice kind="warning" title={t('limits.alone')}>
                  {t('limits.alone.text')}
                </Notice>
              </Spaced>
            )}
            <Spaced>
              <Limits limits={data.limits} onDone={tell} />
            </Spaced>
          </>
        )}
      </Answer>
      <Offenders />
    </>
  );
}

function Limits({ limits, onDone }: { limits: readonly Limit[]; onDone: (words: string) => void }) {
  const { t, language } = useConsole();
  const number = new Intl.NumberFormat(language);
  return (
    <Table
      caption={t('limits.title')}
      rows={limits}
      keyOf={(limit) => limit.name}
      columns={[
        {
          title: t('limits.name'),
          wide: true,
          cell: (limit) => (
            <>
              <code>{limit.name}</code>
              <span className={css.counts}>{limit.counts}</span>
            </>
          ),
        },
        { title: t('limits.burst'), number: true, cell: (limit) => number.format(limit.burst) },
        { title: t('limits.every'), tight: true, cell: (limit) => lasted(limit.every_ms, language) },
        {
          title: t('limits.changed'),
          cell: (limit) =>
            limit.changed_at ? (
              <Badge tone="info" icon="gauge">
                {t('limits.changed.yes')}
              </Badge>
            ) : null,
        },
        {
          title: t('limits.since'),
          tight: true,
          cell: (limit) => limit.changed_at && <Moment time={limit.changed_at} />,
        },
        { title: t('run.acts'), cell: (limit) => <Acts limit={limit} onDone={onDone} /> },
      ]}
    />
  );
}

function Acts({ limit, onDone }: { limit: Limit; onDone: (words: string) => void }) {
  const { t } = useConsole();
  const queries = useQueryClient();
  const { name } = limit;
  const params = { path: { name } };
  const onSettled = () => queries.invalidateQueries(api.queryOptions('get', '/admin/limits'));
  const change = api.useMutation('put', '/admin/limits/{name}', { onSettled });
  const reset = api.useMutation('delete', '/admin/limits/{name}', {
    onSettled,
    onSuccess: () => onDone(t('limits.was_reset', { name })),
  });
  const whole = (most: number) => (value: string) => {
    const given = Number(value);
    return Number.isInteger(given) && given >= 1 && given <= most ? null : t('limits.whole', { most });
  };
  return (
    <div className={css.acts}>
      <Act
        label={t('limits.change')}
        called={t('limits.change_of', { name })}
        title={t('limits.change.title', { name })}
        text={t('limits.change.text')}
        fields={
          <>
            <TextField
              name="burst"
              label={t('limits.burst')}
              inputMode="numeric"
              autoComplete="off"
              defaultValue={String(limit.burst)}
              check={whole(1_000_000)}
            />
            <TextField
              name="every_ms"
              label={t('limits.every_ms')}
              inputMode="numeric"
              autoComplete="off"
              defaultValue={String(limit.every_ms)}
              check={whole(86_400_000)}
            />
          </>
        }
        send={({ burst = '', every_ms = '' }) =>
          change.mutateAsync({ params, body: { burst: Number(burst), every_ms: Number(every_ms) } })
        }
        onDone={() => onDone(t('limits.was_changed', { name }))}
      />
      {limit.changed_at && (
        <Button
          aria-label={t('limits.reset_of', { name })}
          busy={reset.isPending}
          onClick={() => reset.mutate({ params })}
        >
          {t('limits.reset')}
        </Button>
      )}
    </div>
  );
}

function Offenders() {
  const { t, language } = useConsole();
  const number = new Intl.NumberFormat(language);
  const list = api.useQuery('get', '/admin/limits/offenders', {}, { refetchInterval: 15_000 });
  return (
    <Panel title={t('limits.offenders')} lead={t('limits.offenders.text')}>
      <Answer of={list} lines={2}>
        {({ offenders }) =>
          offenders.length === 0 ? (
            <Empty icon="gauge" title={t('limits.nobody')}>
              {t('limits.nobody.text')}
            </Empty>
          ) : (
            <Table
              caption={t('limits.offenders')}
              rows={offenders}
              keyOf={(offender) => `${offender.limit} ${offender.network}`}
              columns={[
                { title: t('limits.network'), cell: (offender) => <code>{offender.network}</code> },
                { title: t('limits.name'), cell: (offender) => <code>{offender.limit}</code> },
                {
                  title: t('limits.times'),
                  number: true,
                  cell: (offender) => number.format(offender.times),
                },
              ]}
            />
          )
        }
      </Answer>
    </Panel>
  );
}
