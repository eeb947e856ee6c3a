import { Fragment } from 'react';

/** An address that is broken into lines, where it must be, at the signs in it rather than in the middle of a word. */
export function Breakable({ text }: { text: string }) {
  return text.split(/(?<=[@.])/).map((part, place) => (
    // The parts of a text have no other names than their places.
    // oxlint-disable-next-line react/no-array-index-key
    <Fragment key={place}>
      {place > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
