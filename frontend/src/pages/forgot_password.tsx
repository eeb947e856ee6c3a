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

export function Component() {
  const { state } = useLocation() as { state: { email?: string } | null };
  return state?.email ? <Sent email={state.email} /> : <Ask />;
}

function Ask() {
  const { t } = useMessages();
  const rules = useRules();
  const navigate = useNavigate();
  const { mutateAsync: request } = api.useMutation('post', '/auth/password-reset/request');
  return (
    <Card>
      <CardHead>
        <PageTitle>{t('forgot.title')}</PageTitle>
        <p>{t('forgot.text')}</p>
      </CardHead>
      <Form
        first
        send={({ email = '' }) => request({ body: { email: email.trim() } })}
        onDone={(_, { email = '' }) => void navigate('/forgot-password', { state: { email: email.trim() } })}
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
        <Link to="/login">{t('forgot.back')}</Link>
      </CardFoot>
    </Card>
  );
}

function Sent({ email }: { email: string }) {
  const { t, rich } = useMessages();
  const { mutateAsync: request } = api.useMutation('post', '/auth/password-reset/request');
  return (
    <Card>
      <CardHead>
        <Medal icon="mail" />
        <PageTitle>{t('forgot.sent.title')}</PageTitle>
        <p>{rich('forgot.sent.text', { email: <strong>{email}</strong> })}</p>
      </CardHead>
      <SentMail again={() => request({ body: { email } })} />
      <CardFoot>
        <Link to="/login">{t('forgot.back')}</Link>
      </CardFoot>
    </Card>
  );
}
