/** The page on which the app was opened. The browser itself sets the focus and the scroll position there. */
let pristine = true;
const opened = location.pathname;

export const firstPage = {
  /** Whether nothing but the page at this path has been shown yet. */
  is(pathname: string): boolean {
    pristine &&= pathname === opened;
    return pristine;
  },
};
