-- Accounts that their owners want to be gone.

ALTER TABLE accounts ADD COLUMN erasure_due_at timestamptz;

-- Which purposes there are is for the domain to say, which refuses a word that it does not know.
ALTER TABLE challenges DROP CONSTRAINT challenges_purpose_check;
ALTER TABLE challenges ADD CHECK (octet_length(purpose) <= 32);

-- Where to write to when an account is gone. The key to the address is sealed beside it, and deleted
-- when that mail was sent. `run` may name a run that is kept elsewhere.
CREATE TABLE farewells (
    run uuid PRIMARY KEY,
    sealed_key bytea NOT NULL CHECK (octet_length(sealed_key) <= 256),
    sealed bytea NOT NULL CHECK (octet_length(sealed) <= 2048),
    created_at timestamptz NOT NULL
);
