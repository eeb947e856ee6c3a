import { useSyncExternalStore } from 'react';
import { useMessages } from '../messages/provider';
import { ago, exact } from '../messages/when';

/** How long ago something was; when exactly, on hover. */
export function When({ time }: { time: string }) {
  const { t, language } = useMessages();
  const now = useSyncExternalStore(clock.subscribe, clock.now);
  const date = new Date(time);
  return (
    <time dateTime={time} title={exact(date, language)}>
      {ago(date, new Date(now), language) ?? t('time.now')}
    </time>
  );
}

/** Half a minute, in milliseconds: often enough for minutes. */
const TICK = 30_000;

/** One clock for all times of a page, which ticks while there are any. */
const clock = (() => {
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const listeners = new Set<() => void>();
  return {
    now: () => now,
    subscribe(listener: () => void) {
      if (listeners.size === 0) {
        now = Date.now();
        timer = setInterval(() => {
          now = Date.now();
          for (const each of listeners) each();
        }, TICK);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
  };
})();
