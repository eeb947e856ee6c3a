/** Filters of a list. They are in the address, so that what one sees can be sent to a colleague. */
import { useSearchParams } from 'react-router';

export interface Filters {
  get: (name: string) => string;
  /** Sets some; an empty one is left out. The list begins at its first page again. */
  set: (changes: Record<string, string>) => void;
  /** Leaves all out. */
  clear: () => void;
  /** Whether any is set. */
  any: boolean;
  /** The page that is shown, by the cursor before it. */
  cursor: string | undefined;
  /** The address of the page behind a cursor; of the first page without. */
  page: (cursor?: string) => string;
}

const CURSOR = 'from';

export function useFilters(names: readonly string[]): Filters {
  const [search, setSearch] = useSearchParams();
  return {
    get: (name) => search.get(name) ?? '',
    set: (changes) => setSearch(changed(search, changes), { replace: true }),
    clear: () =>
      setSearch(changed(search, Object.fromEntries(names.map((name) => [name, '']))), { replace: true }),
    any: names.some((name) => search.get(name)),
    cursor: search.get(CURSOR) ?? undefined,
    page: (cursor) => {
      const query = changed(search, { [CURSOR]: cursor ?? '' }).toString();
      return query === '' ? '?' : `?${query}`;
    },
  };
}

/** A query with some of its parts changed; whoever changes a filter begins at the first page. */
export function changed(search: URLSearchParams, changes: Record<string, string>): URLSearchParams {
  const next = new URLSearchParams(search);
  next.delete(CURSOR);
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** Only what is said: the API takes no empty filters. */
export function said<T extends Record<string, string | undefined>>(
  filters: T,
): Partial<Record<keyof T, string>> {
  return Object.fromEntries(
    Object.entries(filters).filter(([, value]) => value !== undefined && value !== ''),
  ) as Partial<Record<keyof T, string>>;
}

/** One of a few words, or nothing. */
export function oneOf<W extends string>(words: readonly W[], text: string): W | undefined {
  return words.find((word) => word === text);
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return uuid.test(text);
}
