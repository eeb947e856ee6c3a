-- Sign-in on devices without a browser. Both codes are kept as digests alone; the short one, which
-- people type, as a keyed digest.

CREATE TABLE oauth_device_requests (
    device_code BLOB PRIMARY KEY NOT NULL CHECK (length(device_code) = 32),
    user_code BLOB NOT NULL UNIQUE CHECK (length(user_code) = 32),
    client TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL CHECK (octet_length(scopes) <= 1024),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'allowed', 'denied', 'used')),
    -- Who agreed, in which session, and when they had signed in.
    account BLOB REFERENCES accounts (id) ON DELETE CASCADE,
    session BLOB CHECK (length(session) = 16),
    authenticated_at INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    -- How many seconds the device has to wait between two questions, when it asked last, in
    -- milliseconds since 1970, and whether that was too soon.
    pause INTEGER NOT NULL CHECK (pause BETWEEN 1 AND 600),
    asked_ms INTEGER NOT NULL,
    too_soon INTEGER NOT NULL CHECK (too_soon IN (0, 1)),
    CHECK (state NOT IN ('allowed', 'used')
        OR (account IS NOT NULL AND session IS NOT NULL AND authenticated_at IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX oauth_device_requests_by_account ON oauth_device_requests (account) WHERE account IS NOT NULL;
CREATE INDEX oauth_device_requests_by_expiry ON oauth_device_requests (expires_at);

-- How many codes somebody typed that were none, and since when they are counted.
CREATE TABLE oauth_device_guesses (
    account BLOB PRIMARY KEY NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    guesses INTEGER NOT NULL CHECK (guesses >= 0),
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
