/**
 * Whoever must be asked before the back button leads on. Listeners of a window hear in the order in which they came, so
 * this one has to be there before the router's: the app loads it first.
 */
type Guard = (event: PopStateEvent) => void;

let guard: Guard | null = null;
addEventListener('popstate', (event) => guard?.(event));

/** Has all moves through the history go by `asked` first; gives what ends that. */
export function guardBack(asked: Guard): () => void {
  guard = asked;
  return () => {
    if (guard === asked) guard = null;
  };
}
