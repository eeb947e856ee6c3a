/** Nobody is signed in (any more). Ask for the password again. */
export class SignedOut extends Error {
    name = 'SignedOut';
}
/** An answer of something between here and the server, such as a proxy, in the place of the server's own. */
export class StrangeAnswer extends Error {
    name = 'StrangeAnswer';
    status;
    constructor(status) {
        super(`an answer that is not the server's, with status ${status}`);
        this.status = status;
    }
}
export function isProblem(error) {
    return typeof error === 'object' && error !== null && 'code' in error && 'request_id' in error;
}
