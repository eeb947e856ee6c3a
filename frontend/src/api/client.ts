/**
 * The one client of the API: the SDK that everybody else may use, too. The access token is in its memory, the refresh
 * token in a cookie that scripts cannot read; remembered between visits is only that there may be such a cookie.
 */
import { createOathgate } from '@oathgate/sdk';
import createQueryClient from 'openapi-react-query';
import { chosen } from '../messages/choice';
import { recall, remember, onOtherTab } from '../shell/memory';

const oathgate = createOathgate({
  baseUrl: location.origin,
  refreshToken: 'cookie',
  // The server writes mails in the language of the page, where it does not know another of the reader.
  fetch: (request) => {
    request.headers.set('Accept-Language', chosen.current().language);
    return fetch(request);
  },
  // Browsers have locks on safe pages only; elsewhere the server's grace must do.
  alone: async (task) =>
    'locks' in navigator ? await navigator.locks.request('oathgate.refresh', task) : await task(),
  recall: () => recall('session') !== null,
  remember: (signedIn) => remember('session', signedIn ? '1' : null),
});

/** Who is signed in. */
export const session = oathgate.session;
onOtherTab('session', (value) => session.heard(value !== null));

/** For requests that show nothing of the session. */
export const unsigned = oathgate.unsigned;

/** For what is no JSON. */
export const client = oathgate.api;

/** Queries and mutations of every operation. */
export const api = createQueryClient(client);
