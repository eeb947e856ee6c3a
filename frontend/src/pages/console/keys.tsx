import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../api/client';
import type { components } from '@oathgate/sdk';
import { useConsole } from '../../messages/console';
import { Act } from './parts/act';
import { Badge } from './parts/badge';
import { Choice } from '../../design/choice';
import { Copy, CopyId } from './parts/copy_id';
import { Moment } from './parts/moment';
import { Answer, Empty, Head, Said } from './parts/page';
import { short } from './parts/plain';
import { Table } from './parts/table';

type Key = components['schemas']['KeyView'];

/** The keys that sign tokens, will, or verify what they signed before. */
export function Component() {
  const { t } = useConsole();
  const [told, tell] = useState<React.ReactNode>('');
  const list = api.useQuery('get', '/admin/signing-keys', {}, { refetchInterval: 30_000 });
  return (
    <>
      <Head title={t('keys.title')} lead={t('keys.lead')}>
        <Rotate onDone={tell} />
      </Head>
      <Said>{told}</Said>
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
                { title: t('run.status'), tight: true, cell: (key) => <State of={key} /> },
                { title: t('keys.id'), cell: (key) => <CopyId id={key.id} /> },
                { title: t('keys.algorithm'), cell: (key) => key.algorithm },
                { title: t('keys.created'), tight: true, cell: (key) => <Moment time={key.created_at} /> },
                {
                  title: t('keys.retired'),
                  tight: true,
                  cell: (key) => key.retired_at && <Moment time={key.retired_at} />,
                },
                {
                  title: t('keys.until'),
                  tight: true,
                  cell: (key) => key.verifies_until && <Moment time={key.verifies_until} />,
                },
                {
                  title: t('keys.public'),
                  tight: true,
                  cell: (key) => (
                    <>
                      JWK <Copy text={JSON.stringify(key.public_jwk)} name={t('keys.public')} />
                    </>
                  ),
                },
                { title: t('run.acts'), cell: (key) => <Retire of={key} onDone={tell} /> },
              ]}
            />
          )
        }
      </Answer>
    </>
  );
}

function State({ of }: { of: Key }) {
  const { t } = useConsole();
  if (of.signs) {
    return (
      <Badge tone="success" icon="key">
        {t('keys.signs')}
      </Badge>
    );
  }
  return of.state === 'next' ? (
    <Badge tone="info" icon="clock">
      {t('keys.next')}
    </Badge>
  ) : (
    <Badge tone="quiet" icon="clock">
      {t('keys.verifies')}
    </Badge>
  );
}

function useRefresh() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries(api.queryOptions('get', '/admin/signing-keys'));
}

function Rotate({ onDone }: { onDone: (words: React.ReactNode) => void }) {
  const { t, rich } = useConsole();
  const rotate = api.useMutation('post', '/admin/signing-keys/rotate', { onSettled: useRefresh() });
  return (
    <Act
      label={t('keys.rotate')}
      title={t('keys.rotate.title')}
      text={t('keys.rotate.text')}
      fields={
        <>
          <Choice
            name="algorithm"
            label={t('keys.algorithm')}
            options={['ES256', 'RS256', 'EdDSA'].map((algorithm) => [algorithm, algorithm])}
          />
          <Choice
            name="when"
            label={t('keys.when')}
            options={[
              ['later', t('keys.when.later')],
              ['now', t('keys.when.now')],
            ]}
          />
        </>
      }
      send={({ algorithm = 'ES256', when = 'later' }) =>
        rotate.mutateAsync({ body: { algorithm, at_once: when === 'now' } })
      }
      onDone={({ key, run_id }) =>
        onDone(
          run_id
            ? rich('keys.rotated.later', {
                key: short(key),
                run: <Link to={`/console/workflows/${run_id}`}>{t('keys.rotated.run')}</Link>,
              })
            : t('keys.rotated.now', { key: short(key) }),
        )
      }
    />
  );
}

/** Refused where tokens would be lost by it, unless that is wanted. */
function Retire({ of, onDone }: { of: Key; onDone: (words: React.ReactNode) => void }) {
  const { t } = useConsole();
  const retire = api.useMutation('post', '/admin/signing-keys/{key_id}/retire', { onSettled: useRefresh() });
  return (
    <Act
      label={t('keys.retire')}
      called={t('keys.retire_of', { key: short(of.id) })}
      look="danger"
      title={t('keys.retire.title', { key: short(of.id) })}
      text={t('keys.retire.text')}
      name={of.id.slice(0, 6)}
      fields={
        <Choice
          name="force"
          label={t('keys.force')}
          options={[
            ['no', t('keys.force.no')],
            ['yes', t('keys.force.yes')],
          ]}
        />
      }
      send={({ force = 'no' }) =>
        retire.mutateAsync({ params: { path: { key_id: of.id } }, body: { force: force === 'yes' } })
      }
      onDone={() => onDone(t('keys.was_retired', { key: short(of.id) }))}
    />
  );
}
