-- Clients that register themselves (RFC 7591), and the tokens by which they may; digests of both are kept.

CREATE TABLE oauth_registration_tokens (
    id uuid PRIMARY KEY,
    digest bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
    note text NOT NULL CHECK (octet_length(note) <= 400),
    uses_left bigint NOT NULL CHECK (uses_left BETWEEN 0 AND 4294967295),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE oauth_client_registrations (
    client text COLLATE "C" PRIMARY KEY REFERENCES oauth_clients (id) ON DELETE CASCADE,
    access_digest bytea NOT NULL UNIQUE CHECK (octet_length(access_digest) = 32),
    -- Whether nobody had allowed it to.
    is_open boolean NOT NULL,
    registered_at timestamptz NOT NULL
);
CREATE INDEX oauth_client_registrations_open ON oauth_client_registrations (registered_at) WHERE is_open;
