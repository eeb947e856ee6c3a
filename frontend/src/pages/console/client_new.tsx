import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import type { components } from '@oathgate/sdk';
import { Button, ButtonLink } from '../../design/button';
import { TextField } from '../../design/field';
import { Form } from '../../design/form';
import { Notice } from '../../design/notice';
import { useConsole } from '../../messages/console';
import { HomeField, linesOf, NameField, OwnField, ScopeField, UrisField } from './client_fields';
import css from './client_new.module.css';
import { Copy } from './parts/copy_id';
import { Facts, Head, Panel } from './parts/page';

type Preset = components['schemas']['Preset'];
type Made = components['schemas']['MadeClient'];

const PRESETS = ['web', 'spa', 'native', 'machine'] as const satisfies readonly Preset[];

/** A new client, by what kind of program it is. */
export function Component() {
  const [made, setMade] = useState<Made | null>(null);
  return made ? <Ready made={made} /> : <Ask onMade={setMade} />;
}

function Ask({ onMade }: { onMade: (made: Made) => void }) {
  const { t } = useConsole();
  const queries = useQueryClient();
  const [preset, setPreset] = useState<Preset>('web');
  const [own, setOwn] = useState(false);
  const { mutateAsync: make } = api.useMutation('post', '/admin/clients');
  return (
    <>
      <Head
        title={t('client.new.title')}
        lead={t('client.new.lead')}
        back={{ to: '/console/clients', label: t('client.back') }}
      />
      <Panel title={t('client.new.what')}>
        <Form
          className={css.narrow ?? ''}
          send={({ client_name = '', client_id = '', client_uri = '', redirect_uris = '', scope = '' }) =>
            make({
              body: {
                preset,
                client_name: client_name.trim(),
                ...(client_id.trim() ? { client_id: client_id.trim() } : {}),
                ...(client_uri.trim() ? { client_uri: client_uri.trim() } : {}),
                ...(scope.trim() ? { scope: scope.trim() } : {}),
                redirect_uris: preset === 'machine' ? [] : linesOf(redirect_uris),
                is_first_party: preset !== 'machine' && own,
              },
            })
          }
          onDone={(made) => {
            void queries.invalidateQueries({
              predicate: ({ queryKey }) => String(queryKey[1]).startsWith('/admin/clients'),
            });
            onMade(made);
          }}
          about={{ conflict: { field: 'client_id', words: t('client.id.taken') } }}
        >
          {(busy) => (
            <>
              <fieldset className={css.presets}>
                <legend>{t('client.preset')}</legend>
                {PRESETS.map((each) => (
                  <label key={each} className={css.preset}>
                    <input
                      type="radio"
                      name="preset"
                      value={each}
                      checked={preset === each}
                      onChange={() => setPreset(each)}
                    />
                    <b>{t(`preset.${each}`)}</b>
                    <span>{t(`preset.${each}.text`)}</span>
                  </label>
                ))}
              </fieldset>
              <NameField />
              {preset !== 'machine' && <UrisField />}
              <ScopeField hint={t('client.scope.hint')} />
              {preset !== 'machine' && <HomeField />}
              <TextField
                name="client_id"
                label={t('client.id')}
                aside={t('optional')}
                hint={t('client.id.hint')}
                autoComplete="off"
                maxLength={255}
              />
              {preset !== 'machine' && <OwnField checked={own} onChange={setOwn} />}
              <div className={css.acts}>
                <Button type="submit" look="primary" busy={busy}>
                  {t('client.new.submit')}
                </Button>
                <ButtonLink to="/console/clients">{t('act.cancel')}</ButtonLink>
              </div>
            </>
          )}
        </Form>
      </Panel>
    </>
  );
}

/** The secret is shown this once. */
function Ready({ made: { client, client_secret } }: { made: Made }) {
  const { t } = useConsole();
  const page = `/console/clients/${encodeURIComponent(client.client_id)}`;
  return (
    <>
      <Head title={t('client.made.title', { name: client.client_name })} lead={t('client.made.lead')} />
      <Panel title={t('client.made.give')}>
        <Facts
          facts={[
            [
              t('client.id'),
              <span key="id" className={css.secret}>
                <code>{client.client_id}</code>
                <Copy text={client.client_id} />
              </span>,
            ],
            [t('client.secret'), client_secret && <Secret key="secret" secret={client_secret} />],
            [t('client.issuer'), <code key="issuer">{location.origin}</code>],
            [
              t('client.discovery'),
              <code key="discovery">{`${location.origin}/.well-known/openid-configuration`}</code>,
            ],
          ]}
        />
        {client_secret ? (
          <Notice kind="warning" title={t('client.secret.once')}>
            {t('client.secret.once.text')}
          </Notice>
        ) : (
          <Notice kind="info">{t('client.secret.none')}</Notice>
        )}
        <div className={css.acts}>
          <ButtonLink to={`${page}/try`} look="primary">
            {t('client.try')}
          </ButtonLink>
          <ButtonLink to={page}>{t('client.show')}</ButtonLink>
        </div>
      </Panel>
    </>
  );
}

export function Secret({ secret }: { secret: string }) {
  const { t } = useConsole();
  return (
    <span className={css.secret}>
      <code>{secret}</code>
      <Copy text={secret} name={t('client.secret')} />
    </span>
  );
}
