import { useQueryClient } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from 'react-router';
import { api } from '../api/client';
import { Button, ButtonLink } from '../design/button';
import { Card, CardFoot, CardHead } from '../design/card';
import { TextField } from '../design/field';
import { Form } from '../design/form';
import { Medal } from '../design/medal';
import { useMessages } from '../messages/provider';
import { useSession } from '../shell/guards';
import { useLinkToken } from '../shell/link_token';
import { PageTitle } from '../shell/page_title';
import { useRules } from '../shell/rules';
import { SentMail } from '../shell/sent_mail';
import { requestIn, withRequest } from '../shell/waiting_request';

type Outcome = 'account_activated' | 'email_changed' | 'expired';
/** Kept beside the entry in the history, so that a reload shows the same. */
type State = { email?: string; sent?: boolean; draft?: object; outcome?: Outcome } | null;

export function Component() {
  const token = useLinkToken();
  const { state } = useLocation() as { state: State };
  const navigate = useNavigate();
  const show = (outcome: Outcome) => void navigate('/verify-email', { replace: true, state: { outcome } });
  if (token !== null) return <Confirm token={token} onOutcome={show} />;
  if (state?.outcome === 'expired') return <Expired />;
  if (state?.outcome) return <Done outcome={state.outcome} />;
  if (state?.sent && state.email) return <Sent email={state.email} draft={state.draft} />;
  return <Ask email={state?.email ?? ''} />;
}

/** Never acts by itself: programs that look through mail follow links, and would confirm for the reader. */
function Confirm({ token, onOutcome }: { token: string; onOutcome: (outcome: Outcome) => void }) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const { mutateAsync: verify } = api.useMutation('post', '/auth/verify-email');
  return (
    <Card>
      <CardHead>
        <Medal icon="mail" />
        <PageTitle>{t('verify.confirm.title')}</PageTitle>
        <p>{t('verify.confirm.text')}</p>
      </CardHead>
      <Form
        send={() => verify({ body: { token } })}
        onDone={({ outcome }) => {
          void queries.invalidateQueries();
          onOutcome(outcome);
        }}
        refusals={{ token_invalid: () => onOutcome('expired') }}
      >
        {(busy) => (
          <Button type="submit" look="primary" wide busy={busy}>
            {t('verify.confirm.submit')}
          </Button>
        )}
      </Form>
    </Card>
  );
}

function Done({ outcome }: { outcome: 'account_activated' | 'email_changed' }) {
  const { t } = useMessages();
  const signedIn = useSession().is === 'in';
  const changed = outcome === 'email_changed';
  return (
    <Card>
      <CardHead>
        <Medal icon="check" kind="success" />
        <PageTitle>{t(changed ? 'verify.changed.title' : 'verify.done.title')}</PageTitle>
        <p>{t(changed ? 'verify.changed.text' : 'verify.done.text')}</p>
      </CardHead>
      <ButtonLink to={signedIn ? '/account' : '/login'} look="primary" wide>
        {t(signedIn ? 'account.back' : 'login.submit')}
      </ButtonLink>
    </Card>
  );
}

function Expired() {
  const { t } = useMessages();
  const navigate = useNavigate();
  return (
    <Card>
      <CardHead>
        <Medal icon="clock" kind="warning" />
        <PageTitle>{t('verify.expired.title')}</PageTitle>
        <p>{t('verify.expired.text')}</p>
      </CardHead>
      <AskForm
        email=""
        onSent={(email) => void navigate('/verify-email', { state: { email, sent: true } })}
      />
      <CardFoot>
        <Link to="/login">{t('login.submit')}</Link>
      </CardFoot>
    </Card>
  );
}

function Sent({ email, draft }: { email: string; draft: object | undefined }) {
  const { t, rich } = useMessages();
  const request = requestIn(useLocation().search);
  const { mutateAsync: resend } = api.useMutation('post', '/auth/verify-email/resend');
  return (
    <Card>
      <CardHead>
        <Medal icon="mail" />
        <PageTitle>{t('verify.sent.title')}</PageTitle>
        <p>{rich('verify.sent.text', { email: <strong>{email}</strong> })}</p>
      </CardHead>
      <SentMail again={() => resend({ body: { email } })} />
      <CardFoot>
        {t('verify.sent.wrong')}{' '}
        <Link to={withRequest('/register', request)} state={{ draft }}>
          {t('verify.sent.correct')}
        </Link>
      </CardFoot>
    </Card>
  );
}

function Ask({ email }: { email: string }) {
  const { t } = useMessages();
  const navigate = useNavigate();
  return (
    <Card>
      <CardHead>
        <PageTitle>{t('verify.ask.title')}</PageTitle>
        <p>{t('verify.ask.text')}</p>
      </CardHead>
      <AskForm
        email={email}
        onSent={(to) => void navigate('/verify-email', { state: { email: to, sent: true } })}
      />
      <CardFoot>
        <Link to="/login">{t('forgot.back')}</Link>
      </CardFoot>
    </Card>
  );
}

function AskForm({ email, onSent }: { email: string; onSent: (email: string) => void }) {
  const { t } = useMessages();
  const rules = useRules();
  const { mutateAsync: resend } = api.useMutation('post', '/auth/verify-email/resend');
  return (
    <Form
      send={({ email: to = '' }) => resend({ body: { email: to.trim() } })}
      onDone={(_, { email: to = '' }) => onSent(to.trim())}
    >
      {(busy) => (
        <>
          <TextField
            name="email"
            type="email"
            label={t('field.email')}
            autoComplete="email"
            inputMode="email"
            defaultValue={email}
            check={rules.email.valid}
          />
          <Button type="submit" look="primary" wide busy={busy}>
            {t('verify.ask.submit')}
          </Button>
        </>
      )}
    </Form>
  );
}
