import type { ReactNode } from 'react';
import { ButtonLink } from '../../../design/button';
import hidden from '../../../design/hidden.module.css';
import { useConsole } from '../../../messages/console';
import type { Filters } from './filters';
import css from './table.module.css';

export interface Column<R> {
  title: string;
  cell: (row: R) => ReactNode;
  /** Aligned as numbers are. */
  number?: boolean;
  /** Never broken into lines. */
  tight?: boolean;
  /** At least so much that words need not be broken. */
  wide?: boolean;
  /** At least so much that a name need not be broken. */
  some?: boolean;
}

/** A list. Its head stays in sight; on a phone each row is a card. */
export function Table<R>({
  caption,
  columns,
  rows,
  keyOf,
}: {
  caption: string;
  columns: (Column<R> | false)[];
  rows: readonly R[];
  keyOf: (row: R) => string;
}) {
  const shown = columns.filter((column) => column !== false);
  const look = (column: Column<R>) =>
    column.number
      ? css.number
      : column.tight
        ? css.tight
        : column.wide
          ? css.wide
          : column.some
            ? css.some
            : undefined;
  return (
    <div className={css.frame}>
      <table className={css.table}>
        <caption className={hidden.hidden}>{caption}</caption>
        <thead>
          <tr>
            {shown.map((column) => (
              <th key={column.title} scope="col" className={look(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {shown.map((column) => (
                <Cell key={column.title} title={column.title} look={look(column)}>
                  {column.cell(row)}
                </Cell>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What is empty takes no room on a phone. */
function Cell({ title, look, children }: { title: string; look: string | undefined; children: ReactNode }) {
  const isEmpty = children === null || children === undefined || children === '' || children === false;
  return (
    <td data-label={title} className={look}>
      {!isEmpty && <div>{children}</div>}
    </td>
  );
}

/** To the next page, and back to the first one. The browser's back button leads to the page before. */
export function Paging({ filters, next }: { filters: Filters; next: string | undefined }) {
  const { t } = useConsole();
  if (!next && !filters.cursor) return null;
  return (
    <nav className={css.paging} aria-label={t('paging')}>
      {filters.cursor ? <ButtonLink to={filters.page()}>{t('paging.first')}</ButtonLink> : <span />}
      {next && <ButtonLink to={filters.page(next)}>{t('paging.next')}</ButtonLink>}
    </nav>
  );
}
