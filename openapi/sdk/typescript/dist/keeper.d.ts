/** Where the refresh token is kept. */
/** A place for the refresh token. Whoever can read it is signed in, so mind who can. */
export interface Keeper {
    read(): string | null | Promise<string | null>;
    /** Keeps a token in the place of the one before; null forgets it. */
    write(token: string | null): void | Promise<void>;
}
/** Keeps the refresh token for as long as the program runs. */
export declare function inMemory(token?: string | null): Keeper;
/** Carries out tasks one after the other. */
export declare function inTurn(): <T>(task: () => Promise<T>) => Promise<T>;
