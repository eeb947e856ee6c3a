import { useQuery } from '@tanstack/react-query';

/** Whether the server runs in development and shows the mail that it caught. Only then is there such an address. */
export function useDevMailbox(): boolean {
  const { data = false } = useQuery({
    queryKey: ['dev mailbox'],
    queryFn: async ({ signal }) => {
      const answer = await fetch('/dev/mailbox.json', { signal, headers: { Accept: 'application/json' } });
      return answer.ok && (answer.headers.get('content-type') ?? '').includes('json');
    },
    staleTime: Infinity,
    retry: false,
  });
  return data;
}
