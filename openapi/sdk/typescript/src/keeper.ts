/** Where the refresh token is kept. */

/** A place for the refresh token. Whoever can read it is signed in, so mind who can. */
export interface Keeper {
  read(): string | null | Promise<string | null>;
  /** Keeps a token in the place of the one before; null forgets it. */
  write(token: string | null): void | Promise<void>;
}

/** Keeps the refresh token for as long as the program runs. */
export function inMemory(token: string | null = null): Keeper {
  let kept = token;
  return {
    read: () => kept,
    write(next) {
      kept = next;
    },
  };
}

/** Carries out tasks one after the other. */
export function inTurn(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const next = last.then(task, task);
    last = next.catch(() => {});
    return next;
  };
}
