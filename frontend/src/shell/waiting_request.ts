/** An app's request that waits for somebody to sign in or to agree (RFC 6749 §4.1). */

/** The id of the request in an address, if there is one. Anything that is none is as if it were missing. */
export function requestIn(search: string): string | null {
  const id = new URLSearchParams(search).get('request') ?? '';
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id) ? id : null;
}

/** A page of this app, which keeps the request in its address so that one comes back to it. */
export function withRequest(path: string, request: string | null): string {
  return request === null ? path : `${path}?request=${request}`;
}

/** Requests that were gone on with. The server answers each once; a second time it would be refused. */
const resumed = new Set<string>();

/**
 * Leaves the app for the server, which leads on to the consent page or back to the client. In the history it takes
 * the place of the page, so that "back" does not lead to a form that has done its work.
 */
export function resume(request: string): void {
  if (resumed.has(request)) return;
  resumed.add(request);
  location.replace(`/oauth/authorize/resume?request=${request}`);
}
