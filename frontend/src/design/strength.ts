/**
 * How hard a password is to guess, from 0 to 4, by the same method as the server's. A file of its own, fetched when
 * somebody begins to choose a password. It knows fewer words than the server, which decides.
 */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs } from '@zxcvbn-ts/language-common';
import passwords from 'virtual:common-passwords';

/** Longest part that is looked at; the work grows with its square. */
const LONGEST = 100;

const estimate = new ZxcvbnFactory({ graphs: adjacencyGraphs, dictionary: { passwords } });

export function strengthOf(password: string, context: readonly string[]): number {
  const words = context
    .flatMap((word) => [word, ...word.split(/[@.\s]/)])
    .filter((word) => word.length > 2)
    .map((word) => word.toLowerCase());
  if (words.includes(password.toLowerCase())) return 0;
  return estimate.check(password.slice(0, LONGEST), words).score;
}
