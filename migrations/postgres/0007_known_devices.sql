-- Devices that somebody signed in with, so that a new one can be told to the account's owner.

CREATE TABLE known_devices (
    account uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- Of what the device keeps, or of what can be seen of it; another for each account.
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    PRIMARY KEY (account, digest)
) WITH (fillfactor = 80);
