/** Looks again by itself while the page is in sight: soon after something has changed, ever more seldom else. */
import { useRef } from 'react';

interface Seen {
  state: { data: unknown; dataUpdateCount: number; errorUpdateCount: number };
}

/** How long to wait, in milliseconds. */
export interface Pace {
  least: number;
  most: number;
}

export function createPace({ least, most }: Pace) {
  let wait = least;
  let last: unknown;
  let count = -1;
  return ({ state }: Seen): number => {
    const updates = state.dataUpdateCount + state.errorUpdateCount;
    if (updates !== count) {
      // What is the same as before is the same object.
      wait = state.data !== last ? least : Math.min(most, wait * 1.5);
      count = updates;
      last = state.data;
    }
    return wait;
  };
}

/** For `refetchInterval`. Hidden pages do not look at all. */
export function useLive(pace: Pace): (query: Seen) => number {
  const kept = useRef<((query: Seen) => number) | null>(null);
  return (query) => {
    kept.current ??= createPace(pace);
    return kept.current(query);
  };
}
