/** The token of a mailed link. */
import { useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';

/**
 * The token that came in the address. It leaves the address at once, so that it is in no history, no bookmark and no
 * picture of the screen; the tab keeps it beside its entry in the history, so that a reload loses nothing.
 */
export function useLinkToken(): string | null {
  const { pathname, search, state } = useLocation() as ReturnType<typeof useLocation> & {
    state: { token?: string } | null;
  };
  const navigate = useNavigate();
  const given = new URLSearchParams(search).get('token');
  useEffect(() => {
    if (given !== null) void navigate(pathname, { replace: true, state: { token: given } });
  }, [given, navigate, pathname]);
  return given ?? state?.token ?? null;
}
