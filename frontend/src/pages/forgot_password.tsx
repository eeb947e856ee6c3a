import { Link, useLocation, useNavigate } from 'react-router';
import { api } from '../api/client';
import { Button } from '../design/button';
import { Card, CardFoot, CardHead } from '../design/card';
import { TextField } from '../design/field';
import { Form } from '../design/form';
import { Medal } from '../design/medal';
import { useMessages } from '../messages/provider';
import { PageTitle } from '../shell/page_title';
import { useRules } from '../shell/rules';
import { SentMail } from '../shell/sent_mail';
import { requestIn, withRequest } from '../shell/waiting_request';

export function Component() {
  const { state, search } = useLocation() as { state: { email?: string } | null; search: string };
  const request = requestIn(search);
  return state?.email ? <Sent email={state.email} request={request} /> : <Ask request={request} />;
}

function Ask({ request }: { request: string | null }) {
  const { t } = useMessages();
  const rules = useRules();
  const navigate = useNavigate();
  const { mutateAsync: send } = api.useMutation('post', '/auth/password-reset/request');
  return (
    <Card>
      <CardHead>
        <PageTitle>{t('forgot.title')}</PageTitle>
        <p>{t('forgot.text')}</p>
      </CardHead>
      <Form
        first
        send={({ email = '' }) => send({ body: { email: email.trim() } })}
        onDone={(_, { email = '' }) =>
          void navigate(withRequest('/forgot-password', request), { state: { email: email.trim() } })
        }
      >
        {(busy) => (
          <>
            <TextField
              name="email"
              type="email"
              label={t('field.email')}
              autoComplete="username"
              inputMode="email"
              check={rules.email.valid}
            />
            <Button type="submit" look="primary" wide busy={busy}>
              {t('forgot.submit')}
            </Button>
          </>
        )}
      </Form>
      <CardFoot>
        <Link to={withRequest('/login', request)}>{t('forgot.back')}</Link>
      </CardFoot>
    </Card>
  );
}

function Sent({ email, request }: { email: string; request: string | null }) {
  const { t, rich } = useMessages();
  const { mutateAsync: send } = api.useMutation('post', '/auth/password-reset/request');
  return (
    <Card>
      <CardHead>
        <Medal icon="mail" />
        <PageTitle>{t('forgot.sent.title')}</PageTitle>
        <p>{rich('forgot.sent.text', { email: <strong>{email}</strong> })}</p>
      </CardHead>
      <SentMail again={() => send({ body: { email } })} />
      <CardFoot>
        <Link to={withRequest('/login', request)}>{t('forgot.back')}</Link>
      </CardFoot>
    </Card>
  );
}
