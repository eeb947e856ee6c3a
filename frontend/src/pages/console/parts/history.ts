/** The history of a run as steps, waits, acts and attempts: what was to happen, what happened, what happens next. */
import type { components } from '@oathgate/sdk';

type Event = components['schemas']['EventView'];

/** One try at a step. */
export interface Attempt {
  number: number;
  at: string;
  /** In milliseconds, from when it was due; it holds the time until a worker took it up. */
  took: number;
  fault: { code: string; detail: string } | null;
  /** The peer's words where it went well. */
  note: string;
}

export type Entry =
  | { type: 'begun'; key: number; at: string }
  | {
      type: 'step';
      key: number;
      at: string;
      name: string;
      outcome: 'done' | 'bounced' | 'skipped' | 'failing' | 'unsure';
      value: unknown;
      attempts: Attempt[];
    }
  | { type: 'timer'; key: number; at: string; name: string; took: number }
  | { type: 'signal'; key: number; at: string; name: string; signal: string; value: unknown; took: number }
  | { type: 'act'; key: number; at: string; act: string; by: string; reason: string; step: string }
  | { type: 'paused'; key: number; at: string; code: string; detail: string; by: string }
  | { type: 'lost'; key: number; at: string }
  | { type: 'note'; key: number; at: string; kind: string; name: string }
  | {
      type: 'closed';
      key: number;
      at: string;
      state: string;
      code: string;
      detail: string;
      by: string;
      reason: string;
    };

export function entriesOf(events: readonly Event[]): Entry[] {
  const entries: Entry[] = [];
  let last: string | null = null;
  /** Since when something could have been tried, in milliseconds since 1970. */
  let due = 0;
  for (const event of events) {
    const { sequence: key, at } = event;
    const name = event.name ?? '';
    const data = fields(event.data);
    const time = Date.parse(at);
    const took = last === null ? 0 : Math.max(0, time - Math.max(due, Date.parse(last)));
    let nextDue = time;
    switch (event.kind) {
      case 'started':
        entries.push({ type: 'begun', key, at });
        break;
      case 'intent':
      case 'step_failed':
      case 'step_done': {
        const before = entries.at(-1);
        const goesOn = before?.type === 'step' && before.name === name && before.outcome === 'failing';
        const unsure = before?.type === 'step' && before.name === name && before.outcome === 'unsure';
        const step =
          goesOn || unsure
            ? before
            : {
                type: 'step' as const,
                key,
                at,
                name,
                outcome: 'failing' as const,
                value: null,
                attempts: [],
              };
        if (!goesOn && !unsure) entries.push(step);
        if (event.kind === 'intent') {
          step.outcome = 'unsure';
          break;
        }
        const note = text(data['note']);
        const failed = event.kind === 'step_failed';
        if (!failed) {
          step.value = data['value'] ?? null;
          step.outcome = note.startsWith('skipped: ')
            ? 'skipped'
            : step.value === 'Bounced'
              ? 'bounced'
              : 'done';
        } else {
          step.outcome = 'failing';
          nextDue = time + (typeof data['retry_in_ms'] === 'number' ? data['retry_in_ms'] : 0);
        }
        step.attempts.push({
          number: event.attempt ?? step.attempts.length + 1,
          at,
          took,
          fault: failed ? { code: text(data['code']), detail: text(data['detail']) } : null,
          note,
        });
        break;
      }
      case 'timer':
        entries.push({ type: 'timer', key, at, name, took });
        break;
      case 'signal_taken':
        entries.push({
          type: 'signal',
          key,
          at,
          name,
          signal: text(data['signal']),
          value: data['value'] ?? null,
          took,
        });
        break;
      case 'operator':
      case 'cancel_requested':
        entries.push({
          type: 'act',
          key,
          at,
          act: text(data['act']) || (event.kind === 'operator' ? 'act' : 'cancel'),
          by: text(data['by']),
          reason: text(data['reason']),
          step: name || text(data['step']),
        });
        break;
      case 'paused':
        entries.push({
          type: 'paused',
          key,
          at,
          code: text(data['code']),
          detail: text(data['detail']),
          by: text(data['by']),
        });
        break;
      case 'lease_expired':
        entries.push({ type: 'lost', key, at });
        break;
      case 'closed':
        entries.push({
          type: 'closed',
          key,
          at,
          state: text(data['state']),
          code: text(data['code']),
          detail: text(data['detail']),
          by: text(data['by']),
          reason: text(data['reason']) || (text(data['reset_as']) && `→ ${text(data['reset_as'])}`),
        });
        break;
      default:
        entries.push({ type: 'note', key, at, kind: event.kind, name });
    }
    last = at;
    due = nextDue;
  }
  return entries;
}

/** The names from which a run can begin again, in the order in which they came. */
export function stepsOf(events: readonly Event[]): string[] {
  const names = events
    .filter((event) =>
      ['step_done', 'step_failed', 'intent', 'timer', 'signal_taken', 'child'].includes(event.kind),
    )
    .flatMap((event) => (event.name ? [event.name] : []));
  return [...new Set(names)];
}

/** Who acted: the account, or a word for whom. */
export function actorOf(by: string): { account: string } | { word: string } {
  return by.startsWith('account:') ? { account: by.slice('account:'.length) } : { word: by };
}

function fields(data: unknown): Record<string, unknown> {
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
