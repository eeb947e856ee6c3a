import { useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { api } from '../api/client';
import { Button } from '../design/button';
import { Card, CardFoot, CardHead } from '../design/card';
import { Disclosure } from '../design/disclosure';
import { TextField } from '../design/field';
import { Form } from '../design/form';
import { NewPasswordField } from '../design/new_password_field';
import { useMessages } from '../messages/provider';
import { PageTitle } from '../shell/page_title';
import { useRules } from '../shell/rules';
import { requestIn, withRequest } from '../shell/waiting_request';
import css from './register.module.css';

type Draft = { email?: string; username?: string; first_name?: string; last_name?: string };

export function Component() {
  const { t } = useMessages();
  const rules = useRules();
  const navigate = useNavigate();
  // What was entered before, when somebody comes back to correct it.
  const { state, search } = useLocation() as { state: { draft?: Draft } | null; search: string };
  const request = requestIn(search);
  const [draft, setDraft] = useState<Draft>(state?.draft ?? {});
  const { mutateAsync: register } = api.useMutation('post', '/auth/register');
  const set = (name: keyof Draft) => (value: string) => setDraft((before) => ({ ...before, [name]: value }));
  const named = Boolean(draft.username || draft.first_name || draft.last_name);

  return (
    <Card>
      <CardHead>
        <PageTitle>{t('register.title')}</PageTitle>
      </CardHead>
      <Form
        first
        send={({ email = '', password = '', username = '', first_name = '', last_name = '' }) =>
          register({
            body: {
              email: email.trim(),
              password,
              ...(username.trim() && { username: username.trim() }),
              ...(first_name.trim() && { first_name: first_name.trim() }),
              ...(last_name.trim() && { last_name: last_name.trim() }),
            },
          })
        }
        onDone={(_, { email = '' }) => {
          // Back leads to the form as it was, without the password.
          window.history.replaceState({ ...window.history.state, usr: { draft } }, '');
          void navigate(withRequest('/verify-email', request), {
            state: { email: email.trim(), sent: true, draft },
          });
        }}
        about={{ username_taken: { field: 'username', words: t('invalid.username.taken') } }}
      >
        {(busy) => (
          <>
            <TextField
              name="email"
              type="email"
              label={t('field.email')}
              autoComplete="email"
              inputMode="email"
              value={draft.email ?? ''}
              onValueChange={set('email')}
              check={rules.email.valid}
            />
            <NewPasswordField
              name="password"
              label={t('field.password')}
              context={[draft.email, draft.username, draft.first_name, draft.last_name].filter(
                (word) => word !== undefined,
              )}
            />
            <Disclosure title={t('register.more')} aside={t('field.optional')} open={named}>
              <div className={css.names}>
                <TextField
                  name="first_name"
                  label={t('field.first_name')}
                  autoComplete="given-name"
                  value={draft.first_name ?? ''}
                  onValueChange={set('first_name')}
                />
                <TextField
                  name="last_name"
                  label={t('field.last_name')}
                  autoComplete="family-name"
                  value={draft.last_name ?? ''}
                  onValueChange={set('last_name')}
                />
              </div>
              <TextField
                name="username"
                label={t('field.username')}
                hint={t('field.username_rules')}
                autoComplete="nickname"
                value={draft.username ?? ''}
                onValueChange={set('username')}
              />
            </Disclosure>
            <Button type="submit" look="primary" wide busy={busy}>
              {t('register.submit')}
            </Button>
          </>
        )}
      </Form>
      <CardFoot>
        {t('register.have')} <Link to={withRequest('/login', request)}>{t('register.sign_in')}</Link>
      </CardFoot>
    </Card>
  );
}
