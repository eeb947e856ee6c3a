import { brand } from '../shell/brand';
import css from './logo.module.css';

/** A hexagon with a gate's arch cut into it. The same shape is in public/favicon.svg. */
const MARK =
  'M17.25 1.05a2.5 2.5 0 0 0-2.5 0L4.25 7.1A2.5 2.5 0 0 0 3 9.27v13.46c0 .9.48 1.72 1.25 2.17L11 28.8V16a5 5 0 0 1 10 0v12.8l6.75-3.9A2.5 2.5 0 0 0 29 22.73V9.27a2.5 2.5 0 0 0-1.25-2.17z';

/** The operator's logo; without one, the mark and the name. */
export function Logo() {
  if (brand.logo) return <img src={brand.logo} alt="" className={css.picture} />;
  return (
    <span className={css.logo}>
      <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true" className={css.mark}>
        <path fill="currentColor" d={MARK} />
      </svg>
      <span>{brand.name}</span>
    </span>
  );
}
