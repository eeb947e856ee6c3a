/** What can go wrong with a request besides the refusals of its operation. */
import type { components } from './generated/schema.js';
/** Why a request was not carried out (RFC 9457). Decide by `code`. */
export type Problem = components['schemas']['Problem'];
export type FieldError = components['schemas']['FieldError'];
export type ProblemCode = components['schemas']['ProblemCode'];
/** Nobody is signed in (any more). Ask for the password again. */
export declare class SignedOut extends Error {
    name: string;
}
/** An answer of something between here and the server, such as a proxy, in the place of the server's own. */
export declare class StrangeAnswer extends Error {
    name: string;
    readonly status: number;
    constructor(status: number);
}
export declare function isProblem(error: unknown): error is Problem;
