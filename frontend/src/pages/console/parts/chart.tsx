import { useId, useState, type ReactNode } from 'react';
import { useConsole } from '../../../messages/console';
import { barsOf, endOfScale } from './bars';
import css from './chart.module.css';

export interface Series {
  name: string;
  values: readonly number[];
  /** The list behind the number of a stretch. */
  to?: (place: number) => ReactNode;
}

const WIDTH = 560;
const HEIGHT = 112;
const LEFT = 34;
const looks = ['first', 'second', 'third'] as const;

/** How often something happened, as bars; the same as a table for those who want numbers. */
export function Chart({
  title,
  series,
  begins,
  daily,
}: {
  title: string;
  series: readonly Series[];
  /** When each stretch begins, oldest first. */
  begins: readonly string[];
  daily: boolean;
}) {
  const { t, language } = useConsole();
  const [open, setOpen] = useState(false);
  const id = useId();
  const number = new Intl.NumberFormat(language);
  const time = new Intl.DateTimeFormat(
    language,
    daily ? { day: 'numeric', month: 'short' } : { weekday: 'short', hour: '2-digit', minute: '2-digit' },
  );
  const at = (place: number) => time.format(new Date(begins[place] ?? 0));
  const stacks = begins.map((_, place) => series.map(({ values }) => values[place] ?? 0));
  const end = endOfScale(Math.max(0, ...stacks.map((stack) => stack.reduce((sum, each) => sum + each, 0))));
  const bars = barsOf(stacks, WIDTH - LEFT, HEIGHT, end);
  const sum = (values: readonly number[]) => number.format(values.reduce((all, each) => all + each, 0));
  return (
    <figure className={css.figure} aria-label={title}>
      <p className={css.now}>
        {series.map(({ name, values }, place) => (
          <span key={name}>
            <i className={`${css.swatch} ${css[looks[place] ?? 'first']}`} aria-hidden="true" />
            {name} <b>{sum(values)}</b>
            <small>{t('chart.last', { number: number.format(values.at(-1) ?? 0) })}</small>
          </span>
        ))}
      </p>
      <svg
        className={css.plot}
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 24}`}
        aria-hidden="true"
        preserveAspectRatio="none"
      >
        {[0, 0.5, 1].map((part) => (
          <line key={part} x1={LEFT} x2={WIDTH} y1={HEIGHT * (1 - part)} y2={HEIGHT * (1 - part)} />
        ))}
        {bars.map((bar) => (
          <rect
            key={`${bar.x} ${bar.series}`}
            className={css[looks[bar.series] ?? 'first']}
            x={bar.x + LEFT}
            y={bar.y}
            width={bar.width}
            height={bar.height}
          />
        ))}
        <text x={LEFT - 6} y={HEIGHT} textAnchor="end">
          0
        </text>
        <text x={LEFT - 6} y={10} textAnchor="end">
          {number.format(end)}
        </text>
        <text x={LEFT} y={HEIGHT + 18}>
          {at(0)}
        </text>
        <text x={WIDTH} y={HEIGHT + 18} textAnchor="end">
          {t('chart.now')}
        </text>
      </svg>
      <button
        type="button"
        className={css.switch}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {open ? t('chart.hide') : t('chart.show')}
      </button>
      <div id={id} hidden={!open}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('chart.from')}</th>
              {series.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {begins.map((begin, place) => (
              <tr key={begin}>
                <th scope="row">{at(place)}</th>
                {series.map(({ name, values, to }) => (
                  <td key={name}>
                    {(values[place] ?? 0) > 0 && to ? to(place) : number.format(values[place] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
