/** Signs in with a client, step by step, as its program would. */
import { useState } from 'react';
import { useParams } from 'react-router';
import { api, unsigned } from '../../api/client';
import type { components } from '@oathgate/sdk';
import { Button } from '../../design/button';
import { PasswordField, TextField } from '../../design/field';
import { Form } from '../../design/form';
import { Notice } from '../../design/notice';
import { useConsole } from '../../messages/console';
import { begin, claimsOf, readBack, type Begun } from './flow';
import { Choice } from '../../design/choice';
import { Answer, Facts, Head, Panel } from './parts/page';
import { plain } from './parts/plain';
import css from './client_new.module.css';

type Client = components['schemas']['ClientDetails'];
type Tokens = components['schemas']['TokenResponse'];
type TokenRequest = components['schemas']['TokenRequest'];

export function Component() {
  const { t } = useConsole();
  const { id = '' } = useParams();
  const client = api.useQuery('get', '/admin/clients/{client_id}', { params: { path: { client_id: id } } });
  return (
    <>
      <Head
        title={client.data ? t('try.title', { name: client.data.client_name }) : t('client.try')}
        lead={t('try.lead')}
        back={{ to: `/console/clients/${encodeURIComponent(id)}`, label: t('try.back') }}
      />
      <Answer of={client}>
        {(data) =>
          data.grant_types.includes('authorization_code') ? (
            <ByCode client={data} />
          ) : data.grant_types.includes('client_credentials') ? (
            <ByItself client={data} />
          ) : (
            <Notice kind="info">{t('try.unfit')}</Notice>
          )
        }
      </Answer>
    </>
  );
}

/** A refusal of the token endpoint, in its own words (RFC 6749 §5.2). */
class Refused extends Error {}

/** A form; what stands several times is written several times (RFC 8707 §2). */
function form(body: Record<string, string | string[] | undefined>): URLSearchParams {
  const given = Object.entries(body).flatMap(([name, value]) =>
    [value ?? []].flat().map((one) => [name, one]),
  );
  return new URLSearchParams(given);
}

async function tokens(request: TokenRequest): Promise<Tokens> {
  const { data, error } = await unsigned.POST('/oauth/token', {
    body: request,
    // As a program does; a browser would ask for a password in a window of its own otherwise.
    credentials: 'omit',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    bodySerializer: (body) => form(body),
  });
  if (data) return data;
  const { error: code, error_description: words } = error as { error?: string; error_description?: string };
  throw new Refused([code, words].filter(Boolean).join(': '));
}

function needsSecret(client: Client): boolean {
  return client.token_endpoint_auth_method.startsWith('client_secret_');
}

/** Sends, and keeps either the tokens or why there are none. */
function useExchange() {
  const [got, setGot] = useState<Tokens | null>(null);
  const [refused, setRefused] = useState('');
  const send = async (request: TokenRequest) => {
    setRefused('');
    setGot(null);
    try {
      setGot(await tokens(request));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setRefused(error.message);
    }
  };
  return { got, refused, setRefused, send };
}

function ByCode({ client }: { client: Client }) {
  const { t } = useConsole();
  const { got, refused, setRefused, send } = useExchange();
  const [begun, setBegun] = useState<(Begun & { redirect_uri: string; address: string }) | null>(null);
  const start = async (redirect_uri: string, scope: string) => {
    const drawn = await begin();
    const query = new URLSearchParams({
      client_id: client.client_id,
      response_type: 'code',
      redirect_uri,
      scope,
      state: drawn.state,
      nonce: drawn.nonce,
      code_challenge: drawn.challenge,
      code_challenge_method: 'S256',
    });
    setBegun({ ...drawn, redirect_uri, address: `${location.origin}/oauth/authorize?${query}` });
  };
  const finish = async (address: string, secret: string) => {
    if (!begun) return;
    const back = readBack(address.trim(), begun.state);
    if ('strange' in back) setRefused(t(`try.strange.${back.strange}`));
    else if ('error' in back) setRefused([back.error, back.words].filter(Boolean).join(': '));
    else
      await send({
        grant_type: 'authorization_code',
        client_id: client.client_id,
        ...(needsSecret(client) ? { client_secret: secret.trim() } : {}),
        code: back.code,
        redirect_uri: begun.redirect_uri,
        code_verifier: begun.verifier,
      });
  };
  return (
    <>
      <Panel title={t('try.1')} lead={t('try.1.text')}>
        <Form
          className={css.narrow ?? ''}
          send={({ redirect_uri = '', scope = '' }) =>
            start(redirect_uri || (client.redirect_uris[0] ?? ''), scope.trim())
          }
        >
          {(busy) => (
            <>
              <Choice
                name="redirect_uri"
                label={t('try.redirect_uri')}
                options={client.redirect_uris.map((uri) => [uri, uri])}
              />
              <TextField
                name="scope"
                label={t('client.scope')}
                defaultValue={client.scope}
                autoComplete="off"
              />
              <div className={css.acts}>
                <Button type="submit" look={begun ? 'plain' : 'primary'} busy={busy}>
                  {t('try.begin')}
                </Button>
              </div>
            </>
          )}
        </Form>
      </Panel>
      {begun && (
        <Panel title={t('try.2')} lead={t('try.2.text')}>
          <p>
            <a href={begun.address} target="_blank" rel="noreferrer">
              {t('try.open')}
            </a>
          </p>
          <Form
            className={css.narrow ?? ''}
            send={({ address = '', secret = '' }) => finish(address, secret)}
          >
            {(busy) => (
              <>
                <TextField
                  name="address"
                  label={t('try.address')}
                  hint={t('try.address.hint')}
                  autoComplete="off"
                />
                {needsSecret(client) && (
                  <PasswordField
                    name="secret"
                    label={t('client.secret')}
                    hint={t('try.secret.hint')}
                    autoComplete="off"
                  />
                )}
                <div className={css.acts}>
                  <Button type="submit" look="primary" busy={busy}>
                    {t('try.exchange')}
                  </Button>
                </div>
              </>
            )}
          </Form>
        </Panel>
      )}
      <Outcome got={got} refused={refused} />
    </>
  );
}

function ByItself({ client }: { client: Client }) {
  const { t } = useConsole();
  const { got, refused, send } = useExchange();
  return (
    <>
      <Panel title={t('try.machine')} lead={t('try.machine.text')}>
        <Form
          className={css.narrow ?? ''}
          send={({ secret = '', scope = '' }) =>
            send({
              grant_type: 'client_credentials',
              client_id: client.client_id,
              client_secret: secret.trim(),
              ...(scope.trim() ? { scope: scope.trim() } : {}),
            })
          }
        >
          {(busy) => (
            <>
              <PasswordField
                name="secret"
                label={t('client.secret')}
                hint={t('try.secret.hint')}
                autoComplete="off"
              />
              <TextField name="scope" label={t('client.scope')} aside={t('optional')} autoComplete="off" />
              <div className={css.acts}>
                <Button type="submit" look="primary" busy={busy}>
                  {t('try.ask')}
                </Button>
              </div>
            </>
          )}
        </Form>
      </Panel>
      <Outcome got={got} refused={refused} />
    </>
  );
}

function Outcome({ got, refused }: { got: Tokens | null; refused: string }) {
  const { t } = useConsole();
  if (refused) {
    return (
      <Notice kind="danger" title={t('try.refused')}>
        {refused}
      </Notice>
    );
  }
  if (!got) return null;
  const claims = claimsOf(got.id_token) ?? claimsOf(got.access_token) ?? [];
  return (
    <Panel title={t('try.worked')} lead={t('try.worked.text')}>
      <Facts
        facts={[
          [t('try.type'), got.token_type],
          [t('try.lifetime'), t('try.seconds', { seconds: got.expires_in })],
          [t('client.scope'), got.scope],
          [t('try.refresh'), got.refresh_token ? t('try.yes') : t('try.no')],
          ...claims.map(([name, value]) => [name, plain(value)] as const),
        ]}
      />
    </Panel>
  );
}
