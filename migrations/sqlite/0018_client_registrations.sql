-- Clients that register themselves (RFC 7591), and the tokens by which they may; digests of both are kept.

CREATE TABLE oauth_registration_tokens (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    note TEXT NOT NULL CHECK (octet_length(note) <= 400),
    uses_left INTEGER NOT NULL CHECK (uses_left BETWEEN 0 AND 4294967295),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE oauth_client_registrations (
    client TEXT PRIMARY KEY NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    access_digest BLOB NOT NULL UNIQUE CHECK (length(access_digest) = 32),
    -- Whether nobody had allowed it to.
    is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    registered_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX oauth_client_registrations_open ON oauth_client_registrations (registered_at) WHERE is_open = 1;
