-- Who people are to clients that share no name of theirs (OpenID Connect Core section 8), and what people tell
-- of how they are reached (section 5.1).

CREATE TABLE oauth_subject_secret (
    -- There is one, for ever.
    id         smallint PRIMARY KEY CHECK (id = 1),
    -- Under the ENCRYPTION_KEY.
    sealed     bytea NOT NULL CHECK (octet_length(sealed) <= 256),
    created_at timestamptz NOT NULL
);

-- In E.164.
ALTER TABLE accounts ADD COLUMN phone_number text CHECK (octet_length(phone_number) <= 16);
-- JSON, with the members of the address claim.
ALTER TABLE accounts ADD COLUMN address text CHECK (octet_length(address) <= 8192);
