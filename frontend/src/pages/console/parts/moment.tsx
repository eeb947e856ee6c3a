import { useEffect, useState, useSyncExternalStore } from 'react';
import { useConsole } from '../../../messages/console';
import { lasted, precise, relative } from './times';

/** How long ago or from now a time is; when exactly, on hover. */
export function Moment({ time }: { time: string }) {
  const { language } = useConsole();
  const now = useSyncExternalStore(clock.subscribe, clock.now);
  const date = new Date(time);
  return (
    <time dateTime={time} title={precise(date, language)}>
      {relative(date, new Date(now), language)}
    </time>
  );
}

/** Counts down to a time, by the second. */
export function Countdown({ until, over }: { until: string; over: string }) {
  const { language } = useConsole();
  const [now, tick] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => tick(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const date = new Date(until);
  const left = date.getTime() - now;
  return (
    <time dateTime={until} title={precise(date, language)}>
      {left > 0 ? lasted(Math.max(1000, Math.ceil(left / 1000) * 1000), language) : over}
    </time>
  );
}

/** Ten seconds, in milliseconds: operators look at what is under way. */
const TICK = 10_000;

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
