/** With which account somebody goes on: an app wants that to be asked, or has somebody else in mind. */
import { useEffect } from 'react';
import { Navigate, useLocation } from 'react-router';
import { api, session } from '../api/client';
import { codeOf, faultOf, SignedOut } from '../api/fault';
import { Button, ButtonLink } from '../design/button';
import { Card, CardHead } from '../design/card';
import { FaultNotice } from '../design/fault_notice';
import { Notice } from '../design/notice';
import { useMessages } from '../messages/provider';
import asking from '../shell/asking.module.css';
import { Gone, useReturn } from '../shell/gone';
import { Unreachable, useSession } from '../shell/guards';
import { PageTitle } from '../shell/page_title';
import { Waiting } from '../shell/waiting';
import { requestIn, resume, withRequest } from '../shell/waiting_request';
import css from './choose_account.module.css';

export function Component() {
  const { search } = useLocation();
  const request = requestIn(search);
  const state = useSession();
  useEffect(() => {
    void session.look(true);
  }, []);

  if (request === null) return <Gone />;
  const hint = new URLSearchParams(search).get('login_hint');
  const signIn = withRequest('/login', request) + (hint ? `&login_hint=${encodeURIComponent(hint)}` : '');
  switch (state.is) {
    case 'in':
      return <Choice request={request} hint={hint} signIn={signIn} />;
    case 'unknown':
      return <Waiting />;
    case 'unreachable':
      return <Unreachable error={state.error} />;
    case 'out':
      if (state.why === 'new') return <Waiting />;
      return <Navigate to={signIn} replace />;
  }
}

function Choice({ request, hint, signIn }: { request: string; hint: string | null; signIn: string }) {
  const { t, rich } = useMessages();
  const path = { params: { path: { id: request } } };
  // Who is signed in may change in another tab: then the page says so.
  const asked = api.useQuery('get', '/oauth/requests/{id}', path);
  const choose = api.useMutation('post', '/oauth/requests/{id}/account', {
    onSuccess: () => resume(request),
  });
  const left = useReturn();

  if (codeOf(asked.error) === 'not_found' || codeOf(choose.error) === 'not_found' || left) return <Gone />;
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

  const { client, email } = asked.data;
  const going = choose.isPending || choose.isSuccess;
  const goOn = () => {
    if (!going) choose.mutate(path);
  };
  const meansAnother = hint !== null && hint.trim().toLowerCase() !== email.toLowerCase();
  return (
    <Card>
      <CardHead>
        <PageTitle>{t('choose.title')}</PageTitle>
        <p>{rich('choose.text', { client: <strong>{client.name}</strong> })}</p>
      </CardHead>
      {meansAnother && <Notice kind="info">{t('choose.another_meant', { hint })}</Notice>}
      <div className={asking.who}>
        <p>{rich('consent.who', { email: <strong>{email}</strong> })}</p>
      </div>
      {choose.error && !(choose.error instanceof SignedOut) && (
        <FaultNotice fault={faultOf(choose.error)} retry={goOn} />
      )}
      <div className={css.acts}>
        <Button look="primary" wide busy={going} onClick={goOn}>
          {t('choose.go_on', { email })}
        </Button>
        <ButtonLink to={signIn} wide>
          {t('choose.another')}
        </ButtonLink>
      </div>
    </Card>
  );
}
