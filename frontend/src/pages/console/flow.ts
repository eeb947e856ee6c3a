/** What an app does to sign somebody in: PKCE (RFC 7636), and reading what comes back. */

export interface Begun {
  verifier: string;
  challenge: string;
  state: string;
  nonce: string;
}

export async function begin(): Promise<Begun> {
  const verifier = drawn(32);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return { verifier, challenge: base64url(new Uint8Array(digest)), state: drawn(12), nonce: drawn(12) };
}

export type Back =
  { code: string } | { error: string; words: string } | { strange: 'no_address' | 'state' | 'nothing' };

/** Reads the address to which somebody was sent back. */
export function readBack(address: string, state: string): Back {
  if (!URL.canParse(address)) return { strange: 'no_address' };
  const given = new URL(address).searchParams;
  const [code, error] = [given.get('code'), given.get('error')];
  if (given.get('state') !== state) return { strange: code || error ? 'state' : 'nothing' };
  if (error) return { error, words: given.get('error_description') ?? '' };
  return code ? { code } : { strange: 'nothing' };
}

/** The claims of a JWT, for a person to look at; nothing is verified. Null where it is none. */
export function claimsOf(token: string | null | undefined): [string, unknown][] | null {
  const payload = token?.split('.')[1];
  if (!payload) return null;
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
      letter.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null ? Object.entries(claims) : null;
  } catch {
    return null;
  }
}

function drawn(length: number): string {
  return base64url(crypto.getRandomValues(new Uint8Array(length)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
