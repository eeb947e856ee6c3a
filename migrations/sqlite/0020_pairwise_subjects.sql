-- Who people are to clients that share no name of theirs (OpenID Connect Core section 8).

CREATE TABLE oauth_subject_secret (
    -- There is one, for ever.
    id         INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    -- Under the ENCRYPTION_KEY.
    sealed     BLOB NOT NULL CHECK (length(sealed) <= 256),
    created_at INTEGER NOT NULL
) STRICT;
