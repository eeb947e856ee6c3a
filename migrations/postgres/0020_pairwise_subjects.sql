-- Who people are to clients that share no name of theirs (OpenID Connect Core section 8).

CREATE TABLE oauth_subject_secret (
    -- There is one, for ever.
    id         smallint PRIMARY KEY CHECK (id = 1),
    -- Under the ENCRYPTION_KEY.
    sealed     bytea NOT NULL CHECK (octet_length(sealed) <= 256),
    created_at timestamptz NOT NULL
);
