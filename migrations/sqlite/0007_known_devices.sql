-- Devices that somebody signed in with, so that a new one can be told to the account's owner.

CREATE TABLE known_devices (
    account BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- Of what the device keeps, or of what can be seen of it; another for each account.
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    PRIMARY KEY (account, digest)
) STRICT, WITHOUT ROWID;
