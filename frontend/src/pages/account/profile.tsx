import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../api/client';
import { faultOf } from '../../api/fault';
import type { components } from '@oathgate/sdk';
import { Button } from '../../design/button';
import { FaultNotice } from '../../design/fault_notice';
import { Choice } from '../../design/choice';
import { LinesField, PasswordField, TextField } from '../../design/field';
import { Form } from '../../design/form';
import { Icon } from '../../design/icons';
import { Notice } from '../../design/notice';
import { languages } from '../../messages/choice';
import { useMessages } from '../../messages/provider';
import { PageTitle } from '../../shell/page_title';
import { useRules } from '../../shell/rules';
import css from './profile.module.css';
import { PageHead, Placeholder, Section } from './section';

type Profile = components['schemas']['Profile'];

export function Component() {
  const { t } = useMessages();
  const me = api.useQuery('get', '/users/me');
  return (
    <>
      <PageHead>
        <PageTitle>{t('profile.title')}</PageTitle>
        <p>{t('profile.lead')}</p>
      </PageHead>
      {me.data ? (
        <>
          <Names me={me.data} />
          <MailLanguage me={me.data} />
          <Contact me={me.data} />
          <Address me={me.data} />
        </>
      ) : me.error ? (
        <FaultNotice fault={faultOf(me.error)} retry={() => void me.refetch()} />
      ) : (
        <>
          <Section title={t('profile.name')}>
            <Placeholder lines={3} />
          </Section>
          <Section title={t('profile.email')}>
            <Placeholder lines={1} />
          </Section>
        </>
      )}
    </>
  );
}

function Names({ me }: { me: Profile }) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [saved, setSaved] = useState(false);
  const { mutateAsync: save } = api.useMutation('put', '/users/me');
  return (
    <Section title={t('profile.name')}>
      <Form
        send={({ first_name = '', last_name = '', username = '' }) => {
          setSaved(false);
          return save({ body: { first_name, last_name, username } });
        }}
        onDone={(account) => {
          queries.setQueryData(api.queryOptions('get', '/users/me').queryKey, account);
          setSaved(true);
        }}
        about={{ username_taken: { field: 'username', words: t('invalid.username.taken') } }}
      >
        {(busy) => (
          <>
            <div className={css.names}>
              <TextField
                name="first_name"
                label={t('field.first_name')}
                autoComplete="given-name"
                defaultValue={me.first_name ?? ''}
                onValueChange={() => setSaved(false)}
              />
              <TextField
                name="last_name"
                label={t('field.last_name')}
                autoComplete="family-name"
                defaultValue={me.last_name ?? ''}
                onValueChange={() => setSaved(false)}
              />
            </div>
            <TextField
              name="username"
              label={t('field.username')}
              aside={t('field.optional')}
              hint={t('field.username_rules')}
              autoComplete="nickname"
              defaultValue={me.username ?? ''}
              onValueChange={() => setSaved(false)}
            />
            <div className={css.acts}>
              <Button type="submit" look="primary" busy={busy}>
                {t('profile.save')}
              </Button>
              <Saved is={saved} />
            </div>
          </>
        )}
      </Form>
    </Section>
  );
}

/** In which language mails come. */
function MailLanguage({ me }: { me: Profile }) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [saved, setSaved] = useState(false);
  const { mutateAsync: save } = api.useMutation('put', '/users/me');
  const options = Object.entries(languages).map(([code, name]) => [code, name] as const);
  return (
    <Section title={t('profile.language')}>
      <Form
        send={({ locale = '' }) => {
          setSaved(false);
          return save({ body: { locale } });
        }}
        onDone={(account) => {
          queries.setQueryData(api.queryOptions('get', '/users/me').queryKey, account);
          setSaved(true);
        }}
      >
        {(busy) => (
          <>
            <Choice
              name="locale"
              label={t('profile.language.mails')}
              defaultValue={me.locale ?? ''}
              options={me.locale ? options : [['', t('profile.language.none')], ...options]}
            />
            <div className={css.acts}>
              <Button type="submit" look="primary" busy={busy}>
                {t('profile.language.save')}
              </Button>
              <Saved is={saved} />
            </div>
          </>
        )}
      </Form>
    </Section>
  );
}

function Contact({ me }: { me: Profile }) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [saved, setSaved] = useState(false);
  const { mutateAsync: save } = api.useMutation('put', '/users/me');
  const changed = () => setSaved(false);
  const part = (name: keyof NonNullable<Profile['address']>, label: string, autoComplete: string) => (
    <TextField
      name={`address.${name}`}
      label={label}
      autoComplete={autoComplete}
      defaultValue={me.address?.[name] ?? ''}
      onValueChange={changed}
    />
  );
  return (
    <Section title={t('profile.contact')} lead={t('profile.contact.text')}>
      <Form
        send={(values) => {
          setSaved(false);
          const of = (name: string) => values[`address.${name}`] ?? '';
          return save({
            body: {
              phone_number: values['phone_number'] ?? '',
              address: {
                street_address: of('street_address'),
                locality: of('locality'),
                region: of('region'),
                postal_code: of('postal_code'),
                country: of('country'),
              },
            },
          });
        }}
        onDone={(account) => {
          queries.setQueryData(api.queryOptions('get', '/users/me').queryKey, account);
          setSaved(true);
        }}
      >
        {(busy) => (
          <>
            <TextField
              name="phone_number"
              type="tel"
              label={t('field.phone_number')}
              aside={t('field.optional')}
              hint={t('field.phone_number_rules')}
              autoComplete="tel"
              inputMode="tel"
              defaultValue={me.phone_number ?? ''}
              onValueChange={changed}
            />
            <LinesField
              name="address.street_address"
              label={t('field.street_address')}
              autoComplete="street-address"
              defaultValue={me.address?.street_address ?? ''}
              onValueChange={changed}
            />
            <div className={css.names}>
              {part('postal_code', t('field.postal_code'), 'postal-code')}
              {part('locality', t('field.locality'), 'address-level2')}
            </div>
            <div className={css.names}>
              {part('region', t('field.region'), 'address-level1')}
              {part('country', t('field.country'), 'country-name')}
            </div>
            <div className={css.acts}>
              <Button type="submit" look="primary" busy={busy}>
                {t('profile.contact.save')}
              </Button>
              <Saved is={saved} />
            </div>
          </>
        )}
      </Form>
    </Section>
  );
}

function Saved({ is }: { is: boolean }) {
  const { t } = useMessages();
  return (
    <span role="status" className={css.saved}>
      {is && (
        <>
          <Icon name="check" /> {t('profile.saved')}
        </>
      )}
    </span>
  );
}

function Address({ me }: { me: Profile }) {
  const { t, rich } = useMessages();
  const [changing, setChanging] = useState(false);
  const [sent, setSent] = useState('');
  const open = useRef<HTMLButtonElement>(null);
  const wasChanging = useRef(false);
  useEffect(() => {
    // Who closes the form goes on from where they opened it.
    if (wasChanging.current && !changing) open.current?.focus();
    wasChanging.current = changing;
  }, [changing]);
  return (
    <Section title={t('profile.email')} lead={t('profile.email.text')}>
      <div className={css.address}>
        <span className={css.current}>
          <span>{me.email}</span>
          {me.email_verified && (
            <span className={css.confirmed}>
              <Icon name="done" size={16} /> {t('profile.email.confirmed')}
            </span>
          )}
        </span>
        {!changing && (
          <Button ref={open} onClick={() => setChanging(true)}>
            {t('profile.email.change')}
          </Button>
        )}
      </div>
      {sent && !changing && (
        <Notice kind="success" title={t('profile.email.sent.title')}>
          {rich('profile.email.sent.text', {
            email: <strong>{sent}</strong>,
            old: <strong>{me.email}</strong>,
          })}
        </Notice>
      )}
      {changing && (
        <ChangeAddress
          onCancel={() => setChanging(false)}
          onSent={(email) => {
            setSent(email);
            setChanging(false);
          }}
        />
      )}
    </Section>
  );
}

function ChangeAddress({ onCancel, onSent }: { onCancel: () => void; onSent: (email: string) => void }) {
  const { t } = useMessages();
  const rules = useRules();
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const { mutateAsync: change } = api.useMutation('post', '/users/me/email');
  return (
    <div className={css.change}>
      <Form
        send={({ email = '', password = '' }) => change({ body: { email: email.trim(), password } })}
        onDone={(_, { email = '' }) => onSent(email.trim())}
        about={{
          wrong_password: { field: 'password', words: t('invalid.password.wrong') },
          email_taken: { field: 'email', words: t('invalid.email.taken') },
        }}
      >
        {(busy) => (
          <>
            <TextField
              ref={first}
              name="email"
              type="email"
              label={t('profile.email.new')}
              autoComplete="email"
              inputMode="email"
              check={rules.email.valid}
            />
            <PasswordField
              name="password"
              label={t('field.current_password')}
              hint={t('profile.email.password_hint')}
              autoComplete="current-password"
              check={rules.password.present}
            />
            <div className={css.acts}>
              <Button type="submit" look="primary" busy={busy}>
                {t('profile.email.submit')}
              </Button>
              <Button onClick={onCancel}>{t('profile.email.cancel')}</Button>
            </div>
          </>
        )}
      </Form>
    </div>
  );
}
