/**
 * A client of Oathgate. It signs requests with the access token of whoever has signed in, renews that before it
 * expires and once where the server does not accept it, and makes an error of every answer that is none of the
 * server's.
 */
import createClient, {} from 'openapi-fetch';
import { StrangeAnswer } from './fault.js';
import { inMemory, inTurn } from './keeper.js';
import { createSession } from './session.js';
export { SignedOut, StrangeAnswer, isProblem } from './fault.js';
export { inMemory } from './keeper.js';
export { createSession } from './session.js';
/** Longest wait for an answer, in milliseconds. The server gives up before. */
const PATIENCE = 35_000;
/** Answers of something between here and the server must not be taken for the server's. */
const readable = {
    onResponse({ response }) {
        const type = response.headers.get('content-type') ?? '';
        const ours = response.ok
            ? response.status === 204 || !type.startsWith('text/html')
            : /^application\/(problem\+)?json/.test(type);
        if (!ours)
            throw new StrangeAnswer(response.status);
    },
};
/** What needs no session. All else is signed. */
const isOpen = (path) => path.startsWith('/auth/') && path !== '/auth/logout';
export function createOathgate(around) {
    const keeper = around.refreshToken === 'cookie' ? null : (around.refreshToken ?? inMemory());
    const send = around.fetch ?? ((request) => fetch(request));
    const options = {
        baseUrl: around.baseUrl,
        credentials: keeper ? 'omit' : 'include',
        fetch: (request) => send(new Request(request, { signal: withPatience(request.signal) })),
    };
    const unsigned = createClient(options);
    unsigned.use(readable);
    const session = createSession({
        async refresh() {
            const token = await keeper?.read();
            // With keepalive, the new cookie arrives even if the page is left meanwhile.
            const { data, error } = await unsigned.POST('/auth/refresh', {
                body: keeper ? { refresh_token: token ?? '' } : {},
                keepalive: !keeper,
            });
            if (error)
                throw error;
            await keeper?.write(data.refresh_token);
            return data;
        },
        alone: around.alone ?? inTurn(),
        // A keeper may be slow; whether it holds anything is found out by asking.
        recall: around.recall ?? (() => keeper !== null),
        remember: around.remember ?? (() => { }),
        now: around.now ?? Date.now,
    });
    /** Requests under way, in case they have to be sent again; a body can be read only once. */
    const sent = new Map();
    const signed = {
        async onRequest({ request, schemaPath, id }) {
            if (isOpen(schemaPath))
                return;
            const token = await session.token();
            sent.set(id, { token, again: request.clone() });
            request.headers.set('Authorization', `Bearer ${token}`);
        },
        async onResponse({ response, id }) {
            const first = sent.get(id);
            sent.delete(id);
            if (!first || response.status !== 401)
                return undefined;
            const token = await session.replace(first.token);
            first.again.headers.set('Authorization', `Bearer ${token}`);
            const second = await options.fetch(first.again);
            if (second.status === 401)
                session.close('ended');
            return second;
        },
        onError({ id }) {
            sent.delete(id);
        },
    };
    const api = createClient(options);
    api.use(readable, signed);
    return {
        api,
        session,
        async signIn(credentials) {
            const { data, error } = await unsigned.POST('/auth/login', { body: credentials });
            if (error)
                return error;
            await keeper?.write(data.refresh_token);
            session.open(data);
            return undefined;
        },
        async signOut() {
            const token = await keeper?.read();
            await keeper?.write(null);
            session.close('left');
            if (token === null)
                return;
            await unsigned.POST('/auth/logout', { body: token === undefined ? {} : { refresh_token: token } });
        },
    };
}
function withPatience(signal) {
    // Older browsers know neither; they wait for as long as they do by themselves.
    return 'any' in AbortSignal && 'timeout' in AbortSignal
        ? AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)])
        : signal;
}
