/** What was read from the server, kept until it changes or somebody else signs in. */
import { notifyManager, QueryClient } from '@tanstack/react-query';
import { session } from './client';
import { faultOf } from './fault';

// A button knows that its request is under way before a second click can come, not some time later.
notifyManager.setScheduler(queueMicrotask);

const mayPass = new Set(['unreachable', 'later']);

export const queries = new QueryClient({
  defaultOptions: {
    // Whether there is a network is found out by asking. Otherwise a form would wait in silence for one.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 10_000,
      retry: (failures, error) => failures < 2 && mayPass.has(faultOf(error).kind),
    },
  },
});

session.subscribe(() => {
  if (session.state().is === 'out') queries.clear();
});
