import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import type { components } from '@oathgate/sdk';
import { Button } from '../../design/button';
import { TextField } from '../../design/field';
import { useConsole } from '../../messages/console';
import css from './limits.module.css';
import { Act } from './parts/act';
import { Answer, Empty, Panel, Said } from './parts/page';
import { Table } from './parts/table';

type Limit = components['schemas']['RunLimitView'];

/** The most that a limit may be; see `PUT /admin/workflow-limits/{key}`. */
const MOST = 10_000;

/** How many runs that share a peer are carried out at a time, and how many may be. */
export function RunLimits() {
  const { t, language } = useConsole();
  const number = new Intl.NumberFormat(language);
  const [told, tell] = useState('');
  const list = api.useQuery('get', '/admin/workflow-limits', {}, { refetchInterval: 3_000 });
  return (
    <Panel title={t('run_limits.title')} lead={t('run_limits.lead')}>
      <Said>{told}</Said>
      <Answer of={list} lines={3}>
        {({ limits }) =>
          limits.length === 0 ? (
            <Empty icon="gauge" title={t('run_limits.empty')}>
              {t('run_limits.empty.text')}
            </Empty>
          ) : (
            <Table
              caption={t('run_limits.title')}
              rows={limits}
              keyOf={(limit) => limit.key}
              columns={[
                { title: t('run_limits.key'), wide: true, cell: (limit) => <code>{limit.key}</code> },
                {
                  title: t('run_limits.most'),
                  number: true,
                  cell: (limit) => (limit.max_running === undefined ? '–' : number.format(limit.max_running)),
                },
                {
                  title: t('run_limits.running'),
                  number: true,
                  cell: (limit) => number.format(limit.running),
                },
                {
                  title: t('run_limits.waiting'),
                  number: true,
                  cell: (limit) => number.format(limit.waiting),
                },
                { title: t('run.acts'), cell: (limit) => <Acts limit={limit} onDone={tell} /> },
              ]}
            />
          )
        }
      </Answer>
    </Panel>
  );
}

function Acts({ limit, onDone }: { limit: Limit; onDone: (words: string) => void }) {
  const { t } = useConsole();
  const queries = useQueryClient();
  const { key } = limit;
  const params = { path: { key } };
  const onSettled = () => queries.invalidateQueries(api.queryOptions('get', '/admin/workflow-limits'));
  const set = api.useMutation('put', '/admin/workflow-limits/{key}', { onSettled });
  const drop = api.useMutation('delete', '/admin/workflow-limits/{key}', {
    onSettled,
    onSuccess: () => onDone(t('run_limits.was_dropped', { key })),
  });
  const whole = (value: string) => {
    const given = Number(value);
    const fits = value.trim() !== '' && Number.isInteger(given) && given >= 0 && given <= MOST;
    return fits ? null : t('run_limits.whole', { most: MOST });
  };
  return (
    <div className={css.acts}>
      <Act
        label={t('limits.change')}
        called={t('limits.change_of', { name: key })}
        title={t('limits.change.title', { name: key })}
        text={t('run_limits.change.text')}
        fields={
          <TextField
            name="max_running"
            label={t('run_limits.most')}
            inputMode="numeric"
            autoComplete="off"
            defaultValue={String(limit.max_running ?? '')}
            check={whole}
          />
        }
        send={({ max_running = '' }) =>
          set.mutateAsync({ params, body: { max_running: Number(max_running) } })
        }
        onDone={() => onDone(t('limits.was_changed', { name: key }))}
      />
      {limit.max_running !== undefined && (
        <Button
          aria-label={t('run_limits.drop_of', { key })}
          busy={drop.isPending}
          onClick={() => drop.mutate({ params })}
        >
          {t('run_limits.drop')}
        </Button>
      )}
    </div>
  );
}
