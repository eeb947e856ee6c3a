import { useMessages } from '../messages/provider';
import css from './waiting.module.css';

/** Holds the place of what is on its way. Shows itself only when that takes a while. */
export function Waiting() {
  const { t } = useMessages();
  return (
    <div className={css.waiting} role="status">
      <span className={css.bar} aria-hidden="true" />
      <span className={css.words}>{t('page.loading')}</span>
    </div>
  );
}
