import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router';
import { api, session, unsigned } from '../api/client';
import { codeOf } from '../api/fault';
import { Button, ButtonLink } from '../design/button';
import { Card, CardFoot, CardHead } from '../design/card';
import { PasswordField, TextField } from '../design/field';
import { Form } from '../design/form';
import { Notice } from '../design/notice';
import { useMessages } from '../messages/provider';
import { Gone } from '../shell/gone';
import { useSession } from '../shell/guards';
import { PageTitle } from '../shell/page_title';
import { useRules } from '../shell/rules';
import { requestIn, resume, withRequest } from '../shell/waiting_request';

export function Component() {
  const { t, rich } = useMessages();
  const rules = useRules();
  const { search } = useLocation();
  const request = requestIn(search);
  const hint = new URLSearchParams(search).get('login_hint') ?? '';
  const { mutateAsync: signIn } = api.useMutation('post', '/auth/login');
  const asker = useAsker(request);
  // Found out before somebody has typed anything. Once it was gone on with, it is of course answered.
  if (codeOf(asker.error) === 'not_found') return <Gone />;
  const client = asker.data?.name;
  return (
    <Card>
      <CardHead>
        <PageTitle>{t('login.title')}</PageTitle>
        {/* The room is kept while the name is on its way. Without a name one can sign in all the same. */}
        {request !== null && (
          <p>
            {client === undefined ? '\u00a0' : rich('choose.text', { client: <strong>{client}</strong> })}
          </p>
        )}
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

/** The client whose request waits for somebody to sign in. */
function useAsker(request: string | null) {
  return useQuery({
    queryKey: ['asker', request],
    enabled: request !== null,
    staleTime: Infinity,
    queryFn: async () => {
      const path = { params: { path: { id: request ?? '' } } };
      const { data, error } = await unsigned.GET('/oauth/requests/{id}/client', path);
      if (error) throw error;
      return data;
    },
  });
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
