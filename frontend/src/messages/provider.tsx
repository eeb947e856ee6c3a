/** Gives every component the words of the chosen language. */
import { createContext, use, useMemo, useSyncExternalStore, Fragment, type ReactNode } from 'react';
import { chosen, type Language } from './choice';
import type { en } from './en';
import { fill, type Key, type Messages, pieces, type Values } from './format';

type Words<K extends Key> = Values<(typeof en)[K]>;
type Arguments<K extends Key, V> = keyof Words<K> extends never ? [] : [Record<keyof Words<K>, V>];

export interface Speaker {
  language: Language;
  /** The message of this key, its `{places}` filled in. */
  t<K extends Key>(key: K, ...values: Arguments<K, string | number>): string;
  /** The same, with elements in the places. */
  rich<K extends Key>(key: K, ...values: Arguments<K, ReactNode>): ReactNode;
  /** One of a pair of messages whose keys end in `.one` and `.other`, by the rules of the language. */
  count<P extends Counted>(stem: P, n: number): string;
}

type Counted = Extract<Key, `${string}.other`> extends `${infer P}.other` ? P : never;

export function speaker(language: Language, messages: Messages): Speaker {
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  return {
    language,
    t: (key, ...[values]) => fill(messages[key], values ?? {}),
    rich: (key, ...[values]) =>
      pieces(messages[key]).map((piece, place) => (
        // The pieces of a sentence never change places.
        // oxlint-disable-next-line react/no-array-index-key
        <Fragment key={place}>
          {'text' in piece ? piece.text : (values as Record<string, ReactNode>)[piece.place]}
        </Fragment>
      )),
    count: (stem, n) => {
      const one = plural.select(n) === 'one';
      return fill(messages[`${stem}.${one ? 'one' : 'other'}` as Key], { count: number.format(n) });
    },
  };
}

const Context = createContext<Speaker | null>(null);

export function MessagesProvider({ children }: { children: ReactNode }) {
  const { language, messages } = useSyncExternalStore(chosen.subscribe, chosen.current);
  const value = useMemo(() => speaker(language, messages), [language, messages]);
  return <Context value={value}>{children}</Context>;
}

export function useMessages(): Speaker {
  const value = use(Context);
  if (!value) throw new Error('useMessages needs a MessagesProvider above it');
  return value;
}
