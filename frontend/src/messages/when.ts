/** Times as people say them. */
import type { Language } from './choice';

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 24 * 3600],
  ['month', 30 * 24 * 3600],
  ['day', 24 * 3600],
  ['hour', 3600],
  ['minute', 60],
];

/** "3 hours ago"; null where it is less than a minute. */
export function ago(time: Date, now: Date, language: Language): string | null {
  const seconds = (now.getTime() - time.getTime()) / 1000;
  for (const [unit, length] of steps) {
    if (seconds >= length) {
      return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(
        -Math.floor(seconds / length),
        unit,
      );
    }
  }
  return null;
}

/** Day and time of day. */
export function exact(time: Date, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(time);
}
