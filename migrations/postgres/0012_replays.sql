-- What may be shown once only and was shown (`jti` of assertions and proofs), until its time is up.

CREATE TABLE oauth_replays (
    digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
    expires_at timestamptz NOT NULL
);
CREATE INDEX oauth_replays_by_expiry ON oauth_replays (expires_at);
