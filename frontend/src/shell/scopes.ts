/** What the scopes of a request mean to a person. */
import type { Key } from '../messages/format';

/** In the order in which they are told: from who one is to what goes on afterwards. */
const words = {
  openid: 'scope.openid',
  profile: 'scope.profile',
  email: 'scope.email',
  address: 'scope.address',
  phone: 'scope.phone',
  'account:read': 'scope.account_read',
  offline_access: 'scope.offline_access',
} as const satisfies Record<string, Key>;

type Known = keyof typeof words;
export type Told = { scope: string; key: (typeof words)[Known] | null };

/**
 * The scopes in the order in which they are told, each with its sentence, or none where its meaning is not known. Who
 * somebody is, an app learns in any case.
 */
export function told(scopes: readonly string[]): Told[] {
  const known = (Object.keys(words) as Known[]).filter(
    (scope) => scope === 'openid' || scopes.includes(scope),
  );
  const others = scopes.filter((scope) => !Object.hasOwn(words, scope)).toSorted();
  return [
    ...known.map((scope) => ({ scope, key: words[scope] })),
    ...others.map((scope) => ({ scope, key: null })),
  ];
}

/** The part of an address that says whose it is. Nothing where it is not an address of the web. */
export function hostOf(address: string | undefined): string | null {
  if (!address || !URL.canParse(address)) return null;
  const { protocol, host } = new URL(address);
  return protocol === 'https:' || protocol === 'http:' ? host : null;
}
