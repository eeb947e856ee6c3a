import { useEffect, useRef } from 'react';
import { useLocation, useNavigationType } from 'react-router';
import { Breakable } from '../design/breakable';
import { brand } from './brand';
import { firstPage } from './first_page';

/**
 * The heading of a page, which is also its title. After a change of page it takes the focus, so that a screen reader
 * says where one is and the keyboard goes on from there.
 */
export function PageTitle({ children }: { children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  const how = useNavigationType();
  useEffect(() => {
    if (firstPage.is(pathname)) return;
    // Somebody who is typing already stays where they are.
    if (document.activeElement instanceof HTMLInputElement) return;
    heading.current?.focus({ preventScroll: how === 'POP' });
  }, [pathname, how, children]);
  return (
    <>
      <title>{`${children} · ${brand.name}`}</title>
      <h1 ref={heading} tabIndex={-1}>
        <Breakable text={children} />
      </h1>
    </>
  );
}
