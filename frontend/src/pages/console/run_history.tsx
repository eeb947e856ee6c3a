/** The time line of a run. */
import { Link } from 'react-router';
import type { components } from '@oathgate/sdk';
import { useConsole, type ConsoleKey, type ConsoleSpeaker } from '../../messages/console';
import { actorOf, entriesOf, type Attempt, type Entry } from './parts/history';
import { Countdown, Moment } from './parts/moment';
import { plain } from './parts/plain';
import { Happening, Next, Quietly, TimeLine, Tries, type Sign, type Tone } from './parts/time_line';
import { lasted } from './parts/times';

type History = components['schemas']['RunHistory'];

export function RunHistory({ history }: { history: History }) {
  return (
    <TimeLine>
      {entriesOf(history.events).map((entry) => (
        <One key={entry.key} entry={entry} />
      ))}
      <Now history={history} />
    </TimeLine>
  );
}

function One({ entry }: { entry: Entry }) {
  const speaker = useConsole();
  const { t, rich, language } = speaker;
  switch (entry.type) {
    case 'begun':
      return <Happening tone="quiet" sign="play" title={t('run.begun')} at={entry.at} />;
    case 'step': {
      const [tone, sign] = looks[entry.outcome];
      const said = plain(entry.value);
      return (
        <Happening
          tone={tone}
          sign={entry.name.startsWith('mail_') && tone === 'success' ? 'mail' : sign}
          title={<code>{entry.name}</code>}
          at={entry.attempts.at(-1)?.at ?? entry.at}
        >
          <Quietly>
            {t(`step.${entry.outcome}`)}
            {said && entry.outcome === 'done' && <> · {said}</>}
          </Quietly>
          <Attempts attempts={entry.attempts} outcome={tone} />
        </Happening>
      );
    }
    case 'timer':
      return (
        <Happening tone="quiet" sign="clock" title={<code>{entry.name}</code>} at={entry.at}>
          <Quietly>{t('run.time_up', { time: lasted(entry.took, language) })}</Quietly>
        </Happening>
      );
    case 'signal':
      return (
        <Happening tone="info" sign="done" title={<code>{entry.name}</code>} at={entry.at}>
          <Quietly>
            {rich('run.signal', { signal: <code>{entry.signal}</code>, value: plain(entry.value) })}
          </Quietly>
        </Happening>
      );
    case 'act':
      return (
        <Happening tone="info" sign="user" title={actWords(speaker, entry.act)} at={entry.at}>
          <Quietly>
            <Actor by={entry.by} />
            {entry.step && (
              <>
                {' '}
                · <code>{entry.step}</code>
              </>
            )}
            {entry.reason && <> · „{entry.reason}“</>}
          </Quietly>
        </Happening>
      );
    case 'paused':
      return (
        <Happening tone="warning" sign="pause" title={t('run.paused')} at={entry.at}>
          <Quietly>
            {entry.by && (
              <>
                <Actor by={entry.by} /> ·{' '}
              </>
            )}
            <code>{entry.code}</code> {entry.detail}
          </Quietly>
        </Happening>
      );
    case 'lost':
      return (
        <Happening tone="warning" sign="alert" title={t('run.lost')} at={entry.at}>
          <Quietly>{t('run.lost.text')}</Quietly>
        </Happening>
      );
    case 'note':
      return (
        <Happening tone="quiet" sign="branch" title={<code>{entry.name || entry.kind}</code>} at={entry.at}>
          <Quietly>{entry.kind === 'child' ? t('run.child') : t('run.patched')}</Quietly>
        </Happening>
      );
    case 'closed': {
      const tone: Tone =
        entry.state === 'failed' ? 'danger' : entry.state === 'cancelled' ? 'quiet' : 'success';
      const title =
        entry.state === 'failed' ? 'run.failed' : entry.state === 'cancelled' ? 'run.cancelled' : 'run.done';
      return (
        <Happening
          tone={tone}
          sign={tone === 'success' ? 'done' : tone === 'danger' ? 'alert' : 'stop'}
          title={t(title)}
          at={entry.at}
        >
          {(entry.by || entry.code || entry.reason) && (
            <Quietly>
              {entry.by && <Actor by={entry.by} />}
              {entry.code && (
                <>
                  <code>{entry.code}</code> {entry.detail}
                </>
              )}
              {entry.reason && <> · {entry.reason}</>}
            </Quietly>
          )}
        </Happening>
      );
    }
  }
}

const looks: Record<'done' | 'bounced' | 'skipped' | 'failing' | 'unsure', [Tone, Sign]> = {
  done: ['success', 'done'],
  bounced: ['danger', 'mail'],
  skipped: ['quiet', 'done'],
  failing: ['warning', 'turn'],
  unsure: ['warning', 'alert'],
};

/** One that went well at once and has nothing to say needs no list. */
function Attempts({ attempts, outcome }: { attempts: readonly Attempt[]; outcome: Tone }) {
  const { t, language } = useConsole();
  const plainly = attempts.length === 1 && attempts[0]?.fault === null && attempts[0].note === '';
  if (attempts.length === 0 || plainly) return null;
  return (
    <Tries tone={outcome}>
      {attempts.map((attempt) => (
        <li key={`${attempt.number} ${attempt.at}`}>
          <span>
            {t('attempt', { number: attempt.number })} · {lasted(attempt.took, language)} ·{' '}
            <Moment time={attempt.at} />
          </span>
          {attempt.fault ? (
            <span>
              <code>{attempt.fault.code}</code> <q>{attempt.fault.detail}</q>
            </span>
          ) : (
            attempt.note && <q>{attempt.note}</q>
          )}
        </li>
      ))}
    </Tries>
  );
}

function actWords({ t }: ConsoleSpeaker, act: string): string {
  const known: Partial<Record<string, ConsoleKey & `did.${string}`>> = {
    retry: 'did.retry',
    resume: 'did.resume',
    cancel: 'did.cancel',
    skip: 'did.skip',
    reset: 'did.reset',
  };
  const key = known[act];
  return key ? t(key) : act;
}

/** Who acted, with the way to them. */
export function Actor({ by }: { by: string }) {
  const { t } = useConsole();
  const actor = actorOf(by);
  if ('account' in actor) return <Link to={`/console/users/${actor.account}`}>{t('actor.account')}</Link>;
  if (actor.word === 'operator') return t('actor.operator');
  if (actor.word === 'system') return t('actor.system');
  if (actor.word === 'anonymous') return t('actor.anonymous');
  return actor.word;
}

/** Where the run stands now, and what happens next. */
function Now({ history: { run, signals } }: { history: History }) {
  const { t, rich } = useConsole();
  const waiting = signals.map((signal) => (
    <Quietly key={signal.sent_at + signal.name}>
      {rich('run.signal_waits', { signal: <code>{signal.name}</code> })}
    </Quietly>
  ));
  switch (run.status) {
    case 'queued':
      return (
        <Happening tone="quiet" sign="clock" title={t('now.queued')}>
          <Quietly>{t('now.queued.text')}</Quietly>
          {waiting}
        </Happening>
      );
    case 'running':
      return (
        <Happening tone="info" sign="play" title={t('now.running')}>
          <Quietly>{run.cancel_requested ? t('now.cancelling') : t('now.running.text')}</Quietly>
          {waiting}
        </Happening>
      );
    case 'waiting':
      return (
        <Happening
          tone={run.failed_attempts > 0 ? 'warning' : 'quiet'}
          sign={run.failed_attempts > 0 ? 'turn' : 'clock'}
          title={run.failed_attempts > 0 ? t('now.retrying') : t('now.waiting')}
        >
          {run.due_at ? (
            <Next>
              {rich(run.failed_attempts > 0 ? 'now.next_try' : 'now.goes_on', {
                time: <Countdown until={run.due_at} over={t('now.any_moment')} />,
              })}
            </Next>
          ) : (
            <Quietly>{t('now.for_signal')}</Quietly>
          )}
          {waiting}
        </Happening>
      );
    case 'paused':
      return (
        <Happening tone="warning" sign="pause" title={t('now.paused')}>
          <Quietly>{t('now.paused.text')}</Quietly>
          {waiting}
        </Happening>
      );
    default:
      return null;
  }
}
