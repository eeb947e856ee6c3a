import type { ReactNode } from 'react';
import css from './card.module.css';

export function Card({ children }: { children: ReactNode }) {
  return <div className={css.card}>{children}</div>;
}

/** What a card is about: its heading, and a line or two below. */
export function CardHead({ children }: { children: ReactNode }) {
  return <div className={css.head}>{children}</div>;
}

/** The last line of a card: where else one may want to go. */
export function CardFoot({ children }: { children: ReactNode }) {
  return <p className={css.foot}>{children}</p>;
}
