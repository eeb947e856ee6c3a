/** What can go wrong with a request besides the refusals of its operation. */
import type { components } from './generated/schema.js';

/** Why a request was not carried out (RFC 9457). Decide by `code`. */
export type Problem = components['schemas']['Problem'];
export type FieldError = components['schemas']['FieldError'];
export type ProblemCode = components['schemas']['ProblemCode'];

/** Nobody is signed in (any more). Ask for the password again. */
export class SignedOut extends Error {
  override name = 'SignedOut';
}

/** An answer of something between here and the server, such as a proxy, in the place of the server's own. */
export class StrangeAnswer extends Error {
  override name = 'StrangeAnswer';
  readonly status: number;

  constructor(status: number) {
    super(`an answer that is not the server's, with status ${status}`);
    this.status = status;
  }
}

export function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'code' in error && 'request_id' in error;
}
