-- Sign-in on devices without a browser. Both codes are kept as digests alone; the short one, which
-- people type, as a keyed digest.

CREATE TABLE oauth_device_requests (
    device_code bytea PRIMARY KEY CHECK (octet_length(device_code) = 32),
    user_code bytea NOT NULL UNIQUE CHECK (octet_length(user_code) = 32),
    client text COLLATE "C" NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    scopes text NOT NULL CHECK (octet_length(scopes) <= 1024),
    state text NOT NULL CHECK (state IN ('waiting', 'allowed', 'denied', 'used')),
    -- Who agreed, in which session, and when they had signed in.
    account uuid REFERENCES accounts (id) ON DELETE CASCADE,
    session uuid,
    authenticated_at timestamptz,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    -- How many seconds the device has to wait between two questions, when it asked last, in
    -- milliseconds since 1970, and whether that was too soon.
    pause bigint NOT NULL CHECK (pause BETWEEN 1 AND 600),
    asked_ms bigint NOT NULL,
    too_soon boolean NOT NULL,
    CHECK (state NOT IN ('allowed', 'used')
        OR (account IS NOT NULL AND session IS NOT NULL AND authenticated_at IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX oauth_device_requests_by_account ON oauth_device_requests (account) WHERE account IS NOT NULL;
CREATE INDEX oauth_device_requests_by_expiry ON oauth_device_requests (expires_at);

-- How many codes somebody typed that were none, and since when they are counted.
CREATE TABLE oauth_device_guesses (
    account uuid PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    guesses bigint NOT NULL CHECK (guesses >= 0),
    since timestamptz NOT NULL
);
