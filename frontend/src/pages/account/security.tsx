import { useState } from 'react';
import { api } from '../../api/client';
import { Button } from '../../design/button';
import { Form } from '../../design/form';
import { NewPasswordField } from '../../design/new_password_field';
import { PasswordField } from '../../design/field';
import { Notice } from '../../design/notice';
import { useMessages } from '../../messages/provider';
import { PageTitle } from '../../shell/page_title';
import { useRules } from '../../shell/rules';
import { PageHead, Section } from './section';
import css from './security.module.css';
import { Sessions } from './sessions';
import { useQueryClient } from '@tanstack/react-query';

export function Component() {
  const { t } = useMessages();
  return (
    <>
      <PageHead>
        <PageTitle>{t('security.title')}</PageTitle>
        <p>{t('security.lead')}</p>
      </PageHead>
      <ChangePassword />
      <Sessions />
    </>
  );
}

function ChangePassword() {
  const { t } = useMessages();
  const rules = useRules();
  const queries = useQueryClient();
  /** How often it was changed; a new form each time, since what was typed must not stay. */
  const [times, setTimes] = useState(0);
  const { data: me } = api.useQuery('get', '/users/me');
  const { mutateAsync: change } = api.useMutation('post', '/users/me/password');
  const context = [me?.email, me?.username, me?.first_name, me?.last_name].filter(
    (word) => typeof word === 'string',
  );
  return (
    <Section title={t('security.password')} lead={t('security.password.text')}>
      {times > 0 && (
        <Notice kind="success" title={t('security.password.done.title')}>
          {t('security.password.done.text')}
        </Notice>
      )}
      <Form
        key={times}
        className={css.narrow ?? ''}
        send={({ current_password = '', new_password = '' }) =>
          change({ body: { current_password, new_password } })
        }
        onDone={() => {
          setTimes((before) => before + 1);
          void queries.invalidateQueries(api.queryOptions('get', '/users/me/sessions'));
        }}
        about={{ wrong_password: { field: 'current_password', words: t('invalid.password.wrong') } }}
      >
        {(busy) => (
          <>
            {/* Tells the password manager whose password it is. */}
            <input
              type="text"
              name="account"
              autoComplete="username"
              value={me?.email ?? ''}
              readOnly
              hidden
            />
            <PasswordField
              name="current_password"
              label={t('field.current_password')}
              autoComplete="current-password"
              check={rules.password.present}
            />
            <NewPasswordField name="new_password" label={t('field.new_password')} context={context} />
            <div>
              <Button type="submit" look="primary" busy={busy}>
                {t('security.password.submit')}
              </Button>
            </div>
          </>
        )}
      </Form>
    </Section>
  );
}
