import { useId, useState, type ReactNode } from 'react';
import { useConsole } from '../../../messages/console';
import { barsOf, endOfScale } from './bars';
import css from './chart.module.css';

type Tone = 'good' | 'warning' | 'danger';

export interface Series {
  name: string;
  values: readonly number[];
  tone: Tone;
  /** The list behind the number of a stretch. */
  to?: (place: number) => ReactNode;
}

const WIDTH = 560;
const HEIGHT = 112;

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
    daily
      ? { day: 'numeric', month: 'short' }
      : { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  );
  const at = (place: number) => time.format(new Date(begins[place] ?? 0));
  const stacks = begins.map((_, place) => series.map(({ values }) => values[place] ?? 0));
  const end = endOfScale(Math.max(0, ...stacks.map((stack) => stack.reduce((sum, each) => sum + each, 0))));
  const bars = barsOf(stacks, WIDTH, HEIGHT, end);
  const toneOf = (place: number): Tone => series[place]?.tone ?? 'good';
  const sum = (values: readonly number[]) => number.format(values.reduce((all, each) => all + each, 0));
  return (
    <figure className={css.figure} aria-label={title}>
      <p className={css.now}>
        {series.map(({ name, values }, place) => (
          <span key={name}>
            <i className={`${css.swatch} ${css[toneOf(place)]}`} aria-hidden="true" />
            {name} <b>{sum(values)}</b>
            <small>{t('chart.last', { number: number.format(values.at(-1) ?? 0) })}</small>
          </span>
        ))}
      </p>
      <div className={css.plot} aria-hidden="true">
        <div className={css.scale}>
          <span>{number.format(end)}</span>
          <span>0</span>
        </div>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
          {[0, 0.5, 1].map((part) => (
            <line key={part} x1={0} x2={WIDTH} y1={HEIGHT * (1 - part)} y2={HEIGHT * (1 - part)} />
          ))}
          {bars.map((bar) => (
            <rect
              key={`${bar.x} ${bar.series}`}
              className={css[toneOf(bar.series)]}
              x={bar.x}
              y={bar.y}
              width={bar.width}
              height={bar.height}
            />
          ))}
        </svg>
        <div className={css.span}>
          <span>{at(0)}</span>
          <span>{t('chart.now')}</span>
        </div>
      </div>
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
