/** Where somebody wanted to go before they had to sign in. Only a path of this app, never another site. */
export function wantedPage(search: string, origin: string): string {
  const next = new URLSearchParams(search).get('next') ?? '';
  if (!next.startsWith('/') || !URL.canParse(next, origin)) return '/account';
  const url = new URL(next, origin);
  return url.origin === origin ? url.pathname + url.search + url.hash : '/account';
}
