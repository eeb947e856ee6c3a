import { useEffect } from 'react';
import { Navigate, useLocation } from 'react-router';
import { api, session } from '../api/client';
import { codeOf, faultOf, SignedOut } from '../api/fault';
import { Card, CardHead } from '../design/card';
import { FaultNotice } from '../design/fault_notice';
import { useMessages } from '../messages/provider';
import { deliver } from '../shell/answer';
import { Asked, Decide, Who } from '../shell/asking';
import css from '../shell/asking.module.css';
import { Gone, useReturn } from '../shell/gone';
import { Unreachable, useSession } from '../shell/guards';
import { PageTitle } from '../shell/page_title';
import { hostOf } from '../shell/scopes';
import { Waiting } from '../shell/waiting';
import { requestIn, withRequest } from '../shell/waiting_request';

export function Component() {
  const { search } = useLocation();
  const request = requestIn(search);
  const state = useSession();
  useEffect(() => {
    void session.look(true);
  }, []);

  if (request === null) return <Gone />;
  switch (state.is) {
    case 'in':
      return <Question request={request} />;
    case 'unknown':
      return <Waiting />;
    case 'unreachable':
      return <Unreachable error={state.error} />;
    case 'out':
      if (state.why === 'new') return <Waiting />;
      return <Navigate to={withRequest('/login', request)} replace />;
  }
}

function Question({ request }: { request: string }) {
  const { t } = useMessages();
  const path = { params: { path: { id: request } } };
  // An answered request is gone: what was shown must not change under the reader's eyes.
  const asked = api.useQuery('get', '/oauth/requests/{id}', path, {
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const decide = api.useMutation('post', '/oauth/requests/{id}/decision', {
    onSuccess: (answer) => deliver(answer),
  });
  const left = useReturn();

  if (codeOf(asked.error) === 'not_found' || codeOf(decide.error) === 'not_found' || left) return <Gone />;
  if (!asked.data) {
    if (!asked.error || asked.error instanceof SignedOut) return <Waiting />;
    return (
      <Card>
        <CardHead>
          <PageTitle>{t('consent.failed')}</PageTitle>
        </CardHead>
        <FaultNotice fault={faultOf(asked.error)} retry={() => void asked.refetch()} />
      </Card>
    );
  }

  const { client, scopes, email } = asked.data;
  const home = hostOf(client.home);
  const answering = decide.isPending || decide.isSuccess ? decide.variables.body.allow : null;
  const answer = (allow: boolean) => {
    if (answering === null) decide.mutate({ ...path, body: { allow } });
  };
  return (
    <Card>
      <CardHead>
        <PageTitle>{t('consent.title', { client: client.name })}</PageTitle>
        <p>
          {client.id_host ? (
            client.id_host
          ) : home ? (
            <a href={client.home} target="_blank" rel="noreferrer">
              {home}
            </a>
          ) : (
            t('consent.no_home')
          )}
        </p>
      </CardHead>
      <Who email={email} answering={answering !== null} />
      <Asked client={client} scopes={scopes} />
      {decide.error && !(decide.error instanceof SignedOut) && (
        <FaultNotice fault={faultOf(decide.error)} retry={() => answer(decide.variables.body.allow)} />
      )}
      <Decide answering={answering} onAnswer={answer} />
      <p className={css.later}>{t('consent.later')}</p>
    </Card>
  );
}
