import { useEffect, useState } from 'react';
import { Navigate, useLocation } from 'react-router';
import { api, session } from '../api/client';
import { codeOf, faultOf, SignedOut, type Fault } from '../api/fault';
import { Button, ButtonLink } from '../design/button';
import { Card, CardHead } from '../design/card';
import { Disclosure } from '../design/disclosure';
import { FaultNotice } from '../design/fault_notice';
import { Icon } from '../design/icons';
import { Medal } from '../design/medal';
import { useMessages } from '../messages/provider';
import { deliver } from '../shell/answer';
import { Unreachable, useSession } from '../shell/guards';
import { PageTitle } from '../shell/page_title';
import { hostOf, told } from '../shell/scopes';
import { Waiting } from '../shell/waiting';
import { requestIn, withRequest } from '../shell/waiting_request';
import css from './consent.module.css';

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
  const names = scopes.map((each) => each.name);
  const before = new Set(scopes.filter((each) => each.agreed).map((each) => each.name));
  const answering = decide.isPending || decide.isSuccess ? decide.variables.body.allow : null;
  const answer = (allow: boolean) => {
    if (answering === null) decide.mutate({ ...path, body: { allow } });
  };
  return (
    <Card>
      <CardHead>
        <PageTitle>{t('consent.title', { client: client.name })}</PageTitle>
        <p>
          {home ? (
            <a href={client.home} target="_blank" rel="noreferrer">
              {home}
            </a>
          ) : (
            t('consent.no_home')
          )}
        </p>
      </CardHead>
      <Who email={email} answering={answering !== null} />
      <div>
        <h2 className={css.lead}>{t('consent.may', { client: client.name })}</h2>
        <ul className={css.list}>
          {told(names).map(({ scope, key }) => (
            <li key={scope}>
              <Icon name="check" size={18} />
              <span>
                {key ? t(key) : t('scope.unknown', { scope })}
                {before.has(scope) && <span className={css.before}> {t('consent.before')}</span>}
              </span>
            </li>
          ))}
        </ul>
        <Disclosure title={t('consent.details')}>
          <dl className={css.details}>
            <dt>{t('consent.scopes')}</dt>
            <dd>
              {names.length > 0
                ? names.map((name) => <code key={name}>{name}</code>)
                : t('consent.no_scopes')}
            </dd>
            <dt>{t('consent.client_id')}</dt>
            <dd>
              <code>{client.id}</code>
            </dd>
          </dl>
        </Disclosure>
      </div>
      {decide.error && !(decide.error instanceof SignedOut) && (
        <FaultNotice fault={faultOf(decide.error)} retry={() => answer(decide.variables.body.allow)} />
      )}
      <div className={css.acts}>
        <Button wide busy={answering === false} disabled={answering === true} onClick={() => answer(false)}>
          {t('consent.deny')}
        </Button>
        <Button wide busy={answering === true} disabled={answering === false} onClick={() => answer(true)}>
          {t('consent.allow')}
        </Button>
      </div>
      <p className={css.later}>{t('consent.later')}</p>
    </Card>
  );
}

/** As whom one is signed in, and the way to be somebody else. */
function Who({ email, answering }: { email: string; answering: boolean }) {
  const { t, rich } = useMessages();
  const [fault, setFault] = useState<Fault | null>(null);
  const signOut = api.useMutation('post', '/auth/logout', {
    // Where nobody is signed in, this page leads to where one signs in.
    onSuccess: () => session.close('left'),
    onError: (error: unknown) => {
      if (error instanceof SignedOut) session.close('left');
      else setFault(faultOf(error));
    },
  });
  const change = () => {
    setFault(null);
    signOut.mutate({});
  };
  return (
    <div className={css.who}>
      <p>{rich('consent.who', { email: <strong>{email}</strong> })}</p>
      <Button look="quiet" busy={signOut.isPending} disabled={answering} onClick={change}>
        {t('consent.not_you')}
      </Button>
      {fault && <FaultNotice fault={fault} retry={change} />}
    </div>
  );
}

/** Whether the page came back from the browser's memory after it was left: its question may be answered. */
function useReturn(): boolean {
  const [returned, setReturned] = useState(false);
  useEffect(() => {
    const shown = (event: PageTransitionEvent) => event.persisted && setReturned(true);
    addEventListener('pageshow', shown);
    return () => removeEventListener('pageshow', shown);
  }, []);
  return returned;
}

function Gone() {
  const { t } = useMessages();
  return (
    <Card>
      <CardHead>
        <Medal icon="clock" kind="warning" />
        <PageTitle>{t('consent.gone.title')}</PageTitle>
        <p>{t('consent.gone.text')}</p>
      </CardHead>
      <ButtonLink to="/account" wide>
        {t('account.back')}
      </ButtonLink>
    </Card>
  );
}
