import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '../../api/client';
import { codeOf } from '../../api/fault';
import type { components } from '@oathgate/sdk';
import { Notice } from '../../design/notice';
import { useConsole } from '../../messages/console';
import { RunBadge } from './parts/badge';
import { CopyId } from './parts/copy_id';
import { useLive } from './parts/live';
import { Moment } from './parts/moment';
import { Answer, Columns, Empty, Facts, Head, Panel, Said } from './parts/page';
import { plain, spaced } from './parts/plain';
import { isUuid } from './parts/filters';
import { lasted } from './parts/times';
import { RunActs } from './run_acts';
import { RunHistory } from './run_history';

type History = components['schemas']['RunHistory'];

/** One run: what was to happen, what happened, what happens next, and what can be done. */
export function Component() {
  const { t } = useConsole();
  const { id = '' } = useParams();
  const live = useLive({ least: 1_500, most: 15_000 });
  const [said, say] = useState('');
  const history = api.useQuery(
    'get',
    '/admin/workflows/{id}',
    { params: { path: { id } } },
    { refetchInterval: live, enabled: isUuid(id) },
  );
  const back = { to: '/console/workflows', label: t('run.back') };
  if (!isUuid(id) || codeOf(history.error) === 'not_found') {
    return (
      <>
        <Head title={t('run.none')} back={back} />
        <Empty icon="branch" title={t('run.none.title')}>
          {t('run.none.text')}
        </Empty>
      </>
    );
  }
  return (
    <>
      <Head
        title={history.data ? t('run.title', { kind: spaced(history.data.run.kind) }) : t('run')}
        back={back}
      />
      <Said>{said}</Said>
      <Answer of={history} lines={6}>
        {(data) => (
          <Columns
            side={
              <>
                <Panel title={t('run.acts')}>
                  <RunActs history={data} onDone={say} />
                </Panel>
                <About history={data} />
              </>
            }
          >
            <Panel
              title={t('run.history')}
              act={<RunBadge status={data.run.status} failed={data.run.failed_attempts} />}
            >
              {data.run.fault && data.run.status !== 'done' && (
                <Notice
                  kind={data.run.status === 'failed' ? 'danger' : 'warning'}
                  title={t('run.fault', { code: data.run.fault.code })}
                >
                  {data.run.fault.detail}
                </Notice>
              )}
              <RunHistory history={data} />
            </Panel>
          </Columns>
        )}
      </Answer>
    </>
  );
}

function About({ history: { run, input, output } }: { history: History }) {
  const { t, language } = useConsole();
  const began = Date.parse(run.created_at);
  return (
    <Panel title={t('run.about')}>
      <Facts
        facts={[
          [t('run.id'), <CopyId key="id" id={run.id} />],
          [t('run.user'), run.user_id && <User key="user" id={run.user_id} />],
          [
            t('run.request'),
            run.request_id && (
              <CopyId key="request" id={run.request_id} to={`/console/audit?request=${run.request_id}`} />
            ),
          ],
          [t('run.input'), plain(input)],
          [t('run.output'), plain(output)],
          [
            t('run.kind'),
            <Link key="kind" to={`/console/workflows?kind=${run.kind}`}>
              {run.kind}
            </Link>,
          ],
          [t('run.key'), run.key],
          [t('run.version'), String(run.version)],
          [
            t('run.worker'),
            run.worker_id && <CopyId key="worker" id={run.worker_id} to="/console/workflows/workers" />,
          ],
          [t('run.created'), <Moment key="created" time={run.created_at} />],
          [
            t('run.closed'),
            run.closed_at && (
              <>
                <Moment time={run.closed_at} /> ({lasted(Date.parse(run.closed_at) - began, language)})
              </>
            ),
          ],
        ]}
      />
    </Panel>
  );
}

/** The person whom it is about. An account that is gone is known by its id alone. */
function User({ id }: { id: string }) {
  const user = api.useQuery('get', '/admin/users/{id}', { params: { path: { id } } }, { retry: false });
  if (!user.data) return <CopyId id={id} to={`/console/users/${id}`} />;
  return <Link to={`/console/users/${id}`}>{user.data.email}</Link>;
}
