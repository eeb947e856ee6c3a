import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api } from '../../api/client';
import type { components } from '@oathgate/sdk';
import { TextField } from '../../design/field';
import { Notice } from '../../design/notice';
import { useConsole } from '../../messages/console';
import { Act } from './parts/act';
import { Badge } from './parts/badge';
import { CopyId } from './parts/copy_id';
import { Countdown, Moment } from './parts/moment';
import { Answer, Empty, Facts, Head, Panel, Said } from './parts/page';
import css from './schedules.module.css';
import { lasted } from './parts/times';

type Schedule = components['schemas']['ScheduleView'];

/** Workflows that start by the clock. */
export function Component() {
  const { t } = useConsole();
  const [told, tell] = useState('');
  const list = api.useQuery('get', '/admin/schedules', {}, { refetchInterval: 10_000 });
  return (
    <>
      <Head title={t('schedules.title')} lead={t('schedules.lead')} />
      <Said>{told}</Said>
      <Answer of={list}>
        {({ schedules }) =>
          schedules.length === 0 ? (
            <Empty icon="clock" title={t('schedules.empty')}>
              {t('schedules.empty.text')}
            </Empty>
          ) : (
            schedules.map((schedule) => <One key={schedule.name} schedule={schedule} onDone={tell} />)
          )
        }
      </Answer>
    </>
  );
}

function One({ schedule, onDone }: { schedule: Schedule; onDone: (words: string) => void }) {
  const { t, rich, language } = useConsole();
  const { name } = schedule;
  return (
    <Panel
      title={name}
      lead={
        schedule.next_at
          ? rich('schedules.next', {
              when: <Countdown until={schedule.next_at} over={t('now.any_moment')} />,
            })
          : t('schedules.paused.text')
      }
      act={
        schedule.paused ? (
          <Badge tone="warning" icon="pause">
            {t('schedules.paused')}
          </Badge>
        ) : (
          <Badge tone="success" icon="clock">
            {t('schedules.active')}
          </Badge>
        )
      }
    >
      {schedule.fault && (
        <Notice kind="warning" title={t('schedules.fault')}>
          {schedule.fault}
        </Notice>
      )}
      <Facts
        wide
        facts={[
          [t('schedules.cron'), <code key="cron">{schedule.cron}</code>],
          [t('schedules.zone'), schedule.zone],
          [
            t('run.kind'),
            <Link key="kind" to={`/console/workflows?kind=${schedule.kind}`}>
              {schedule.kind}
            </Link>,
          ],
          [t('schedules.overlap'), t(`schedules.overlap.${schedule.overlap}`)],
          [t('schedules.catch_up'), lasted(schedule.catch_up_seconds * 1000, language)],
          [
            t('schedules.last'),
            schedule.last_run_id && (
              <span key="last" className={css.last}>
                <CopyId id={schedule.last_run_id} to={`/console/workflows/${schedule.last_run_id}`} />
                {schedule.last_due && <Moment time={schedule.last_due} />}
              </span>
            ),
          ],
        ]}
      />
      <div className={css.acts}>
        <Acts schedule={schedule} onDone={onDone} />
      </div>
    </Panel>
  );
}

function Acts({ schedule, onDone }: { schedule: Schedule; onDone: (words: string) => void }) {
  const { t, count } = useConsole();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { name } = schedule;
  const params = { path: { name } };
  const refresh = () => queries.invalidateQueries(api.queryOptions('get', '/admin/schedules'));
  const pause = api.useMutation('post', '/admin/schedules/{name}/pause', { onSettled: refresh });
  const resume = api.useMutation('post', '/admin/schedules/{name}/resume', { onSettled: refresh });
  const trigger = api.useMutation('post', '/admin/schedules/{name}/trigger', { onSettled: refresh });
  const backfill = api.useMutation('post', '/admin/schedules/{name}/backfill', { onSettled: refresh });
  const [{ begin, end }] = useState(yesterday);
  return (
    <>
      <Act
        label={t('schedules.trigger')}
        title={t('schedules.trigger.title', { name })}
        text={t('schedules.trigger.text')}
        send={() => trigger.mutateAsync({ params })}
        onDone={({ run_ids: [run] }) => void navigate(`/console/workflows/${run ?? ''}`)}
      />
      {schedule.paused ? (
        <Act
          label={t('schedules.resume')}
          title={t('schedules.resume.title', { name })}
          text={t('schedules.resume.text')}
          send={() => resume.mutateAsync({ params })}
          onDone={() => onDone(t('schedules.resumed', { name }))}
        />
      ) : (
        <Act
          label={t('schedules.pause')}
          title={t('schedules.pause.title', { name })}
          text={t('schedules.pause.text')}
          send={() => pause.mutateAsync({ params })}
          onDone={() => onDone(t('schedules.was_paused', { name }))}
        />
      )}
      <Act
        label={t('schedules.backfill')}
        title={t('schedules.backfill.title', { name })}
        text={t('schedules.backfill.text')}
        fields={
          <>
            <TextField
              name="from"
              type="datetime-local"
              label={t('schedules.from')}
              defaultValue={local(begin)}
            />
            <TextField name="to" type="datetime-local" label={t('schedules.to')} defaultValue={local(end)} />
          </>
        }
        send={({ from = '', to = '' }) =>
          backfill.mutateAsync({ params, body: { from: utc(from), to: utc(to) } })
        }
        onDone={({ run_ids }) => onDone(count('schedules.backfilled', run_ids.length))}
      />
    </>
  );
}

/** The 24 hours until the last full hour. */
function yesterday(): { begin: Date; end: Date } {
  const end = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  return { begin: new Date(end - 86_400_000), end: new Date(end) };
}

/** As a field for day and time takes it, in the browser's zone. */
function local(date: Date): string {
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

function utc(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}
