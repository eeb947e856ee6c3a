-- Accounts that their owners want to be gone.

ALTER TABLE accounts ADD COLUMN erasure_due_at INTEGER;

-- Which purposes there are is for the domain to say, which refuses a word that it does not know. A
-- CHECK cannot be changed here, so the table is made anew.
CREATE TABLE challenges_anew (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    purpose TEXT NOT NULL CHECK (octet_length(purpose) <= 32),
    account BLOB REFERENCES accounts (id) ON DELETE CASCADE,
    registration BLOB CHECK (length(registration) = 16),
    email TEXT CHECK (octet_length(email) <= 254),
    derivation_key INTEGER NOT NULL CHECK (derivation_key BETWEEN 0 AND 4294967295),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    withdrawn_at INTEGER,
    CHECK (account IS NOT NULL OR purpose = 'first_administrator')
) STRICT, WITHOUT ROWID;
INSERT INTO challenges_anew (id, purpose, account, registration, email, derivation_key, created_at,
    expires_at, used_at, withdrawn_at)
SELECT id, purpose, account, registration, email, derivation_key, created_at,
    expires_at, used_at, withdrawn_at FROM challenges;
DROP TABLE challenges;
ALTER TABLE challenges_anew RENAME TO challenges;
CREATE INDEX challenges_by_account ON challenges (account, purpose);

-- Where to write to when an account is gone. The key to the address is sealed beside it, and deleted
-- when that mail was sent. `run` may name a run that is kept elsewhere.
CREATE TABLE farewells (
    run BLOB PRIMARY KEY NOT NULL CHECK (length(run) = 16),
    sealed_key BLOB NOT NULL CHECK (length(sealed_key) <= 256),
    sealed BLOB NOT NULL CHECK (length(sealed) <= 2048),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
