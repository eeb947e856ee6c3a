-- What may be shown once only and was shown (`jti` of assertions and proofs), until its time is up.

CREATE TABLE oauth_replays (
    digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX oauth_replays_by_expiry ON oauth_replays (expires_at);
