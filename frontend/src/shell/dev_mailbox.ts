import { useQuery } from '@tanstack/react-query';

/**
 * Whether the server runs in development and shows the mail that it caught; only then is there such an address.
 * Undefined until that is known.
 */
export function useDevMailbox(): boolean | undefined {
  const { data, isError } = useQuery({
    queryKey: ['dev mailbox'],
    queryFn: async ({ signal }) => {
      const answer = await fetch('/dev/mailbox.json', { signal, headers: { Accept: 'application/json' } });
      return answer.ok && (answer.headers.get('content-type') ?? '').includes('json');
    },
    staleTime: Infinity,
    retry: false,
  });
  return isError ? false : data;
}
