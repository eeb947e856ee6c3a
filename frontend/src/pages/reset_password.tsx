import { Link, useLocation, useNavigate } from 'react-router';
import { api, session } from '../api/client';
import { Button, ButtonLink } from '../design/button';
import { Card, CardFoot, CardHead } from '../design/card';
import { Form } from '../design/form';
import { Medal } from '../design/medal';
import { NewPasswordField } from '../design/new_password_field';
import { useMessages } from '../messages/provider';
import { useLinkToken } from '../shell/link_token';
import { PageTitle } from '../shell/page_title';

type Outcome = 'done' | 'expired';

export function Component() {
  const token = useLinkToken();
  const { state } = useLocation() as { state: { outcome?: Outcome } | null };
  const navigate = useNavigate();
  if (token !== null) {
    const show = (outcome: Outcome) =>
      void navigate('/reset-password', { replace: true, state: { outcome } });
    return <Choose token={token} onOutcome={show} />;
  }
  return state?.outcome === 'done' ? <Done /> : <Expired />;
}

function Choose({ token, onOutcome }: { token: string; onOutcome: (outcome: Outcome) => void }) {
  const { t } = useMessages();
  const { mutateAsync: confirm } = api.useMutation('post', '/auth/password-reset/confirm');
  return (
    <Card>
      <CardHead>
        <PageTitle>{t('reset.title')}</PageTitle>
        <p>{t('reset.text')}</p>
      </CardHead>
      <Form
        send={({ new_password = '' }) => confirm({ body: { token, new_password } })}
        onDone={() => {
          // The session of this browser, if there was one, has ended with all the others.
          if (session.state().is !== 'out') session.close('left');
          onOutcome('done');
        }}
        refusals={{ token_invalid: () => onOutcome('expired') }}
      >
        {(busy) => (
          <>
            <NewPasswordField name="new_password" label={t('field.new_password')} context={[]} />
            <Button type="submit" look="primary" wide busy={busy}>
              {t('reset.submit')}
            </Button>
          </>
        )}
      </Form>
    </Card>
  );
}

function Done() {
  const { t } = useMessages();
  return (
    <Card>
      <CardHead>
        <Medal icon="check" kind="success" />
        <PageTitle>{t('reset.done.title')}</PageTitle>
        <p>{t('reset.done.text')}</p>
      </CardHead>
      <ButtonLink to="/login" look="primary" wide>
        {t('login.submit')}
      </ButtonLink>
    </Card>
  );
}

function Expired() {
  const { t } = useMessages();
  return (
    <Card>
      <CardHead>
        <Medal icon="clock" kind="warning" />
        <PageTitle>{t('reset.expired.title')}</PageTitle>
        <p>{t('reset.expired.text')}</p>
      </CardHead>
      <ButtonLink to="/forgot-password" look="primary" wide>
        {t('reset.expired.act')}
      </ButtonLink>
      <CardFoot>
        <Link to="/login">{t('forgot.back')}</Link>
      </CardFoot>
    </Card>
  );
}
