/** What the pages of the console are made of. */
import { useId, type ReactNode } from 'react';
import { Link } from 'react-router';
import { faultOf } from '../../../api/fault';
import { FaultNotice } from '../../../design/fault_notice';
import { Notice } from '../../../design/notice';
import { PageTitle } from '../../../shell/page_title';
import { Placeholder } from '../../account/section';
import { Glyph, type GlyphName } from './glyph';
import css from './page.module.css';

/** What a page begins with: where it belongs, its title, what it is for, and what can be done. */
export function Head({
  title,
  lead,
  back,
  children,
}: {
  title: string;
  lead?: ReactNode;
  back?: { to: string; label: string };
  children?: ReactNode;
}) {
  return (
    <div className={css.head}>
      <div className={css.words}>
        {back && (
          <Link className={css.back} to={back.to}>
            {back.label}
          </Link>
        )}
        <PageTitle>{title}</PageTitle>
        {lead && <p>{lead}</p>}
      </div>
      {children && <div className={css.acts}>{children}</div>}
    </div>
  );
}

/** One matter of a page. */
export function Panel({
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
    <section className={css.panel} aria-labelledby={id}>
      <div className={css.panelHead}>
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

/** Names and values; those without a value are left out. */
export function Facts({
  facts,
  wide = false,
}: {
  facts: (readonly [string, ReactNode] | false)[];
  /** Beside each other, where there is room. */
  wide?: boolean;
}) {
  return (
    <dl className={css.facts} data-wide={wide || undefined}>
      {facts.map(
        (fact) =>
          fact &&
          fact[1] !== null &&
          fact[1] !== undefined &&
          fact[1] !== '' && (
            <div key={fact[0]}>
              <dt>{fact[0]}</dt>
              <dd>{fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** A page of something and what belongs to it at its side. */
export function Columns({ children, side }: { children: ReactNode; side: ReactNode }) {
  return (
    <div className={css.columns}>
      <div>{children}</div>
      <div className={css.side}>{side}</div>
    </div>
  );
}

/** Says what would be here and how it comes. */
export function Empty({ icon, title, children }: { icon: GlyphName; title: string; children?: ReactNode }) {
  return (
    <div className={css.empty}>
      <Glyph name={icon} size={28} />
      <p>{title}</p>
      {children && <p>{children}</p>}
    </div>
  );
}

/** Something above the rest of a page. */
export function Spaced({ children }: { children: ReactNode }) {
  return <div className={css.spaced}>{children}</div>;
}

/** What came of an act. */
export function Said({ children }: { children: ReactNode }) {
  return (
    <div className={css.said} aria-live="polite">
      {children && <Notice kind="success">{children}</Notice>}
    </div>
  );
}

interface Asked<D> {
  data: D | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** What was asked for. What is here stays while it is looked for anew, also where that goes wrong. */
export function Answer<D>({
  of,
  lines = 4,
  children,
}: {
  of: Asked<D>;
  lines?: number;
  children: (data: D) => ReactNode;
}) {
  const fault = of.error ? (
    <div className={css.said}>
      <FaultNotice fault={faultOf(of.error)} retry={() => void of.refetch()} />
    </div>
  ) : null;
  if (of.data !== undefined) {
    return (
      <>
        {fault}
        {children(of.data)}
      </>
    );
  }
  return fault ?? <Placeholder lines={lines} />;
}
