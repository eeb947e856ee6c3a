import { useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate } from 'react-router';
import { api } from '../api/client';
import { Button, ButtonLink } from '../design/button';
import { Card, CardHead } from '../design/card';
import { Form } from '../design/form';
import { Medal } from '../design/medal';
import { useMessages } from '../messages/provider';
import { useSession } from '../shell/guards';
import { useLinkToken } from '../shell/link_token';
import { PageTitle } from '../shell/page_title';

type Outcome = 'kept' | 'expired';

/** Keeps an account that was to be deleted. */
export function Component() {
  const token = useLinkToken();
  const { state } = useLocation() as { state: { outcome?: Outcome } | null };
  const navigate = useNavigate();
  if (token === null) return <Done kept={state?.outcome === 'kept'} />;
  const show = (outcome: Outcome) => void navigate('/cancel-erasure', { replace: true, state: { outcome } });
  return <Keep token={token} onOutcome={show} />;
}

function Keep({ token, onOutcome }: { token: string; onOutcome: (outcome: Outcome) => void }) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const { mutateAsync: cancel } = api.useMutation('post', '/auth/cancel-erasure');
  return (
    <Card>
      <CardHead>
        <Medal icon="user" />
        <PageTitle>{t('keep.title')}</PageTitle>
        <p>{t('keep.text')}</p>
      </CardHead>
      <Form
        send={() => cancel({ body: { token } })}
        onDone={() => {
          void queries.invalidateQueries();
          onOutcome('kept');
        }}
        refusals={{ token_invalid: () => onOutcome('expired') }}
      >
        {(busy) => (
          <Button type="submit" look="primary" wide busy={busy}>
            {t('keep.submit')}
          </Button>
        )}
      </Form>
    </Card>
  );
}

function Done({ kept }: { kept: boolean }) {
  const { t } = useMessages();
  const signedIn = useSession().is === 'in';
  return (
    <Card>
      <CardHead>
        <Medal icon={kept ? 'check' : 'clock'} kind={kept ? 'success' : 'warning'} />
        <PageTitle>{t(kept ? 'keep.done.title' : 'keep.expired.title')}</PageTitle>
        <p>{t(kept ? 'keep.done.text' : 'keep.expired.text')}</p>
      </CardHead>
      <ButtonLink to={signedIn ? '/account' : '/login'} look="primary" wide>
        {t(signedIn ? 'account.back' : 'login.submit')}
      </ButtonLink>
    </Card>
  );
}
