import { api } from '../../api/client';
import { useConsole } from '../../messages/console';
import { Badge } from './parts/badge';
import { Copy, CopyId } from './parts/copy_id';
import { Moment } from './parts/moment';
import { Answer, Empty, Head } from './parts/page';
import { Table } from './parts/table';

/** The keys that sign tokens, or verify what they signed before. */
export function Component() {
  const { t } = useConsole();
  const list = api.useQuery('get', '/admin/signing-keys');
  return (
    <>
      <Head title={t('keys.title')} lead={t('keys.lead')} />
      <Answer of={list}>
        {({ keys }) =>
          keys.length === 0 ? (
            <Empty icon="key" title={t('keys.empty')}>
              {t('keys.empty.text')}
            </Empty>
          ) : (
            <Table
              caption={t('keys.title')}
              rows={keys}
              keyOf={(key) => key.id}
              columns={[
                {
                  title: t('run.status'),
                  tight: true,
                  cell: (key) =>
                    key.signs ? (
                      <Badge tone="success" icon="key">
                        {t('keys.signs')}
                      </Badge>
                    ) : (
                      <Badge tone="quiet" icon="clock">
                        {t('keys.verifies')}
                      </Badge>
                    ),
                },
                { title: t('keys.id'), cell: (key) => <CopyId id={key.id} /> },
                { title: t('keys.algorithm'), cell: (key) => key.algorithm },
                { title: t('keys.created'), tight: true, cell: (key) => <Moment time={key.created_at} /> },
                {
                  title: t('keys.retired'),
                  tight: true,
                  cell: (key) => key.retired_at && <Moment time={key.retired_at} />,
                },
                {
                  title: t('keys.public'),
                  cell: (key) => (
                    <>
                      JWK <Copy text={JSON.stringify(key.public_jwk)} name={t('keys.public')} />
                    </>
                  ),
                },
              ]}
            />
          )
        }
      </Answer>
    </>
  );
}
