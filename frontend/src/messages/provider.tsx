/** Gives every component the words of the chosen language. */
import { createContext, use, useMemo, useSyncExternalStore, Fragment, type ReactNode } from 'react';
import { chosen, type Language } from './choice';
import type { en } from './en';
import { fill, pieces, type Values } from './format';

type Words<M, K extends keyof M> = Values<M[K] & string>;
type Arguments<M, K extends keyof M, V> = keyof Words<M, K> extends never
  ? []
  : [Record<keyof Words<M, K>, V>];

/** Says the messages of a set. */
export interface SpeakerOf<M> {
  language: Language;
  /** The message of this key, its `{places}` filled in. */
  t<K extends keyof M>(key: K, ...values: Arguments<M, K, string | number>): string;
  /** The same, with elements in the places. */
  rich<K extends keyof M>(key: K, ...values: Arguments<M, K, ReactNode>): ReactNode;
  /** One of a pair of messages whose keys end in `.one` and `.other`, by the rules of the language. */
  count<P extends Counted<M>>(stem: P, n: number): string;
}

export type Speaker = SpeakerOf<typeof en>;

type Counted<M> = Extract<keyof M, `${string}.other`> extends `${infer P}.other` ? P : never;

export function speaker<M = typeof en>(
  language: Language,
  messages: Record<keyof NoInfer<M>, string>,
): SpeakerOf<M> {
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
      return fill(messages[`${stem}.${one ? 'one' : 'other'}` as keyof M], { count: number.format(n) });
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
