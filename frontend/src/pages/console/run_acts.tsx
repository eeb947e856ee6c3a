/** What can be done to a run as it stands now. */
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api } from '../../api/client';
import { faultOf } from '../../api/fault';
import type { components } from '@oathgate/sdk';
import { Button } from '../../design/button';
import { FaultNotice } from '../../design/fault_notice';
import { TextField } from '../../design/field';
import { useConsole } from '../../messages/console';
import { useRules } from '../../shell/rules';
import { Act, ReasonField } from './parts/act';
import { Choice } from '../../design/choice';
import { stepsOf } from './parts/history';
import { plain, typed } from './parts/plain';
import css from './run_acts.module.css';

type History = components['schemas']['RunHistory'];

export function RunActs({ history, onDone }: { history: History; onDone: (words: string) => void }) {
  const { t } = useConsole();
  const rules = useRules();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { run } = history;
  const path = { id: run.id };
  const isOver = run.closed_at !== undefined && run.closed_at !== null;
  const stands = run.status === 'waiting' || run.status === 'paused' || run.status === 'queued';

  const after = (words: string) => (now: History) => {
    queries.setQueryData(
      api.queryOptions('get', '/admin/workflows/{id}', { params: { path: { id: now.run.id } } }).queryKey,
      now,
    );
    onDone(words);
    if (now.run.id !== run.id) void navigate(`/console/workflows/${now.run.id}`);
  };
  const retry = api.useMutation('post', '/admin/workflows/{id}/retry', { onSuccess: after(t('did.retry')) });
  const resume = api.useMutation('post', '/admin/workflows/{id}/resume', {
    onSuccess: after(t('did.resume')),
  });
  const pause = api.useMutation('post', '/admin/workflows/{id}/pause');
  const cancel = api.useMutation('post', '/admin/workflows/{id}/cancel');
  const skip = api.useMutation('post', '/admin/workflows/{id}/skip');
  const reset = api.useMutation('post', '/admin/workflows/{id}/reset');
  const signal = api.useMutation('post', '/admin/workflows/{id}/signal');
  const correct = api.useMutation('post', '/admin/workflows/{id}/correct-email');
  const fault = retry.error ?? resume.error;

  const steps = stepsOf(history.events);
  const standsAt = (stands && run.failed_attempts > 0) || run.status === 'paused' ? (run.step ?? '') : '';
  const signals = history.known_signals.flatMap((known) =>
    known.examples.map((example) => ({ name: known.name, example })),
  );
  return (
    <div className={css.acts}>
      {fault ? <FaultNotice fault={faultOf(fault)} /> : null}
      {stands && (
        <Button look="primary" busy={retry.isPending} onClick={() => retry.mutate({ params: { path } })}>
          {t('act.retry')}
        </Button>
      )}
      {run.status === 'paused' && (
        <Button busy={resume.isPending} onClick={() => resume.mutate({ params: { path } })}>
          {t('act.resume')}
        </Button>
      )}
      {!isOver && run.status !== 'paused' && (
        <Act
          label={t('act.pause')}
          title={t('act.pause.title')}
          text={t('act.pause.text')}
          fields={<ReasonField />}
          send={({ reason = '' }) => pause.mutateAsync({ params: { path }, body: { reason } })}
          onDone={after(t('run.paused'))}
        />
      )}
      {standsAt !== '' && (
        <Act
          label={t('act.skip')}
          title={t('act.skip.title')}
          text={t('act.skip.text')}
          fields={
            <>
              <TextField
                name="step"
                label={t('act.step')}
                defaultValue={standsAt}
                maxLength={100}
                autoComplete="off"
              />
              {!standsAt.startsWith('mail_') && (
                <TextField
                  name="value"
                  label={t('act.value')}
                  hint={t('act.value.hint')}
                  autoComplete="off"
                />
              )}
              <ReasonField />
            </>
          }
          send={({ step = '', value = '', reason = '' }) =>
            skip.mutateAsync({
              params: { path },
              body: {
                ...(step.trim() === '' ? {} : { step: step.trim() }),
                ...(value.trim() === '' ? {} : { value: typed(value.trim()) as Record<string, never> }),
                reason,
              },
            })
          }
          onDone={after(t('did.skip'))}
        />
      )}
      {history.has_correctable_address && !isOver && (
        <Act
          label={t('act.correct')}
          title={t('act.correct.title')}
          text={t('act.correct.text')}
          fields={
            <>
              <TextField
                name="email"
                type="email"
                label={t('act.correct.email')}
                autoComplete="off"
                inputMode="email"
                check={rules.email.valid}
              />
              <ReasonField />
            </>
          }
          send={({ email = '', reason = '' }) =>
            correct.mutateAsync({ params: { path }, body: { email: email.trim(), reason } })
          }
          onDone={after(t('did.correct'))}
        />
      )}
      {signals.length > 0 && (
        <Act
          label={t('act.signal')}
          title={t('act.signal.title')}
          text={t('act.signal.text')}
          fields={
            <Choice
              name="signal"
              label={t('act.signal.which')}
              options={signals.map(({ name, example }, place) => [
                String(place),
                `${name}: ${plain(example)}`,
              ])}
            />
          }
          send={({ signal: place = '0' }) => {
            const chosen = signals[Number(place)] ?? signals[0];
            return signal.mutateAsync({
              params: { path },
              body: { name: chosen?.name ?? '', data: chosen?.example as Record<string, never> },
            });
          }}
          onDone={after(t('did.signal'))}
        />
      )}
      {steps.length > 0 && (
        <Act
          label={t('act.reset')}
          title={t('act.reset.title')}
          text={t('act.reset.text')}
          fields={
            <>
              <Choice name="step" label={t('act.reset.step')} options={steps.map((step) => [step, step])} />
              <ReasonField />
            </>
          }
          send={({ step = '', reason = '' }) =>
            reset.mutateAsync({ params: { path }, body: { step: step || (steps[0] ?? ''), reason } })
          }
          onDone={after(t('did.reset'))}
        />
      )}
      {!isOver && !run.cancel_requested && (
        <Act
          label={t('act.cancel_run')}
          look="danger"
          title={t('act.cancel_run.title')}
          text={t('act.cancel_run.text')}
          name={run.kind}
          fields={<ReasonField />}
          send={({ reason = '' }) => cancel.mutateAsync({ params: { path }, body: { reason } })}
          onDone={after(t('did.cancel'))}
        />
      )}
    </div>
  );
}
