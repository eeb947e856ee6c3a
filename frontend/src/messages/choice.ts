/** Which language is spoken: what somebody chose here before, else what the browser asks for. */
import { remember, recall } from '../shell/memory';
import { en } from './en';
import type { Messages } from './format';

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

const loaders: Record<Language, () => Promise<Messages>> = {
  en: () => Promise.resolve(en),
  de: async () => (await import('./de')).de,
};

let current: { language: Language; messages: Messages } = { language: 'en', messages: en };
const listeners = new Set<() => void>();

export const chosen = {
  current: () => current,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** Speaks a language once its words are here. Where they cannot be had, the present one stays. */
export async function speak(language: Language): Promise<void> {
  const messages = await loaders[language]().catch(() => null);
  if (!messages) return;
  current = { language, messages };
  document.documentElement.lang = language;
  for (const listener of listeners) listener();
}

export async function choose(language: Language): Promise<void> {
  remember('language', language);
  await speak(language);
}

/** The first language of a list of wishes that there are words for. */
export function preferred(wishes: readonly (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const primary = wish?.toLowerCase().split('-')[0];
    if (primary && Object.hasOwn(languages, primary)) return primary as Language;
  }
  return 'en';
}

export function firstChoice(): Language {
  // What an app says that its user speaks (OpenID Connect Core §3.1.2.1, `ui_locales`), best first.
  const wished = new URLSearchParams(location.search).get('ui_locales')?.split(' ') ?? [];
  return preferred([recall('language'), ...wished, ...navigator.languages]);
}
