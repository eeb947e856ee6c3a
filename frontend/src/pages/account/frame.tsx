import { useState } from 'react';
import { Link, NavLink, Outlet } from 'react-router';
import { api, session } from '../../api/client';
import { faultOf, SignedOut, type Fault } from '../../api/fault';
import { Button } from '../../design/button';
import { FaultNotice } from '../../design/fault_notice';
import { Icon } from '../../design/icons';
import { Logo } from '../../design/logo';
import { useMessages } from '../../messages/provider';
import { brand } from '../../shell/brand';
import { Footer } from '../../shell/footer';
import { Members, useSession } from '../../shell/guards';
import css from './frame.module.css';

/** The frame of everybody's own pages. */
export function Component() {
  return (
    <div className={css.page}>
      <Top />
      <div className={css.body}>
        <Members>
          <Side />
          <main id="content" tabIndex={-1} className={css.main}>
            <Outlet />
          </main>
        </Members>
      </div>
      <Footer />
    </div>
  );
}

function Top() {
  const { t } = useMessages();
  const state = useSession();
  const [fault, setFault] = useState<Fault | null>(null);
  const signOut = api.useMutation('post', '/auth/logout', {
    onSuccess: () => session.close('left'),
    onError: (error: unknown) => {
      // The session had ended already: that is what was wanted.
      if (error instanceof SignedOut) session.close('left');
      // The cookie is still there, so "you are signed out" would not be true.
      else setFault(faultOf(error));
    },
  });
  const leave = () => {
    setFault(null);
    signOut.mutate({});
  };
  return (
    <header className={css.top}>
      <a href="#content" className={css.skip}>
        {t('page.skip')}
      </a>
      <div className={css.bar}>
        <Link to="/account" className={css.brand} aria-label={t('brand.home', { name: brand.name })}>
          <Logo />
        </Link>
        {state.is === 'in' && (
          <div className={css.who}>
            <Who />
            <Button onClick={leave} busy={signOut.isPending}>
              {t('account.sign_out')}
            </Button>
          </div>
        )}
      </div>
      {fault && (
        <div className={css.fault}>
          <FaultNotice fault={fault} retry={leave} />
        </div>
      )}
    </header>
  );
}

/** As whom one is signed in. */
function Who() {
  const { t } = useMessages();
  const { data: me } = api.useQuery('get', '/users/me');
  if (!me) return null;
  const name = [me.first_name, me.last_name].filter(Boolean).join(' ');
  return (
    <p className={css.name}>
      <span>{name || me.username || me.email}</span>
      <span>{me.is_admin ? t('account.administrator') : name || me.username ? me.email : null}</span>
    </p>
  );
}

function Side() {
  const { t } = useMessages();
  const { data: me } = api.useQuery('get', '/users/me');
  return (
    <nav className={css.side} aria-label={t('account.nav')}>
      <NavLink to="/account" end>
        <Icon name="user" />
        {t('account.profile')}
      </NavLink>
      <NavLink to="/account/security">
        <Icon name="shield" />
        {t('account.security')}
      </NavLink>
      <NavLink to="/account/apps">
        <Icon name="apps" />
        {t('account.apps')}
      </NavLink>
      <NavLink to="/account/data">
        <Icon name="book" />
        {t('account.data')}
      </NavLink>
      {me?.is_admin && (
        <NavLink to="/console">
          <Icon name="pulse" />
          {t('account.console')}
        </NavLink>
      )}
    </nav>
  );
}
