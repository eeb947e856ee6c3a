export interface Tokens {
    access_token: string;
    /** Seconds. */
    expires_in: number;
}
export type Why = 
/** Nothing says that there is a session, and it was not looked for. */
'new'
/** It was looked for, and there is none. */
 | 'none'
/** Signed out by will, here or in another tab. */
 | 'left'
/** Its time was up, or it was ended elsewhere. */
 | 'ended'
/** Ended since its refresh token came back a second time. */
 | 'reused';
export type SessionState = 
/** There may be a session: it is being looked for. */
{
    is: 'unknown';
} | {
    is: 'in';
} | {
    is: 'out';
    why: Why;
}
/** It could not be found out. */
 | {
    is: 'unreachable';
    error: unknown;
};
export interface Surroundings {
    /** Exchanges the refresh token for an access token. */
    refresh(): Promise<Tokens>;
    /** Carries out one such exchange after the other, across all tabs. */
    alone<T>(task: () => Promise<T>): Promise<T>;
    recall(): boolean;
    remember(signedIn: boolean): void;
    /** Milliseconds. */
    now(): number;
}
export type Session = ReturnType<typeof createSession>;
export declare function createSession(around: Surroundings): {
    state: () => SessionState;
    subscribe(listener: () => void): () => void;
    token: () => Promise<string>;
    /** A token in the place of one that the server did not accept. */
    replace(refused: string): Promise<string>;
    /** Somebody has signed in. */
    open(tokens: Tokens): void;
    close: (why: Why) => void;
    /** Looks for a session, where that was not done yet. Never fails; the state says what was found. */
    look(evenWithoutHint?: boolean): Promise<void>;
    /** Another tab has signed in or out. */
    heard(signedIn: boolean): void;
};
