/** Where the refresh token is kept. */
/** Keeps the refresh token for as long as the program runs. */
export function inMemory(token = null) {
    let kept = token;
    return {
        read: () => kept,
        write(next) {
            kept = next;
        },
    };
}
/** Carries out tasks one after the other. */
export function inTurn() {
    let last = Promise.resolve();
    return (task) => {
        const next = last.then(task, task);
        last = next.catch(() => { });
        return next;
    };
}
