-- Who people are to clients that share no name of theirs (OpenID Connect Core section 8), and what people tell
-- of how they are reached (section 5.1).

CREATE TABLE oauth_subject_secret (
    -- There is one, for ever.
    id         INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    -- Under the ENCRYPTION_KEY.
    sealed     BLOB NOT NULL CHECK (length(sealed) <= 256),
    created_at INTEGER NOT NULL
) STRICT;

-- In E.164.
ALTER TABLE accounts ADD COLUMN phone_number TEXT CHECK (octet_length(phone_number) <= 16);
-- JSON, with the members of the address claim.
ALTER TABLE accounts ADD COLUMN address TEXT CHECK (octet_length(address) <= 8192);
