/**
 * What this browser remembers about itself: theme, language, and that somebody is signed in. Never a token. Storage
 * may be forbidden; then everything is as on a first visit.
 */
type Name = 'theme' | 'language' | 'session';

const key = (name: Name) => `oathgate.${name}`;

export function recall(name: Name): string | null {
  try {
    return localStorage.getItem(key(name));
  } catch {
    return null;
  }
}

export function remember(name: Name, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key(name));
    else localStorage.setItem(key(name), value);
  } catch {
    // Forbidden or full: it is not remembered.
  }
}

/** Calls back when another tab remembers something else. */
export function onOtherTab(name: Name, listener: (value: string | null) => void): () => void {
  const heard = (event: StorageEvent) => {
    if (event.key === key(name) || event.key === null) listener(event.newValue);
  };
  addEventListener('storage', heard);
  return () => removeEventListener('storage', heard);
}
