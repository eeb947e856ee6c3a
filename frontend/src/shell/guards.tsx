/** Who may see a page: visitors, members, or anybody. */
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { session } from '../api/client';
import { faultOf } from '../api/fault';
import { FaultNotice } from '../design/fault_notice';
import { useMessages } from '../messages/provider';
import css from './guards.module.css';
import { PageTitle } from './page_title';
import { Waiting } from './waiting';
import { requestIn, resume } from './waiting_request';
import { wantedPage } from './wanted_page';

export function useSession() {
  return useSyncExternalStore(session.subscribe, session.state);
}

/** Pages for those who are not signed in. Others go where they wanted to. */
export function Visitors() {
  const state = useSession();
  const { search } = useLocation();
  const request = requestIn(search);
  // An app's request that leads here although somebody is signed in wants them to sign in anew.
  const [wasOut, setWasOut] = useState(false);
  if (state.is === 'out' && !wasOut) setWasOut(true);
  const resumes = state.is === 'in' && wasOut && request !== null;
  useEffect(() => {
    if (resumes) resume(request);
  }, [resumes, request]);

  if (resumes) return <Waiting />;
  if (state.is === 'in' && request === null)
    return <Navigate to={wantedPage(search, location.origin)} replace />;
  if (state.is === 'unknown') return <Waiting />;
  return <Outlet />;
}

/** Pages for those who are signed in. Others sign in first and come back. */
export function Members({ children }: { children: ReactNode }) {
  const state = useSession();
  const { pathname, search } = useLocation();
  useEffect(() => {
    void session.look(true);
  }, []);

  switch (state.is) {
    case 'in':
      return children;
    case 'unknown':
      return <Waiting />;
    case 'unreachable':
      return <Unreachable error={state.error} />;
    case 'out': {
      if (state.why === 'new') return <Waiting />;
      if (state.why === 'left') return <Navigate to="/signed-out" replace />;
      const next = pathname + search;
      const query = next === '/account' ? '' : `?next=${encodeURIComponent(next)}`;
      return <Navigate to={`/login${query}`} replace />;
    }
  }
}

export function Unreachable({ error }: { error: unknown }) {
  const { t } = useMessages();
  return (
    <main className={css.unreachable}>
      <PageTitle>{t('account.unreachable')}</PageTitle>
      <FaultNotice fault={faultOf(error)} retry={() => void session.look()} />
    </main>
  );
}
