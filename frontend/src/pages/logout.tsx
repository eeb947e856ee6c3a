/** Asks before somebody is signed out at the wish of an app (OpenID Connect RP-Initiated Logout 1.0 §2). */
import { useEffect, useState } from 'react';
import { Navigate, useLocation, useNavigate } from 'react-router';
import { api, session } from '../api/client';
import { codeOf, faultOf, SignedOut } from '../api/fault';
import { Button, ButtonLink } from '../design/button';
import { Card, CardHead } from '../design/card';
import { FaultNotice } from '../design/fault_notice';
import { useMessages } from '../messages/provider';
import asking from '../shell/asking.module.css';
import { brand } from '../shell/brand';
import { Unreachable, useSession } from '../shell/guards';
import { PageTitle } from '../shell/page_title';
import { Waiting } from '../shell/waiting';
import css from './choose_account.module.css';

/** What the app has asked for, as the server led here. The server looks at it again. */
interface Wish {
  client_id?: string;
  post_logout_redirect_uri?: string;
  state?: string;
}

export function wishIn(search: string): Wish {
  const given = new URLSearchParams(search);
  const wish: Wish = {};
  for (const name of ['client_id', 'post_logout_redirect_uri', 'state'] as const) {
    const value = given.get(name);
    if (value) wish[name] = value;
  }
  return wish;
}

export function Component() {
  const { search } = useLocation();
  const state = useSession();
  const navigate = useNavigate();
  /** Signed out here: the browser is about to leave. */
  const [leaving, setLeaving] = useState(false);
  useEffect(() => {
    void session.look(true);
  }, []);

  if (leaving) return <Waiting />;
  switch (state.is) {
    case 'in':
      return (
        <Question
          wish={wishIn(search)}
          onSignedOut={(target) => {
            if (target !== undefined) setLeaving(true);
            session.close('left');
            // In the history, both take the place of a question that was answered.
            if (target === undefined) void navigate('/signed-out', { replace: true });
            else location.replace(target);
          }}
        />
      );
    case 'unknown':
      return <Waiting />;
    case 'unreachable':
      return <Unreachable error={state.error} />;
    case 'out':
      if (state.why === 'new') return <Waiting />;
      return <Navigate to="/signed-out" replace />;
  }
}

function Question({ wish, onSignedOut }: { wish: Wish; onSignedOut: (target?: string) => void }) {
  const { t, rich } = useMessages();
  const { client_id, post_logout_redirect_uri } = wish;
  const query = {
    ...(client_id !== undefined && { client_id }),
    ...(post_logout_redirect_uri !== undefined && { post_logout_redirect_uri }),
  };
  const asked = api.useQuery('get', '/oauth/logout/request', { params: { query } });
  const signOut = api.useMutation('post', '/oauth/logout/request', {
    onSuccess: (outcome) => onSignedOut(outcome.redirect_to),
  });

  if (!asked.data) {
    if (!asked.error || asked.error instanceof SignedOut) return <Waiting />;
    const unknown = codeOf(asked.error) === 'not_found';
    return (
      <Card>
        <CardHead>
          <PageTitle>{t(unknown ? 'logout.wrong.title' : 'consent.failed')}</PageTitle>
          {unknown && <p>{t('logout.wrong.text')}</p>}
        </CardHead>
        {unknown ? (
          <ButtonLink to="/account" wide>
            {t('account.back')}
          </ButtonLink>
        ) : (
          <FaultNotice fault={faultOf(asked.error)} retry={() => void asked.refetch()} />
        )}
      </Card>
    );
  }

  const { client, email } = asked.data;
  const going = signOut.isPending || signOut.isSuccess;
  const go = () => {
    if (!going) signOut.mutate({ body: wish });
  };
  return (
    <Card>
      <CardHead>
        <PageTitle>{t('logout.title', { name: brand.name })}</PageTitle>
        <p>{client ? t('logout.text', { client: client.name }) : t('logout.text_unknown')}</p>
      </CardHead>
      <div className={asking.who}>
        <p>{rich('consent.who', { email: <strong>{email}</strong> })}</p>
      </div>
      {signOut.error && !(signOut.error instanceof SignedOut) && (
        <FaultNotice fault={faultOf(signOut.error)} retry={go} />
      )}
      <div className={css.acts}>
        <Button look="primary" wide busy={going} onClick={go}>
          {t('logout.submit')}
        </Button>
        <ButtonLink to="/account" wide>
          {t('logout.stay')}
        </ButtonLink>
      </div>
    </Card>
  );
}
