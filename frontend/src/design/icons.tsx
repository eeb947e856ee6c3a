/** The icons. All are 20 by 20, drawn with lines of the colour of the text, and mean nothing to screen readers. */
import type { ReactNode } from 'react';

export type IconName = keyof typeof shapes;

export const shapes = {
  alert: (
    <>
      <circle cx="10" cy="10" r="7.25" />
      <path d="M10 6.5v4.25M10 13.5h.01" />
    </>
  ),
  apps: (
    <>
      <rect x="3" y="3" width="5.5" height="5.5" rx="1.25" />
      <rect x="11.5" y="3" width="5.5" height="5.5" rx="1.25" />
      <rect x="3" y="11.5" width="5.5" height="5.5" rx="1.25" />
      <rect x="11.5" y="11.5" width="5.5" height="5.5" rx="1.25" />
    </>
  ),
  arrow: <path d="M4.5 10h11m-4.5-4.5L15.5 10 11 14.5" />,
  book: (
    <>
      <path d="M10 5.25c-1.75-1.25-4-1.75-7.25-1.75v11.75c3.25 0 5.5.5 7.25 1.75 1.75-1.25 4-1.75 7.25-1.75V3.5c-3.25 0-5.5.5-7.25 1.75Z" />
      <path d="M10 5.25V17" />
    </>
  ),
  check: <path d="m4.5 10.5 3.75 3.75 7.25-8" />,
  chevron: <path d="m7.75 5 5 5-5 5" />,
  clock: (
    <>
      <circle cx="10" cy="10" r="7.25" />
      <path d="M10 6v4.25l2.75 1.75" />
    </>
  ),
  desktop: (
    <>
      <rect x="2.75" y="3.75" width="14.5" height="9.5" rx="1.5" />
      <path d="M7 16.75h6m-3-3.5v3.5" />
    </>
  ),
  done: (
    <>
      <circle cx="10" cy="10" r="7.25" />
      <path d="m6.75 10.25 2.25 2.25 4.25-4.75" />
    </>
  ),
  eye: (
    <>
      <path d="M1.75 10S4.5 4.75 10 4.75 18.25 10 18.25 10 15.5 15.25 10 15.25 1.75 10 1.75 10Z" />
      <circle cx="10" cy="10" r="2.5" />
    </>
  ),
  eyeOff: (
    <>
      <path d="M8 5c.63-.16 1.3-.25 2-.25 5.5 0 8.25 5.25 8.25 5.25a14 14 0 0 1-2.1 2.75M5.3 6.2A13.4 13.4 0 0 0 1.75 10S4.5 15.25 10 15.25c1.4 0 2.6-.34 3.65-.84" />
      <path d="M8.2 8.25a2.5 2.5 0 0 0 3.55 3.5M3 3l14 14" />
    </>
  ),
  globe: (
    <>
      <circle cx="10" cy="10" r="7.25" />
      <path d="M2.75 10h14.5M10 2.75c2 2 3 4.4 3 7.25s-1 5.25-3 7.25c-2-2-3-4.4-3-7.25s1-5.25 3-7.25Z" />
    </>
  ),
  info: (
    <>
      <circle cx="10" cy="10" r="7.25" />
      <path d="M10 9.5v4M10 6.75h.01" />
    </>
  ),
  mail: (
    <>
      <rect x="2.25" y="4.25" width="15.5" height="11.5" rx="1.75" />
      <path d="m2.75 5.5 7.25 5.75 7.25-5.75" />
    </>
  ),
  phone: (
    <>
      <rect x="5.75" y="2.25" width="8.5" height="15.5" rx="1.75" />
      <path d="M9 15h2" />
    </>
  ),
  pulse: <path d="M2 10.25h3.5L8 4.5l4 11 2.25-5.25H18" />,
  shield: <path d="M10 2.5 4 4.75v4.5c0 3.9 2.5 6.7 6 8.25 3.5-1.55 6-4.35 6-8.25v-4.5Z" />,
  terminal: (
    <>
      <rect x="2.25" y="3.75" width="15.5" height="12.5" rx="1.75" />
      <path d="m5.75 7.75 2.5 2.25-2.5 2.25M10.5 12.5h3.5" />
    </>
  ),
  theme: (
    <>
      <circle cx="10" cy="10" r="7.25" />
      <path d="M10 2.75a7.25 7.25 0 0 1 0 14.5Z" fill="currentColor" stroke="none" />
    </>
  ),
  user: (
    <>
      <circle cx="10" cy="6.75" r="3.25" />
      <path d="M3.75 16.75c.6-3 3.1-4.75 6.25-4.75s5.65 1.75 6.25 4.75" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return <Drawing size={size}>{shapes[name]}</Drawing>;
}

/** What all icons have in common. */
export function Drawing({ size, children }: { size: number; children: ReactNode }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}
