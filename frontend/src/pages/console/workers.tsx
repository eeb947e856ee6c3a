import { Link } from 'react-router';
import { api } from '../../api/client';
import { useConsole } from '../../messages/console';
import { Badge } from './parts/badge';
import { CopyId } from './parts/copy_id';
import { Moment } from './parts/moment';
import { Answer, Empty, Facts, Head, Panel } from './parts/page';
import { Table } from './parts/table';
import { RunLimits } from './run_limits';

/** Who carries workflows out, and what each holds. */
export function Component() {
  const { t, count } = useConsole();
  const list = api.useQuery('get', '/admin/workers', {}, { refetchInterval: 3_000 });
  return (
    <>
      <Head
        title={t('workers.title')}
        lead={t('workers.lead')}
        back={{ to: '/console/workflows', label: t('run.back') }}
      />
      <Answer of={list}>
        {({ workers }) =>
          workers.length === 0 ? (
            <Empty icon="branch" title={t('workers.empty')}>
              {t('workers.empty.text')}
            </Empty>
          ) : (
            workers.map((worker) => (
              <Panel
                key={worker.id}
                title={worker.host}
                lead={count('workers.holds', worker.runs.length)}
                act={
                  worker.draining ? (
                    <Badge tone="warning" icon="pause">
                      {t('workers.draining')}
                    </Badge>
                  ) : worker.alive ? (
                    <Badge tone="success" icon="done">
                      {t('workers.alive')}
                    </Badge>
                  ) : (
                    <Badge tone="danger" icon="stop">
                      {t('workers.gone')}
                    </Badge>
                  )
                }
              >
                {worker.runs.length > 0 && (
                  <Table
                    caption={t('workers.runs', { host: worker.host })}
                    rows={worker.runs}
                    keyOf={(run) => run.id}
                    columns={[
                      {
                        title: t('run.kind'),
                        cell: (run) => <Link to={`/console/workflows/${run.id}`}>{run.kind}</Link>,
                      },
                      { title: t('run.step'), cell: (run) => run.step && <code>{run.step}</code> },
                      { title: t('workers.lease'), cell: (run) => <Moment time={run.lease_until} /> },
                    ]}
                  />
                )}
                <Facts
                  wide
                  facts={[
                    [t('workers.slots'), String(worker.slots)],
                    [t('workers.seen'), <Moment key="seen" time={worker.seen_at} />],
                    [t('workers.since'), <Moment key="since" time={worker.since} />],
                    [t('workers.kinds'), worker.kinds.toSorted().join(', ')],
                    [t('run.id'), <CopyId key="id" id={worker.id} />],
                  ]}
                />
              </Panel>
            ))
          )
        }
      </Answer>
      <RunLimits />
    </>
  );
}
