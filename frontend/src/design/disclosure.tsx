import { useId, useState, type ReactNode } from 'react';
import css from './disclosure.module.css';
import { Icon } from './icons';

/** More of a form, for those who want it. Fields stay in the form while it is closed. */
export function Disclosure({
  title,
  aside,
  open: first = false,
  children,
}: {
  title: string;
  aside?: string;
  open?: boolean;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(first);
  const id = useId();
  return (
    <div>
      <button
        type="button"
        className={css.switch}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <span className={css.chevron}>
          <Icon name="chevron" size={18} />
        </span>
        {title}
        {aside && <span className={css.aside}>{aside}</span>}
      </button>
      <div id={id} className={css.more} hidden={!open}>
        {children}
      </div>
    </div>
  );
}
