import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons';
import css from './notice.module.css';
import tones from './tones.module.css';

type Kind = 'info' | 'success' | 'warning' | 'danger';

const icons: Record<Kind, IconName> = { info: 'info', success: 'done', warning: 'alert', danger: 'alert' };

/**
 * What happened and what to do next. Screen readers say it when it appears: faults at once, the rest when there is
 * a pause.
 */
export function Notice({
  kind,
  title,
  children,
  act,
}: {
  kind: Kind;
  title?: string;
  children?: ReactNode;
  act?: ReactNode;
}) {
  return (
    <div className={`${css.notice} ${tones[kind]}`} role={kind === 'danger' ? 'alert' : 'status'}>
      <Icon name={icons[kind]} />
      <div className={css.words}>
        {title && <p className={css.title}>{title}</p>}
        {children && <div>{children}</div>}
        {act && <div className={css.act}>{act}</div>}
      </div>
    </div>
  );
}
