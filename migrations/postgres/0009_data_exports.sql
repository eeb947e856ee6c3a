-- Files with everything that is kept of a person, for themselves.

CREATE TABLE data_exports (
    id uuid PRIMARY KEY,
    account uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    requested_at timestamptz NOT NULL,
    made_at timestamptz,
    expires_at timestamptz,
    -- JSON, sealed under the ENCRYPTION_KEY.
    sealed bytea CHECK (octet_length(sealed) <= 8388608),
    CHECK ((made_at IS NULL) = (sealed IS NULL) AND (made_at IS NULL) = (expires_at IS NULL))
);
CREATE INDEX data_exports_by_account ON data_exports (account, requested_at);
CREATE INDEX data_exports_by_expiry ON data_exports (expires_at);
-- One at a time is made for an account.
CREATE UNIQUE INDEX data_exports_in_the_making ON data_exports (account) WHERE made_at IS NULL;
