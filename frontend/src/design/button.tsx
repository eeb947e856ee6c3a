import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { Link, type LinkProps } from 'react-router';
import css from './button.module.css';

type Look = 'primary' | 'plain' | 'danger' | 'quiet';

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  /** `primary` once a page; `quiet` looks like text. */
  look?: Look;
  /** As wide as its column. */
  wide?: boolean;
  /** Something that it began is under way: it keeps the focus and does nothing more. */
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
  children: ReactNode;
};

export function Button({
  look = 'plain',
  wide = false,
  busy = false,
  type = 'button',
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={classes(look, wide)}
      aria-disabled={busy || undefined}
      data-busy={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      <span className={css.label}>{children}</span>
      {busy && <span className={css.ring} aria-hidden="true" />}
    </button>
  );
}

/** A link that looks like a button, for acts that lead to another page. */
export function ButtonLink({
  look = 'plain',
  wide = false,
  children,
  ...rest
}: LinkProps & { look?: Look; wide?: boolean }) {
  return (
    <Link {...rest} className={classes(look, wide)}>
      <span className={css.label}>{children}</span>
    </Link>
  );
}

function classes(look: Look, wide: boolean): string {
  return [css.button, css[look], wide && css.wide].filter(Boolean).join(' ');
}
