import { useId, type ReactNode } from 'react';
import css from './section.module.css';

/** What a page of the account begins with. */
export function PageHead({ children }: { children: ReactNode }) {
  return <div className={css.pageHead}>{children}</div>;
}

/** One matter of a page of the account. */
export function Section({
  title,
  lead,
  act,
  children,
}: {
  title: string;
  lead?: ReactNode;
  act?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={css.section} aria-labelledby={id}>
      <div className={css.head}>
        <div>
          <h2 id={id}>{title}</h2>
          {lead && <p>{lead}</p>}
        </div>
        {act}
      </div>
      {children}
    </section>
  );
}

/** Grey shapes of as much room as what is on its way, so that nothing moves when it comes. */
export function Placeholder({ lines }: { lines: number }) {
  return (
    <div className={css.placeholder} aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} />
      ))}
    </div>
  );
}
