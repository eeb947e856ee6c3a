import { useEffect, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Button } from '../../../design/button';
import { useConsole } from '../../../messages/console';
import css from './filter_bar.module.css';
import type { Filters } from './filters';
import { precise, spans } from './times';

/** The filters of a list. */
export function FilterBar({ filters, children }: { filters: Filters; children: ReactNode }) {
  const { t } = useConsole();
  return (
    <form
      className={css.bar}
      role="search"
      aria-label={t('filter')}
      onSubmit={(event) => {
        event.preventDefault();
        if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
      }}
    >
      {children}
      {filters.any && (
        <Button look="quiet" onClick={filters.clear}>
          {t('filter.clear')}
        </Button>
      )}
    </form>
  );
}

/** One of a few. */
export function Pick({
  filters,
  name,
  label,
  all,
  options,
  disabled = false,
}: {
  filters: Filters;
  name: string;
  label: string;
  /** What it is called when it is not set. */
  all: string;
  options: readonly (readonly [value: string, label: string])[];
  disabled?: boolean;
}) {
  const value = filters.get(name);
  // A colleague's link may name what nothing is of now.
  const known = value === '' || options.some(([option]) => option === value);
  return (
    <label className={css.field}>
      {label}
      <select
        value={value}
        disabled={disabled}
        onChange={(event) => filters.set({ [name]: event.target.value })}
      >
        <option value="">{all}</option>
        {!known && <option value={value}>{value}</option>}
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

/** How long to wait after a key, in milliseconds. */
const PAUSE = 400;

/** A text, which is looked for when one stops typing. */
export function Seek({
  filters,
  name,
  label,
  hint,
}: {
  filters: Filters;
  name: string;
  label: string;
  hint?: string;
}) {
  const value = filters.get(name);
  const [text, setText] = useState(value);
  const [kept, setKept] = useState(value);
  if (kept !== value) {
    // Changed by a link, or by the back button.
    setKept(value);
    setText(value);
  }
  const { set } = filters;
  useEffect(() => {
    if (text.trim() === value) return undefined;
    const timer = setTimeout(() => set({ [name]: text.trim() }), PAUSE);
    return () => clearTimeout(timer);
  }, [text, value, name, set]);
  return (
    <label className={css.field}>
      {label}
      <input
        type="search"
        value={text}
        title={hint}
        spellCheck={false}
        autoCapitalize="none"
        maxLength={320}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => {
          if (text.trim() !== value) set({ [name]: text.trim() });
        }}
      />
    </label>
  );
}

/** How far back. A link may bring a stretch of its own, with `since` and `until`; it is shown, and gone with a choice. */
export function PickSpan({
  filters,
  name,
  label,
  disabled = false,
}: {
  filters: Filters;
  name: string;
  label: string;
  disabled?: boolean;
}) {
  const { t, language } = useConsole();
  const options: [value: string, label: string][] = (Object.keys(spans) as (keyof typeof spans)[]).map(
    (span) => [span, t(`span.${span}`)],
  );
  const [since, until] = ['since', 'until'].map((end) => {
    const time = new Date(filters.get(end));
    return Number.isNaN(time.getTime()) ? null : precise(time, language);
  });
  const isExact = filters.get(name) === '' && (since ?? until) !== null;
  if (isExact) {
    options.unshift([
      EXACT,
      since && until
        ? t('span.exact', { since, until })
        : since
          ? t('span.exact.since', { since })
          : t('span.exact.until', { until: until ?? '' }),
    ]);
  }
  const shown: Filters = {
    ...filters,
    get: (each) => (each === name && isExact ? EXACT : filters.get(each)),
    set: (changes) => filters.set({ ...changes, since: '', until: '' }),
  };
  return (
    <Pick
      filters={shown}
      name={name}
      label={label}
      all={t('span.any')}
      options={options}
      disabled={disabled}
    />
  );
}

/** A stretch that has a beginning and an end of its own. */
const EXACT = 'exact';

/** Filters with how much is behind each. */
export function Chips({
  label,
  chips,
}: {
  label: string;
  chips: readonly { to: string; words: string; count?: string; current: boolean }[];
}) {
  return (
    <nav className={css.chips} aria-label={label}>
      {chips.map((chip) => (
        <Link key={chip.words} to={chip.to} aria-current={chip.current ? 'true' : undefined}>
          {chip.words}
          {chip.count !== undefined && <b>{chip.count}</b>}
        </Link>
      ))}
    </nav>
  );
}
