import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import hidden from '../../../design/hidden.module.css';
import { Icon } from '../../../design/icons';
import { useConsole } from '../../../messages/console';
import css from './copy_id.module.css';
import { Glyph } from './glyph';
import { short } from './plain';

/** An id, shortened, with the whole of it on hover and by a button. */
export function CopyId({ id, to, whole = false }: { id: string; to?: string; whole?: boolean }) {
  const shown = (
    <code title={id} data-short={whole ? undefined : true}>
      {whole ? id : short(id)}
    </code>
  );
  return (
    <span className={css.id}>
      {to ? <Link to={to}>{shown}</Link> : shown}
      <Copy text={id} />
    </span>
  );
}

/** Puts a text into the clipboard and says so. Its name is what screen readers say. */
export function Copy({ text, name = short(text) }: { text: string; name?: string }) {
  const { t } = useConsole();
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return undefined;
    const timer = setTimeout(() => setDone(false), 2000);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = async () => {
    // Forbidden without a secure origin; the text can still be marked by hand.
    await navigator.clipboard?.writeText(text).then(
      () => setDone(true),
      () => {},
    );
  };
  return (
    <button type="button" className={css.copy} title={t('copy')} onClick={() => void copy()}>
      {done ? <Icon name="check" size={16} /> : <Glyph name="copy" size={16} />}
      <span className={hidden.hidden}>{done ? t('copied') : t('copy_of', { name })}</span>
    </button>
  );
}
