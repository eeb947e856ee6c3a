/** Everything that can go wrong with a request, in the few kinds that a page can do something about. */
import { StrangeAnswer, isProblem, type FieldError, type Problem, type ProblemCode } from '@oathgate/sdk';

export { SignedOut, StrangeAnswer, isProblem } from '@oathgate/sdk';
export type { FieldError, Problem, ProblemCode } from '@oathgate/sdk';

export type Fault =
  /** No answer: the network, a firewall, a server that is not there. */
  | { kind: 'unreachable' }
  /** The server cannot do it now but soon. Nothing was changed. */
  | { kind: 'later'; wait: number }
  /** Too many tries. */
  | { kind: 'limited'; wait: number }
  /** Fields that are not right. */
  | { kind: 'fields'; errors: readonly FieldError[] }
  /** A refusal that its page knows, or else the words of the server. */
  | { kind: 'refused'; code: ProblemCode; words: string }
  /** A defect, or something between here and the server that answers in its place. */
  | { kind: 'broken'; requestId: string | undefined };

/** How long to wait where the server does not say, in seconds. */
const A_WHILE = 5;

export function faultOf(error: unknown): Fault {
  if (isProblem(error)) return ofProblem(error);
  if (error instanceof StrangeAnswer) {
    const away = error.status === 502 || error.status === 503 || error.status === 504;
    if (error.status === 429) return { kind: 'limited', wait: A_WHILE };
    return away ? { kind: 'later', wait: A_WHILE } : { kind: 'broken', requestId: undefined };
  }
  return { kind: 'unreachable' };
}

/** The code of a refusal, to be told apart before it is shown. */
export function codeOf(error: unknown): ProblemCode | undefined {
  return isProblem(error) ? error.code : undefined;
}

function ofProblem(problem: Problem): Fault {
  const wait = problem.retry_after ?? A_WHILE;
  switch (problem.code) {
    case 'rate_limited':
      return { kind: 'limited', wait };
    case 'busy':
    case 'unavailable':
      return { kind: 'later', wait };
    // Whether it was done is not known, as when the network is lost.
    case 'timed_out':
    case 'request_timeout':
      return { kind: 'unreachable' };
    case 'validation_failed':
      return { kind: 'fields', errors: problem.errors ?? [] };
    case 'internal':
      return { kind: 'broken', requestId: problem.request_id };
    default:
      return { kind: 'refused', code: problem.code, words: problem.detail ?? problem.title };
  }
}
