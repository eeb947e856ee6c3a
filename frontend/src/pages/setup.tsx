import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, session } from '../api/client';
import { Button, ButtonLink } from '../design/button';
import { Card, CardHead } from '../design/card';
import { TextField } from '../design/field';
import { Form } from '../design/form';
import { Medal } from '../design/medal';
import { NewPasswordField } from '../design/new_password_field';
import { useMessages } from '../messages/provider';
import { brand } from '../shell/brand';
import { useLinkToken } from '../shell/link_token';
import { PageTitle } from '../shell/page_title';
import { useRules } from '../shell/rules';

export function Component() {
  const token = useLinkToken();
  const [expired, setExpired] = useState(false);
  if (token === null || expired) return <NoLink expired={expired} />;
  return <Create token={token} onExpired={() => setExpired(true)} />;
}

function Create({ token, onExpired }: { token: string; onExpired: () => void }) {
  const { t } = useMessages();
  const rules = useRules();
  const navigate = useNavigate();
  const [email, setEmail] = useState('');
  const [username, setUsername] = useState('');
  const { mutateAsync: setUp } = api.useMutation('post', '/auth/setup');
  const { mutateAsync: signIn } = api.useMutation('post', '/auth/login');
  return (
    <Card>
      <CardHead>
        <Medal icon="shield" />
        <PageTitle>{t('setup.title', { name: brand.name })}</PageTitle>
        <p>{t('setup.text')}</p>
      </CardHead>
      <Form
        send={async ({ password = '' }) => {
          const name = username.trim();
          await setUp({ body: { token, email: email.trim(), password, ...(name && { username: name }) } });
          // The account is there. Where signing in fails now, the sign-in page says why.
          return signIn({ body: { email: email.trim(), password } }).catch(() => null);
        }}
        onDone={(tokens) => {
          if (tokens) session.open(tokens);
          void navigate(tokens ? '/account' : '/login', { replace: true });
        }}
        about={{
          username_taken: { field: 'username', words: t('invalid.username.taken') },
          email_taken: { field: 'email', words: t('invalid.email.taken') },
        }}
        refusals={{ token_invalid: () => onExpired() }}
      >
        {(busy) => (
          <>
            <TextField
              name="email"
              type="email"
              label={t('field.email')}
              autoComplete="username"
              inputMode="email"
              value={email}
              onValueChange={setEmail}
              check={rules.email.valid}
            />
            <NewPasswordField name="password" label={t('field.password')} context={[email, username]} />
            <TextField
              name="username"
              label={t('field.username')}
              aside={t('field.optional')}
              hint={t('field.username_rules')}
              autoComplete="nickname"
              value={username}
              onValueChange={setUsername}
            />
            <Button type="submit" look="primary" wide busy={busy}>
              {t('setup.submit')}
            </Button>
          </>
        )}
      </Form>
    </Card>
  );
}

function NoLink({ expired }: { expired: boolean }) {
  const { t } = useMessages();
  return (
    <Card>
      <CardHead>
        <Medal icon="clock" kind="warning" />
        <PageTitle>{t(expired ? 'setup.expired.title' : 'setup.no_token.title')}</PageTitle>
        <p>{t(expired ? 'setup.expired.text' : 'setup.no_token.text')}</p>
      </CardHead>
      <ButtonLink to="/login" look="primary" wide>
        {t('login.submit')}
      </ButtonLink>
    </Card>
  );
}
