import { Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { Link, NavLink, Outlet, useLocation, useNavigate } from 'react-router';
import { api } from '../../api/client';
import { faultOf } from '../../api/fault';
import { ButtonLink } from '../../design/button';
import { Card, CardHead } from '../../design/card';
import { FaultNotice } from '../../design/fault_notice';
import { Icon } from '../../design/icons';
import { Logo } from '../../design/logo';
import { useConsole } from '../../messages/console';
import { useMessages } from '../../messages/provider';
import { brand } from '../../shell/brand';
import { Footer } from '../../shell/footer';
import { Members } from '../../shell/guards';
import { PageTitle } from '../../shell/page_title';
import { Waiting } from '../../shell/waiting';
import css from './console.module.css';
import { Glyph } from './parts/glyph';

/** The frame of the administrators' pages. */
export function Component() {
  const { t } = useMessages();
  return (
    <div className={css.page}>
      <header className={css.top}>
        <a href="#content" className={css.skip}>
          {t('page.skip')}
        </a>
        <div className={css.bar}>
          <Link to="/console" className={css.brand} aria-label={t('brand.home', { name: brand.name })}>
            <Logo />
          </Link>
          <Search />
          <Link to="/account" className={css.account}>
            {t('account.nav')}
          </Link>
        </div>
      </header>
      <div className={css.body}>
        <Members>
          <Administrators>
            <Side />
            <main id="content" tabIndex={-1} className={css.main}>
              <Suspense>
                <Outlet />
              </Suspense>
            </main>
          </Administrators>
        </Members>
      </div>
      <Footer />
    </div>
  );
}

/** The server answers nobody else; this says it in words. */
function Administrators({ children }: { children: ReactNode }) {
  const { t } = useConsole();
  const me = api.useQuery('get', '/users/me');
  if (me.data?.is_admin) return children;
  if (me.data) {
    return (
      <main id="content" className={css.closed}>
        <Card>
          <CardHead>
            <PageTitle>{t('closed.title')}</PageTitle>
            <p>{t('closed.text', { email: me.data.email })}</p>
          </CardHead>
          <ButtonLink to="/account" look="primary" wide>
            {t('closed.account')}
          </ButtonLink>
        </Card>
      </main>
    );
  }
  if (me.error) {
    return (
      <main id="content" className={css.closed}>
        <PageTitle>{t('closed.unknown')}</PageTitle>
        <FaultNotice fault={faultOf(me.error)} retry={() => void me.refetch()} />
      </main>
    );
  }
  return <Waiting />;
}

/** From everywhere by the key `/`. */
function Search() {
  const { t } = useConsole();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (target?.closest('input, textarea, select, [contenteditable], [role=alertdialog]')) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
  return (
    <form
      className={css.search}
      role="search"
      aria-label={t('search.everything')}
      onSubmit={(event) => {
        event.preventDefault();
        const text = field.current?.value.trim() ?? '';
        if (text === '') return;
        field.current?.blur();
        void navigate(`/console/search?q=${encodeURIComponent(text)}`);
      }}
    >
      <Glyph name="search" />
      <input
        ref={field}
        type="search"
        aria-label={t('search.label')}
        aria-keyshortcuts="/"
        placeholder={t('search.hint')}
        spellCheck={false}
        autoCapitalize="none"
        maxLength={320}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}

function Side() {
  const { t } = useConsole();
  const { pathname } = useLocation();
  const [openAt, setOpenAt] = useState('');
  // A menu that was opened on another page has been used.
  const open = openAt === pathname;
  return (
    <div className={css.nav} data-open={open}>
      <button
        type="button"
        className={css.menu}
        aria-expanded={open}
        aria-controls="console-nav"
        onClick={() => setOpenAt(open ? '' : pathname)}
      >
        <Glyph name="menu" /> {t('nav.menu')}
      </button>
      <nav id="console-nav" className={css.side} aria-label={t('nav')}>
        <NavLink to="/console" end>
          <Glyph name="bars" /> {t('nav.overview')}
        </NavLink>
        <NavLink to="/console/users">
          <Glyph name="users" /> {t('nav.users')}
        </NavLink>
        <NavLink to="/console/clients">
          <Glyph name="clients" /> {t('nav.clients')}
        </NavLink>
        <NavLink to="/console/workflows">
          <Glyph name="branch" /> {t('nav.workflows')}
        </NavLink>
        <NavLink to="/console/schedules">
          <Glyph name="clock" /> {t('nav.schedules')}
        </NavLink>
        <NavLink to="/console/audit">
          <Glyph name="audit" /> {t('nav.audit')}
        </NavLink>
        <NavLink to="/console/keys">
          <Glyph name="key" /> {t('nav.keys')}
        </NavLink>
        <NavLink to="/console/health">
          <Icon name="pulse" /> {t('nav.health')}
        </NavLink>
        <NavLink to="/console/limits">
          <Glyph name="gauge" /> {t('nav.limits')}
        </NavLink>
      </nav>
    </div>
  );
}
