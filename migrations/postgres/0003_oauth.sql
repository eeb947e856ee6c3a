-- Programs that ask for tokens, what people agreed to, and what came of it.
--
-- The lengths are a second wall behind the rules of the domain. Scopes and grant types are words
-- between spaces; redirect URIs, which hold no line break, are one a line.

CREATE TABLE oauth_clients (
    id text COLLATE "C" PRIMARY KEY CHECK (octet_length(id) BETWEEN 1 AND 255),
    name text NOT NULL CHECK (char_length(name) <= 100),
    home text CHECK (octet_length(home) <= 2000),
    authentication text NOT NULL CHECK (authentication IN ('none', 'client_secret')),
    -- The secret is kept as a keyed digest alone.
    secret_key bigint CHECK (secret_key BETWEEN 0 AND 4294967295),
    secret_mac bytea CHECK (octet_length(secret_mac) = 32),
    redirect_uris text NOT NULL CHECK (octet_length(redirect_uris) <= 40960),
    grant_types text NOT NULL CHECK (octet_length(grant_types) <= 1024),
    scopes text NOT NULL CHECK (octet_length(scopes) <= 1024),
    is_first_party boolean NOT NULL,
    is_disabled boolean NOT NULL,
    created_at timestamptz NOT NULL,
    CHECK ((secret_key IS NULL) = (secret_mac IS NULL)),
    CHECK (secret_mac IS NULL OR authentication = 'client_secret')
);

-- `grant_id` names the grant that the use of the code opens, so it may not exist yet, or never.
-- Neither it nor `session` is a foreign key: a code that was used is known for as long as its row
-- is kept, whatever became of the session, so that its second use ends the grant.
CREATE TABLE oauth_authorization_codes (
    digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
    grant_id uuid NOT NULL,
    client text COLLATE "C" NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    account uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    session uuid NOT NULL,
    redirect_uri text NOT NULL CHECK (octet_length(redirect_uri) <= 2048),
    redirect_uri_was_given boolean NOT NULL,
    scopes text NOT NULL CHECK (octet_length(scopes) <= 1024),
    nonce text CHECK (octet_length(nonce) <= 1024),
    challenge bytea CHECK (octet_length(challenge) = 32),
    authenticated_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
) WITH (fillfactor = 80);
CREATE INDEX oauth_authorization_codes_by_account ON oauth_authorization_codes (account, client);
CREATE INDEX oauth_authorization_codes_by_expiry ON oauth_authorization_codes (expires_at);

-- `session` is no foreign key: a grant that is offline outlives its session, and any other is dead
-- without it. A refresh changes no indexed column, so that it need not touch an index (a heap-only
-- update); expired grants are therefore found by a scan in the order of `id`, which grows with time.
CREATE TABLE oauth_grants (
    id uuid PRIMARY KEY,
    client text COLLATE "C" NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    account uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    session uuid NOT NULL,
    scopes text NOT NULL CHECK (octet_length(scopes) <= 1024),
    -- Whether `offline_access` is among the scopes, which never change.
    is_offline boolean NOT NULL,
    nonce text CHECK (octet_length(nonce) <= 1024),
    authenticated_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    generation bigint NOT NULL CHECK (generation BETWEEN 0 AND 4294967295),
    rotated_at timestamptz NOT NULL,
    -- None where the client was given no refresh token.
    refresh_digest bytea CHECK (octet_length(refresh_digest) = 32)
) WITH (fillfactor = 80);
CREATE INDEX oauth_grants_by_account ON oauth_grants (account, client);

CREATE TABLE oauth_consents (
    account uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    client text COLLATE "C" NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    scopes text NOT NULL CHECK (octet_length(scopes) <= 1024),
    given_at timestamptz NOT NULL,
    PRIMARY KEY (account, client)
);
CREATE INDEX oauth_consents_by_client ON oauth_consents (client);

-- One that was answered is deleted; the others wait for their time to be up.
CREATE TABLE oauth_interactions (
    id uuid PRIMARY KEY,
    query text NOT NULL CHECK (octet_length(query) <= 16384),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX oauth_interactions_by_expiry ON oauth_interactions (expires_at);
