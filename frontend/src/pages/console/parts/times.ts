/** Times as operators need them: how long ago or from now, how long something took, and when exactly. */
import type { Language } from '../../../messages/choice';

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 24 * 3600],
  ['month', 30 * 24 * 3600],
  ['day', 24 * 3600],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** "3 hours ago", "in 5 minutes"; seconds are told within the last or next minute. */
export function relative(time: Date, now: Date, language: Language): string {
  const seconds = (time.getTime() - now.getTime()) / 1000;
  const [unit, length] = steps.find((step) => Math.abs(seconds) >= step[1]) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(
    Math.trunc(seconds / length),
    unit,
  );
}

/** Day and time of day, to the second. */
export function precise(time: Date, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(time);
}

const units: [string, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** "450 ms", "1.2 s", "3 min 5 s", "2 d 4 h": the two largest units that there are. */
export function lasted(milliseconds: number, language: Language): string {
  const told = (value: number, unit: string, digits = 0) =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value);
  const all = Math.max(0, milliseconds);
  if (all < 1000) return told(Math.round(all), 'millisecond');
  if (all < 10_000) return told(all / 1000, 'second', 1);
  let rest = Math.round(all / 1000);
  const parts: string[] = [];
  for (const [unit, length] of units) {
    const value = Math.floor(rest / length);
    rest -= value * length;
    if (value > 0) parts.push(told(value, unit));
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

/** How far back a filter reaches. */
export const spans = { '1h': 3600, '24h': 86_400, '7d': 7 * 86_400, '30d': 30 * 86_400 } as const;
export type Span = keyof typeof spans;

export function isSpan(text: string | null): text is Span {
  return text !== null && Object.hasOwn(spans, text);
}

/**
 * When a span that ends now began, as the API takes it. To the minute, so that the same question is asked again
 * and not another one at each look.
 */
export function beginOf(span: Span, now: number): string {
  const minute = 60_000;
  return new Date(Math.floor((now - spans[span] * 1000) / minute) * minute).toISOString();
}
