import type { ReactNode } from 'react';
import { Icon } from '../../../design/icons';
import tones from '../../../design/tones.module.css';
import { Glyph, type GlyphName } from './glyph';
import { Moment } from './moment';
import css from './time_line.module.css';

export type Tone = 'quiet' | 'info' | 'success' | 'warning' | 'danger';
export type Sign = GlyphName | 'done' | 'alert' | 'mail' | 'user' | 'shield' | 'desktop';

const borrowed: ReadonlySet<string> = new Set(['done', 'alert', 'mail', 'user', 'shield', 'desktop']);

/** What happened, one below the other. */
export function TimeLine({ children }: { children: ReactNode }) {
  return <ol className={css.line}>{children}</ol>;
}

export function Happening({
  tone,
  sign,
  title,
  at,
  children,
}: {
  tone: Tone;
  sign: Sign;
  title: ReactNode;
  at?: string;
  children?: ReactNode;
}) {
  return (
    <li className={css.entry}>
      <span className={`${css.dot} ${tones[tone]}`}>
        {borrowed.has(sign) ? (
          <Icon name={sign as 'done'} size={16} />
        ) : (
          <Glyph name={sign as GlyphName} size={16} />
        )}
      </span>
      <div className={css.words}>
        <p className={css.first}>
          <span>{title}</span>
          {at && <Moment time={at} />}
        </p>
        {children}
      </div>
    </li>
  );
}

export function Quietly({ children }: { children: ReactNode }) {
  return <div className={css.quietly}>{children}</div>;
}

/** Tries at a step. */
export function Tries({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <ol className={`${css.attempts} ${tones[tone]}`}>{children}</ol>;
}

/** What happens next. */
export function Next({ children }: { children: ReactNode }) {
  return <p className={css.next}>{children}</p>;
}
