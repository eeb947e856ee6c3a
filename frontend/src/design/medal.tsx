import { Icon, type IconName } from './icons';
import css from './medal.module.css';

/** A picture above a heading that says at one glance how it went. */
export function Medal({ icon, kind = 'plain' }: { icon: IconName; kind?: 'plain' | 'success' | 'warning' }) {
  return (
    <span className={css.medal} data-kind={kind}>
      <Icon name={icon} size={22} />
    </span>
  );
}
