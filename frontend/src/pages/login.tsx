import { Link, useLocation } from 'react-router';
import { api, session } from '../api/client';
import { Button, ButtonLink } from '../design/button';
import { Card, CardFoot, CardHead } from '../design/card';
import { PasswordField, TextField } from '../design/field';
import { Form } from '../design/form';
import { Notice } from '../design/notice';
import { useMessages } from '../messages/provider';
import { useSession } from '../shell/guards';
import { PageTitle } from '../shell/page_title';
import { useRules } from '../shell/rules';
import { requestIn, resume, withRequest } from '../shell/waiting_request';

export function Component() {
  const { t } = useMessages();
  const rules = useRules();
  const { search } = useLocation();
  const request = requestIn(search);
  const hint = new URLSearchParams(search).get('login_hint') ?? '';
  const { mutateAsync: signIn } = api.useMutation('post', '/auth/login');
  return (
    <Card>
      <CardHead>
        <PageTitle>{t('login.title')}</PageTitle>
      </CardHead>
      <WhyHere />
      <Form
        first
        send={({ email = '', password = '' }) => signIn({ body: { email: email.trim(), password } })}
        // The guard of this page leads on from here, where it saw somebody come in.
        onDone={(tokens) => {
          session.open(tokens);
          if (request !== null) resume(request);
        }}
        refusals={{
          invalid_credentials: () => (
            <Notice kind="danger" title={t('login.refused.title')}>
              {t('login.refused.text')}
            </Notice>
          ),
          email_not_verified: ({ email = '' }) => (
            <Notice
              kind="warning"
              title={t('login.unverified.title')}
              act={
                <ButtonLink
                  look="quiet"
                  to="/verify-email"
                  state={{ email: email.includes('@') ? email.trim() : '' }}
                >
                  {t('login.unverified.act')}
                </ButtonLink>
              }
            >
              {t('login.unverified.text')}
            </Notice>
          ),
          account_disabled: () => (
            <Notice kind="danger" title={t('login.disabled.title')}>
              {t('login.disabled.text')}
            </Notice>
          ),
        }}
      >
        {(busy) => (
          <>
            <TextField
              name="email"
              label={t('field.email')}
              hint={t('login.identifier_hint')}
              autoComplete="username"
              inputMode="email"
              defaultValue={hint}
              check={rules.email.present}
            />
            <PasswordField
              name="password"
              label={t('field.password')}
              aside={<Link to={withRequest('/forgot-password', request)}>{t('login.forgot')}</Link>}
              autoComplete="current-password"
              check={rules.password.present}
            />
            <Button type="submit" look="primary" wide busy={busy}>
              {t('login.submit')}
            </Button>
          </>
        )}
      </Form>
      <CardFoot>
        {t('login.new')} <Link to={withRequest('/register', request)}>{t('login.create')}</Link>
      </CardFoot>
    </Card>
  );
}

/** Why somebody who was signed in has to sign in again. */
function WhyHere() {
  const { t } = useMessages();
  const state = useSession();
  if (state.is !== 'out') return null;
  if (state.why === 'ended') return <Notice kind="info">{t('login.why.ended')}</Notice>;
  if (state.why === 'reused') {
    return (
      <Notice kind="warning" title={t('login.why.reused.title')}>
        {t('login.why.reused.text')}
      </Notice>
    );
  }
  return null;
}
