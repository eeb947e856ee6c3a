/** The words for a fault in a field. The server says it in English; what is known here is said in every language. */
import type { FieldError } from '../api/fault';
import type { Key } from './format';
import { en } from './en';
import type { Speaker } from './provider';

export function fieldWords(error: FieldError, t: Speaker['t']): string {
  const field =
    error.field === 'new_password' || error.field === 'current_password' ? 'password' : error.field;
  for (const key of [`invalid.${field}.${error.code}`, `invalid.${error.code}`]) {
    if (Object.hasOwn(en, key)) return (t as (key: Key) => string)(key as Key);
  }
  return error.message;
}
