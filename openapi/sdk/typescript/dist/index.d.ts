/**
 * A client of Oathgate. It signs requests with the access token of whoever has signed in, renews that before it
 * expires and once where the server does not accept it, and makes an error of every answer that is none of the
 * server's.
 */
import { type Client } from 'openapi-fetch';
import { type Problem } from './fault.js';
import type { components, paths } from './generated/schema.js';
import { type Keeper } from './keeper.js';
import { type Session } from './session.js';
export { SignedOut, StrangeAnswer, isProblem } from './fault.js';
export type { FieldError, Problem, ProblemCode } from './fault.js';
export { inMemory, type Keeper } from './keeper.js';
export { createSession } from './session.js';
export type { Session, SessionState, Surroundings, Tokens, Why } from './session.js';
export type { components, operations, paths } from './generated/schema.js';
export interface Options {
    /** Where the server is: its issuer, for example `https://id.example.com`. */
    baseUrl: string;
    /**
     * Where the refresh token is: in a {@link Keeper}, which is {@link inMemory} if nothing is said, or in the
     * server's cookie, which is for pages of the server's own and of its `ALLOWED_ORIGINS`.
     */
    refreshToken?: Keeper | 'cookie';
    /** Another `fetch`. */
    fetch?: (request: Request) => Promise<Response>;
    /** Carries out one exchange of the refresh token after the other, wherever it is shared. */
    alone?: <T>(task: () => Promise<T>) => Promise<T>;
    /** Whether somebody had signed in before. With a cookie only the caller can know. */
    recall?: () => boolean;
    /** Is told when somebody has signed in or out. */
    remember?: (signedIn: boolean) => void;
    /** Another clock, in milliseconds. */
    now?: () => number;
}
export interface Oathgate {
    /** Every operation. Requests are signed, except those by which one signs in. */
    api: Client<paths>;
    /** Who is signed in. */
    session: Session;
    /** Signs in. Gives the server's refusal, or nothing where it worked. */
    signIn(credentials: components['schemas']['LoginRequest']): Promise<Problem | undefined>;
    /** Signs out, here in any case and at the server if it can be reached. */
    signOut(): Promise<void>;
}
export declare function createOathgate(around: Options): Oathgate;
