import { describe, expect, it } from 'vitest';
import { preferred } from '../src/messages/choice';
import { consoleDe } from '../src/messages/console_de';
import { consoleEn } from '../src/messages/console_en';
import { de } from '../src/messages/de';
import { en } from '../src/messages/en';
import { fieldWords } from '../src/messages/field_words';
import { fill, pieces } from '../src/messages/format';
import { speaker } from '../src/messages/provider';
import { ago } from '../src/messages/when';

const places = (message: string) =>
  pieces(message)
    .flatMap((piece) => ('place' in piece ? [piece.place] : []))
    .toSorted();

const sets: [name: string, en: Record<string, string>, de: Record<string, string>][] = [
  ['of every page', en, de],
  ['of the console', consoleEn, consoleDe],
];

describe('messages', () => {
  it.each(sets)('%s are the same in every language, and have the same places', (_, english, german) => {
    expect(Object.keys(german)).toEqual(Object.keys(english));
    for (const key of Object.keys(english)) {
      expect(places(german[key] ?? ''), key).toEqual(places(english[key] ?? ''));
      expect(german[key]?.trim(), key).not.toBe('');
    }
  });

  it.each(sets)('%s have both forms of each number', (_, english) => {
    const keys = Object.keys(english);
    const stems = (form: string) =>
      keys.filter((key) => key.endsWith(form)).map((key) => key.slice(0, -form.length));
    expect(stems('.one')).toEqual(stems('.other'));
    expect(stems('.one').length).toBeGreaterThan(2);
  });

  it('are filled in, and show a place that was forgotten', () => {
    expect(fill('Hello {name}, {name}', { name: 'Ada' })).toBe('Hello Ada, Ada');
    expect(fill('Hello {name}', {})).toBe('Hello {name}');
    expect(pieces('{a} and {b}!')).toEqual([
      { place: 'a' },
      { text: ' and ' },
      { place: 'b' },
      { text: '!' },
    ]);
  });

  it('count by the rules of the language', () => {
    expect(speaker('en', en).count('fault.again_in', 1)).toBe('Try again in 1 second');
    expect(speaker('de', de).count('fault.again_in', 2)).toBe('Noch einmal in 2 Sekunden');
  });
});

describe('faults of fields', () => {
  const { t } = speaker('de', de);
  const words = (field: string, code: string) =>
    fieldWords({ field, code, message: 'as the server said' }, t);

  it('are said in the language of the page', () => {
    expect(words('new_password', 'too_short')).toBe(de['invalid.password.too_short']);
    expect(words('email', 'required')).toBe(de['invalid.email.required']);
    expect(words('token', 'required')).toBe(de['invalid.required']);
  });

  it('are said as the server said them where nothing is known', () => {
    expect(words('email', 'never_heard_of')).toBe('as the server said');
    expect(words('constructor', 'toString')).toBe('as the server said');
  });
});

describe('the language', () => {
  it('is the first that there are words for', () => {
    expect(preferred(['de', 'en-GB'])).toBe('de');
    expect(preferred([null, 'fr-CA', 'de-AT', 'en'])).toBe('de');
    expect(preferred(['toString', undefined, ''])).toBe('en');
  });
});

describe('times', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const before = (seconds: number) => ago(new Date(now.getTime() - seconds * 1000), now, 'en');

  it('are told in the largest unit that fits', () => {
    expect(before(59)).toBeNull();
    expect(before(60)).toBe('1 minute ago');
    expect(before(3600 * 5)).toBe('5 hours ago');
    expect(before(3600 * 24)).toBe('yesterday');
    expect(before(3600 * 24 * 400)).toBe('last year');
  });

  it('in the future, by a clock that is wrong, are now', () => {
    expect(before(-500)).toBeNull();
  });
});
