/** The icons of the console, drawn as those of all pages are. */
import type { ReactNode } from 'react';
import { Drawing, shapes as ofAll } from '../../../design/icons';

export type GlyphName = keyof typeof shapes;

const shapes = {
  audit: (
    <>
      <path d="M5 2.75h7.25L15.5 6v11.25H5Z" />
      <path d="M7.75 9h5M7.75 12h5M7.75 6h2" />
    </>
  ),
  bars: <path d="M3 16.75h14M5.5 13.5v-3M10 13.5V6M14.5 13.5V3.5" />,
  branch: (
    <>
      <circle cx="5.5" cy="4.75" r="2" />
      <circle cx="5.5" cy="15.25" r="2" />
      <circle cx="14.5" cy="10" r="2" />
      <path d="M5.5 6.75v6.5M7.4 5.4c2.8.7 3.6 2.3 5.4 3.7" />
    </>
  ),
  clients: (
    <>
      <rect x="3" y="3.5" width="14" height="5.5" rx="1.25" />
      <rect x="3" y="11.5" width="14" height="5.5" rx="1.25" />
      <path d="M6 6.25h.01M6 14.25h.01" />
    </>
  ),
  clock: ofAll.clock,
  copy: (
    <>
      <rect x="7" y="7" width="9.5" height="9.5" rx="1.5" />
      <path d="M13 7V5a1.5 1.5 0 0 0-1.5-1.5H5A1.5 1.5 0 0 0 3.5 5v6.5A1.5 1.5 0 0 0 5 13h2" />
    </>
  ),
  gauge: (
    <>
      <path d="M3.5 15.25a7.75 7.75 0 1 1 13 0" />
      <path d="m10 12 3.25-4.25" />
    </>
  ),
  key: (
    <>
      <circle cx="6.75" cy="13.25" r="3.5" />
      <path d="m9.4 10.6 6.85-6.85M13.5 6.5l2.25 2.25" />
    </>
  ),
  menu: <path d="M3.5 5.5h13M3.5 10h13M3.5 14.5h13" />,
  pause: <path d="M7 4.5v11M13 4.5v11" />,
  play: <path d="M6.5 4.25v11.5L15.5 10Z" />,
  search: (
    <>
      <circle cx="9" cy="9" r="5.25" />
      <path d="m13 13 3.75 3.75" />
    </>
  ),
  stop: (
    <>
      <circle cx="10" cy="10" r="7.25" />
      <path d="m7.25 7.25 5.5 5.5m0-5.5-5.5 5.5" />
    </>
  ),
  turn: (
    <>
      <path d="M16 10a6 6 0 1 1-1.9-4.4" />
      <path d="M16.25 2.75v3.5h-3.5" />
    </>
  ),
  users: (
    <>
      <circle cx="7.5" cy="7" r="2.75" />
      <path d="M2.25 15.75c.45-2.6 2.5-4 5.25-4s4.8 1.4 5.25 4M13 4.5a2.6 2.6 0 0 1 0 5M14.75 12.1c1.7.55 2.75 1.8 3 3.65" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export function Glyph({ name, size = 20 }: { name: GlyphName; size?: number }) {
  return <Drawing size={size}>{shapes[name]}</Drawing>;
}
