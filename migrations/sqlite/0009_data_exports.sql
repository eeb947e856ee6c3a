-- Files with everything that is kept of a person, for themselves.

CREATE TABLE data_exports (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    account BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    requested_at INTEGER NOT NULL,
    made_at INTEGER,
    expires_at INTEGER,
    -- JSON, sealed under the ENCRYPTION_KEY.
    sealed BLOB CHECK (length(sealed) <= 8388608),
    CHECK ((made_at IS NULL) = (sealed IS NULL) AND (made_at IS NULL) = (expires_at IS NULL))
) STRICT;
CREATE INDEX data_exports_by_account ON data_exports (account, requested_at);
CREATE INDEX data_exports_by_expiry ON data_exports (expires_at);
-- One at a time is made for an account.
CREATE UNIQUE INDEX data_exports_in_the_making ON data_exports (account) WHERE made_at IS NULL;
