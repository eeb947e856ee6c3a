-- Who can sign in, what they were asked by mail, and where they are signed in.
--
-- The lengths are a second wall behind the rules of the domain. What is compared has the collation
-- "C", so that it sorts by its bytes as in SQLite, and a search by its beginning uses the index.

CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    email text NOT NULL CHECK (octet_length(email) <= 254),
    email_canonical text COLLATE "C" NOT NULL UNIQUE CHECK (octet_length(email_canonical) <= 762),
    username text CHECK (octet_length(username) <= 50),
    username_canonical text COLLATE "C" UNIQUE CHECK (octet_length(username_canonical) <= 50),
    first_name text CHECK (char_length(first_name) <= 50),
    last_name text CHECK (char_length(last_name) <= 50),
    password text NOT NULL CHECK (octet_length(password) <= 1024),
    status text NOT NULL CHECK (status IN ('unverified', 'active', 'disabled')),
    is_admin boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    email_verified_at timestamptz,
    last_login_at timestamptz,
    CHECK ((username IS NULL) = (username_canonical IS NULL))
);
CREATE INDEX accounts_administrators ON accounts (id) WHERE is_admin;

-- Which user names are taken, by accounts and by registrations that are still open.
CREATE TABLE usernames (
    canonical text COLLATE "C" PRIMARY KEY CHECK (octet_length(canonical) <= 50),
    holder uuid NOT NULL
);
CREATE INDEX usernames_by_holder ON usernames (holder);

-- `account` and `belongs_to` may name accounts that do not exist yet.
CREATE TABLE registrations (
    id uuid PRIMARY KEY,
    account uuid NOT NULL,
    belongs_to uuid NOT NULL,
    email text NOT NULL CHECK (octet_length(email) <= 254),
    username text CHECK (octet_length(username) <= 50),
    first_name text CHECK (char_length(first_name) <= 50),
    last_name text CHECK (char_length(last_name) <= 50),
    password text NOT NULL CHECK (octet_length(password) <= 1024),
    created_at timestamptz NOT NULL
);
CREATE INDEX registrations_by_account ON registrations (belongs_to);

-- `registration` outlives the registration: a link that was used is still known.
CREATE TABLE challenges (
    id uuid PRIMARY KEY,
    purpose text NOT NULL
        CHECK (purpose IN ('verify_email', 'reset_password', 'change_email', 'first_administrator')),
    account uuid REFERENCES accounts (id) ON DELETE CASCADE,
    registration uuid,
    email text CHECK (octet_length(email) <= 254),
    derivation_key bigint NOT NULL CHECK (derivation_key BETWEEN 0 AND 4294967295),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    withdrawn_at timestamptz,
    CHECK (account IS NOT NULL OR purpose = 'first_administrator')
);
CREATE INDEX challenges_by_account ON challenges (account, purpose);

CREATE TABLE mail_requests (
    id uuid PRIMARY KEY,
    email text NOT NULL CHECK (octet_length(email) <= 254),
    created_at timestamptz NOT NULL
);

-- A refresh changes no indexed column, so that it need not touch an index (a heap-only update).
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    account uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    user_agent text CHECK (char_length(user_agent) <= 256),
    address text CHECK (octet_length(address) <= 64),
    generation bigint NOT NULL CHECK (generation BETWEEN 0 AND 4294967295),
    rotated_at timestamptz NOT NULL,
    refresh_digest bytea NOT NULL CHECK (octet_length(refresh_digest) = 32)
) WITH (fillfactor = 80);
CREATE INDEX sessions_by_account ON sessions (account);

CREATE TABLE signing_keys (
    id text PRIMARY KEY CHECK (octet_length(id) <= 128),
    algorithm text NOT NULL CHECK (algorithm IN ('ES256', 'RS256', 'EdDSA', 'HS256')),
    public_jwk text NOT NULL CHECK (octet_length(public_jwk) <= 8192),
    sealed_private bytea NOT NULL CHECK (octet_length(sealed_private) <= 16384),
    created_at timestamptz NOT NULL,
    retired_at timestamptz
);
-- One key of each algorithm signs.
CREATE UNIQUE INDEX signing_keys_active ON signing_keys (algorithm) WHERE retired_at IS NULL;
