import { describe, expect, it } from 'vitest';
import { codeOf, faultOf, StrangeAnswer, type Problem } from '../src/api/fault';

const problem = (code: Problem['code'], status: number, more: Partial<Problem> = {}): Problem => ({
  type: `/problems/${code}`,
  title: 'A title',
  status,
  code,
  request_id: 'r1',
  ...more,
});

describe('a fault', () => {
  it('says how long to wait', () => {
    expect(faultOf(problem('rate_limited', 429, { retry_after: 42 }))).toEqual({ kind: 'limited', wait: 42 });
    expect(faultOf(problem('busy', 503, { retry_after: 2 }))).toEqual({ kind: 'later', wait: 2 });
    expect(faultOf(new StrangeAnswer(502))).toMatchObject({ kind: 'later' });
  });

  it('names every field', () => {
    const errors = [{ field: 'email', code: 'invalid_email', message: 'no' }];
    expect(faultOf(problem('validation_failed', 422, { errors }))).toEqual({ kind: 'fields', errors });
    expect(faultOf(problem('validation_failed', 422))).toEqual({ kind: 'fields', errors: [] });
  });

  it('does not say "nothing was changed" where that is not known', () => {
    expect(faultOf(problem('timed_out', 503)).kind).toBe('unreachable');
    expect(faultOf(new TypeError('Failed to fetch')).kind).toBe('unreachable');
    expect(faultOf(new DOMException('late', 'TimeoutError')).kind).toBe('unreachable');
  });

  it('gives a defect its number, and a refusal its words', () => {
    expect(faultOf(problem('internal', 500))).toEqual({ kind: 'broken', requestId: 'r1' });
    expect(faultOf(new StrangeAnswer(500))).toEqual({ kind: 'broken', requestId: undefined });
    expect(faultOf(problem('conflict', 409, { detail: 'Why' }))).toMatchObject({
      kind: 'refused',
      words: 'Why',
    });
  });

  it('has a code where the server gave one', () => {
    expect(codeOf(problem('username_taken', 409))).toBe('username_taken');
    expect(codeOf(new TypeError('Failed to fetch'))).toBeUndefined();
    expect(codeOf('<html>')).toBeUndefined();
    expect(codeOf(null)).toBeUndefined();
  });
});
