/** Messages and the places in them that are filled in: `Hello {name}`. */
import type { en } from './en';

export type Key = keyof typeof en;
export type Messages = Record<Key, string>;

/** The places of a message, as the keys of an object. */
export type Values<S extends string> = S extends `${string}{${infer P}}${infer Rest}`
  ? { [K in P]: unknown } & Values<Rest>
  : unknown;

export type Piece = { text: string } | { place: string };

/** A message taken apart at its places. */
export function pieces(message: string): Piece[] {
  return message
    .split(/(\{\w+\})/)
    .filter((part) => part !== '')
    .map((part) => (/^\{\w+\}$/.test(part) ? { place: part.slice(1, -1) } : { text: part }));
}

export function fill(message: string, values: Partial<Record<string, string | number>>): string {
  return message.replaceAll(/\{(\w+)\}/g, (whole, place: string) => String(values[place] ?? whole));
}
