/** What a page is made of that asks somebody whether an app may do something. */
import { useState } from 'react';
import { api, session } from '../api/client';
import { faultOf, SignedOut, type Fault } from '../api/fault';
import { Button } from '../design/button';
import { Disclosure } from '../design/disclosure';
import { FaultNotice } from '../design/fault_notice';
import { Icon } from '../design/icons';
import { Notice } from '../design/notice';
import { useMessages } from '../messages/provider';
import css from './asking.module.css';
import { told } from './scopes';

/** As whom one is signed in, and the way to be somebody else. */
export function Who({ email, answering }: { email: string; answering: boolean }) {
  const { t, rich } = useMessages();
  const [fault, setFault] = useState<Fault | null>(null);
  const signOut = api.useMutation('post', '/auth/logout', {
    // Where nobody is signed in, this page leads to where one signs in.
    onSuccess: () => session.close('left'),
    onError: (error: unknown) => {
      if (error instanceof SignedOut) session.close('left');
      else setFault(faultOf(error));
    },
  });
  const change = () => {
    setFault(null);
    signOut.mutate({});
  };
  return (
    <div className={css.who}>
      <p>{rich('consent.who', { email: <strong>{email}</strong> })}</p>
      <Button look="quiet" busy={signOut.isPending} disabled={answering} onClick={change}>
        {t('consent.not_you')}
      </Button>
      {fault && <FaultNotice fault={fault} retry={change} />}
    </div>
  );
}

/** What the app can do, in sentences, and behind them the words of the protocol. */
export function Asked({
  client,
  scopes,
}: {
  client: { id: string; name: string; id_host?: string };
  scopes: readonly { name: string; agreed: boolean }[];
}) {
  const { t } = useMessages();
  const names = scopes.map((each) => each.name);
  const before = new Set(scopes.filter((each) => each.agreed).map((each) => each.name));
  return (
    <div>
      {client.id_host && (
        <Notice kind="warning" title={t('consent.id_host.title')}>
          {t('consent.id_host.text', { host: client.id_host })}
        </Notice>
      )}
      <h2 className={css.lead}>{t('consent.may', { client: client.name })}</h2>
      <ul className={css.list}>
        {told(names).map(({ scope, key }) => (
          <li key={scope}>
            <Icon name="check" size={18} />
            <span>
              {key ? t(key) : t('scope.unknown', { scope })}
              {before.has(scope) && <span className={css.before}> {t('consent.before')}</span>}
            </span>
          </li>
        ))}
      </ul>
      <Disclosure title={t('consent.details')}>
        <dl className={css.details}>
          <dt>{t('consent.scopes')}</dt>
          <dd>
            {names.length > 0 ? names.map((name) => <code key={name}>{name}</code>) : t('consent.no_scopes')}
          </dd>
          <dt>{t('consent.client_id')}</dt>
          <dd>
            <code>{client.id}</code>
          </dd>
        </dl>
      </Disclosure>
    </div>
  );
}

/** Both answers, of equal weight. */
export function Decide({
  answering,
  onAnswer,
}: {
  /** The answer that is under way. */
  answering: boolean | null;
  onAnswer: (allow: boolean) => void;
}) {
  const { t } = useMessages();
  return (
    <div className={css.acts}>
      <Button wide busy={answering === false} disabled={answering === true} onClick={() => onAnswer(false)}>
        {t('consent.deny')}
      </Button>
      <Button wide busy={answering === true} disabled={answering === false} onClick={() => onAnswer(true)}>
        {t('consent.allow')}
      </Button>
    </div>
  );
}
