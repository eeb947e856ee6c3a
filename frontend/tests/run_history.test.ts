import { describe, expect, it } from 'vitest';
import type { components } from '@oathgate/sdk';
import { actorOf, entriesOf, stepsOf } from '../src/pages/console/parts/history';

type Event = components['schemas']['EventView'];

let sequence = 0;
const start = Date.parse('2026-03-01T12:00:00Z');
const event = (seconds: number, kind: string, more: Partial<Event> = {}): Event => {
  sequence += 1;
  return { sequence, at: new Date(start + seconds * 1000).toISOString(), kind, ...more };
};
const data = (fields: object) => fields as unknown as NonNullable<Event['data']>;

describe('the history of a run', () => {
  it('tells a step once, with every attempt and the words of the peer', () => {
    const fault = { code: 'smtp_busy', detail: '451 try later', retry_in_ms: 30_000 };
    const entries = entriesOf([
      event(0, 'started'),
      event(1, 'step_done', { name: 'create_account', attempt: 1, data: data({ value: { Waiting: 'a' } }) }),
      event(2, 'step_failed', { name: 'mail_verification', attempt: 1, data: data(fault) }),
      event(33, 'step_failed', { name: 'mail_verification', attempt: 2, data: data(fault) }),
      event(65, 'step_done', {
        name: 'mail_verification',
        attempt: 3,
        data: data({ value: 'Sent', note: '250 Ok' }),
      }),
    ]);
    expect(entries.map((entry) => entry.type)).toEqual(['begun', 'step', 'step']);
    const mail = entries[2];
    if (mail?.type !== 'step') throw new Error('no step');
    expect([mail.name, mail.outcome, mail.value]).toEqual(['mail_verification', 'done', 'Sent']);
    // From when each was due: the wait before it is no part of it.
    expect(mail.attempts.map(({ number, took }) => [number, took])).toEqual([
      [1, 1000],
      [2, 1000],
      [3, 2000],
    ]);
    expect(mail.attempts.map((attempt) => attempt.fault?.detail ?? attempt.note)).toEqual([
      '451 try later',
      '451 try later',
      '250 Ok',
    ]);
  });

  it('keeps the order where somebody acts between two attempts', () => {
    const entries = entriesOf([
      event(0, 'step_failed', { name: 'mail_reset', attempt: 1, data: data({ code: 'x', detail: 'y' }) }),
      event(1, 'operator', { data: data({ act: 'retry', by: 'account:7' }) }),
      event(2, 'step_done', {
        name: 'mail_reset',
        attempt: 1,
        data: data({ value: 'Bounced', note: '550 no' }),
      }),
      event(3, 'closed', { data: data({ state: 'failed', code: 'c', detail: 'd' }) }),
    ]);
    expect(entries.map((entry) => entry.type)).toEqual(['step', 'act', 'step', 'closed']);
    expect(entries.map((entry) => ('outcome' in entry ? entry.outcome : ''))).toEqual([
      'failing',
      '',
      'bounced',
      '',
    ]);
  });

  it('tells what was skipped, what is unsure, and what nobody has heard of', () => {
    const entries = entriesOf([
      event(0, 'intent', { name: 'call' }),
      event(1, 'step_done', {
        name: 'mail_welcome',
        data: data({ value: 'Moot', note: 'skipped: by phone' }),
      }),
      event(2, 'paused', { data: data({ code: 'paused_by_operator', detail: 'why', by: 'operator' }) }),
      event(3, 'something_new', { name: 'x' }),
    ]);
    expect(entries).toMatchObject([
      { type: 'step', outcome: 'unsure' },
      { type: 'step', outcome: 'skipped' },
      { type: 'paused', detail: 'why' },
      { type: 'note', kind: 'something_new' },
    ]);
  });

  it('tells waits with what ended them', () => {
    const entries = entriesOf([
      event(0, 'started'),
      event(60, 'signal_taken', {
        name: 'answer_until_day_1',
        data: data({ signal: 'answer', value: 'Verified' }),
      }),
      event(61, 'timer', { name: 'wait' }),
    ]);
    expect(entries).toMatchObject([
      { type: 'begun' },
      { type: 'signal', signal: 'answer', value: 'Verified', took: 60_000 },
      { type: 'timer', name: 'wait', took: 1000 },
    ]);
  });

  it('names each step once from which it can begin again', () => {
    expect(
      stepsOf([
        event(0, 'started'),
        event(1, 'step_done', { name: 'a' }),
        event(2, 'step_failed', { name: 'b' }),
        event(3, 'step_done', { name: 'b' }),
        event(4, 'closed'),
      ]),
    ).toEqual(['a', 'b']);
  });

  it('tells accounts from words', () => {
    expect(actorOf('account:7')).toEqual({ account: '7' });
    expect(actorOf('system')).toEqual({ word: 'system' });
  });
});
