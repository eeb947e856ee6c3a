import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { api } from '../../api/client';
import type { components } from '@oathgate/sdk';
import { Button, ButtonLink } from '../../design/button';
import { Form } from '../../design/form';
import { Unsaved } from './parts/unsaved';
import { useConsole } from '../../messages/console';
import { HomeField, linesOf, NameField, OwnField, ScopeField, UrisField } from './client_fields';
import css from './client_new.module.css';
import { Answer, Head, Panel } from './parts/page';

type Client = components['schemas']['ClientDetails'];

/** What is registered of a client, to be changed. */
export function Component() {
  const { t } = useConsole();
  const { id = '' } = useParams();
  const page = `/console/clients/${encodeURIComponent(id)}`;
  const client = api.useQuery('get', '/admin/clients/{client_id}', { params: { path: { client_id: id } } });
  const name = client.data?.client_name;
  return (
    <>
      <Head
        title={name === undefined ? t('client.edit') : t('client.edit.title', { name })}
        lead={t('client.edit.lead')}
        back={{ to: page, label: name ?? t('client') }}
      />
      <Answer of={client}>{(data) => <Edit client={data} page={page} />}</Answer>
    </>
  );
}

function Edit({ client, page }: { client: Client; page: string }) {
  const { t } = useConsole();
  const queries = useQueryClient();
  const navigate = useNavigate();
  // What was there when it was opened: a look at the server in between must not change it under one's hands.
  const [before] = useState(client);
  const [own, setOwn] = useState(before.is_first_party);
  const [unsaved, setUnsaved] = useState(false);
  const { mutateAsync: change } = api.useMutation('put', '/admin/clients/{client_id}');
  const touch = () => setUnsaved(true);
  const signsIn = before.grant_types.includes('authorization_code');
  const onDone = () => {
    setUnsaved(false);
    void queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith('/admin/clients'),
    });
    void navigate(page, { state: { changed: true } });
  };
  return (
    <Panel title={t('client.registered')}>
      <Unsaved
        unsaved={unsaved}
        title={t('unsaved.title')}
        text={t('unsaved.text')}
        leave={t('unsaved.leave')}
        stay={t('unsaved.stay')}
      />
      <Form
        className={css.narrow ?? ''}
        send={({ client_name = '', client_uri = '', redirect_uris = '', scope = '' }) =>
          change({
            params: { path: { client_id: before.client_id } },
            body: {
              client_name: client_name.trim(),
              client_uri: client_uri.trim() || null,
              scope: scope.trim(),
              is_first_party: own,
              ...(signsIn ? { redirect_uris: linesOf(redirect_uris) } : {}),
            },
          })
        }
        onDone={onDone}
      >
        {(busy) => (
          <>
            <NameField defaultValue={before.client_name} onValueChange={touch} />
            {signsIn && <UrisField defaultValue={before.redirect_uris.join('\n')} onValueChange={touch} />}
            <ScopeField
              hint={t('client.edit.scope.hint')}
              defaultValue={before.scope}
              onValueChange={touch}
            />
            <HomeField defaultValue={before.client_uri ?? ''} onValueChange={touch} />
            {signsIn && (
              <OwnField
                checked={own}
                onChange={(checked) => {
                  setOwn(checked);
                  touch();
                }}
              />
            )}
            <div className={css.acts}>
              <Button type="submit" look="primary" busy={busy}>
                {t('client.edit.submit')}
              </Button>
              <ButtonLink to={page}>{t('act.cancel')}</ButtonLink>
            </div>
          </>
        )}
      </Form>
    </Panel>
  );
}
