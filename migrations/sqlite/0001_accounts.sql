-- Who can sign in, what they were asked by mail, and where they are signed in.
--
-- The lengths are a second wall behind the rules of the domain. Times are microseconds since 1970,
-- UTC; identifiers are BLOBs of 16 bytes; truth values are 0 and 1.

CREATE TABLE accounts (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    email TEXT NOT NULL CHECK (octet_length(email) <= 254),
    email_canonical TEXT NOT NULL UNIQUE CHECK (octet_length(email_canonical) <= 762),
    username TEXT CHECK (octet_length(username) <= 50),
    username_canonical TEXT UNIQUE CHECK (octet_length(username_canonical) <= 50),
    first_name TEXT CHECK (length(first_name) <= 50),
    last_name TEXT CHECK (length(last_name) <= 50),
    password TEXT NOT NULL CHECK (octet_length(password) <= 1024),
    status TEXT NOT NULL CHECK (status IN ('unverified', 'active', 'disabled')),
    is_admin INTEGER NOT NULL CHECK (is_admin IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    email_verified_at INTEGER,
    last_login_at INTEGER,
    CHECK ((username IS NULL) = (username_canonical IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX accounts_administrators ON accounts (id) WHERE is_admin;

-- Which user names are taken, by accounts and by registrations that are still open.
CREATE TABLE usernames (
    canonical TEXT PRIMARY KEY NOT NULL CHECK (octet_length(canonical) <= 50),
    holder BLOB NOT NULL CHECK (length(holder) = 16)
) STRICT, WITHOUT ROWID;
CREATE INDEX usernames_by_holder ON usernames (holder);

-- `account` and `belongs_to` may name accounts that do not exist yet.
CREATE TABLE registrations (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    account BLOB NOT NULL CHECK (length(account) = 16),
    belongs_to BLOB NOT NULL CHECK (length(belongs_to) = 16),
    email TEXT NOT NULL CHECK (octet_length(email) <= 254),
    username TEXT CHECK (octet_length(username) <= 50),
    first_name TEXT CHECK (length(first_name) <= 50),
    last_name TEXT CHECK (length(last_name) <= 50),
    password TEXT NOT NULL CHECK (octet_length(password) <= 1024),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX registrations_by_account ON registrations (belongs_to);

-- `registration` outlives the registration: a link that was used is still known.
CREATE TABLE challenges (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    purpose TEXT NOT NULL
        CHECK (purpose IN ('verify_email', 'reset_password', 'change_email', 'first_administrator')),
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
CREATE INDEX challenges_by_account ON challenges (account, purpose);

CREATE TABLE mail_requests (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    email TEXT NOT NULL CHECK (octet_length(email) <= 254),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    account BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    user_agent TEXT CHECK (length(user_agent) <= 256),
    address TEXT CHECK (octet_length(address) <= 64),
    generation INTEGER NOT NULL CHECK (generation BETWEEN 0 AND 4294967295),
    rotated_at INTEGER NOT NULL,
    refresh_digest BLOB NOT NULL CHECK (length(refresh_digest) = 32)
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_account ON sessions (account);

CREATE TABLE signing_keys (
    id TEXT PRIMARY KEY NOT NULL CHECK (octet_length(id) <= 128),
    algorithm TEXT NOT NULL CHECK (algorithm IN ('ES256', 'RS256', 'EdDSA', 'HS256')),
    public_jwk TEXT NOT NULL CHECK (octet_length(public_jwk) <= 8192),
    sealed_private BLOB NOT NULL CHECK (length(sealed_private) <= 16384),
    created_at INTEGER NOT NULL,
    retired_at INTEGER
) STRICT;
-- One key of each algorithm signs.
CREATE UNIQUE INDEX signing_keys_active ON signing_keys (algorithm) WHERE retired_at IS NULL;
