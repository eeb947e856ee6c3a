import { api } from '../../api/client';
import type { components } from '@oathgate/sdk';
import { Notice } from '../../design/notice';
import { useConsole } from '../../messages/console';
import { Badge } from './parts/badge';
import { Moment } from './parts/moment';
import { Answer, Facts, Head, Panel, Spaced } from './parts/page';
import { spaced } from './parts/plain';

type Report = components['schemas']['HealthReport'];
type Status = components['schemas']['HealthStatus'];

/** What works at the moment, and what does not since when. */
export function Component() {
  const { t } = useConsole();
  const health = api.useQuery('get', '/health', {}, { refetchInterval: 5_000, retry: false });
  // With 503 the report comes as an error; it says the same.
  const report = health.data ?? reportOf(health.error);
  return (
    <>
      <Head title={t('health.title')} lead={t('health.lead')} />
      <Answer of={{ data: report, error: report ? null : health.error, refetch: health.refetch }}>
        {(data) => (
          <>
            {data.status === 'up' ? null : (
              <Spaced>
                <Notice kind={data.status === 'down' ? 'danger' : 'warning'}>{t('health.trouble')}</Notice>
              </Spaced>
            )}
            {data.checks.map((check) => (
              <Panel key={check.name} title={spaced(check.name)} act={<HealthBadge status={check.status} />}>
                <Facts
                  wide
                  facts={[
                    [t('health.since'), <Moment key="since" time={check.since} />],
                    [t('health.detail'), check.detail],
                  ]}
                />
              </Panel>
            ))}
          </>
        )}
      </Answer>
    </>
  );
}

function reportOf(error: unknown): Report | undefined {
  return typeof error === 'object' && error !== null && 'checks' in error ? (error as Report) : undefined;
}

function HealthBadge({ status }: { status: Status }) {
  const { t } = useConsole();
  switch (status) {
    case 'up':
      return (
        <Badge tone="success" icon="done">
          {t('health.up')}
        </Badge>
      );
    case 'degraded':
      return (
        <Badge tone="warning" icon="alert">
          {t('health.degraded')}
        </Badge>
      );
    case 'down':
      return (
        <Badge tone="danger" icon="stop">
          {t('health.down')}
        </Badge>
      );
    default:
      return (
        <Badge tone="quiet" icon="pause">
          {t('health.not_configured')}
        </Badge>
      );
  }
}
