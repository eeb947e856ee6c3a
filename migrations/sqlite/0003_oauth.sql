-- Programs that ask for tokens, what people agreed to, and what came of it.
--
-- The lengths are a second wall behind the rules of the domain. Scopes and grant types are words
-- between spaces; redirect URIs, which hold no line break, are one a line. Times are microseconds
-- since 1970, UTC; identifiers are BLOBs of 16 bytes; truth values are 0 and 1.

CREATE TABLE oauth_clients (
    id TEXT PRIMARY KEY NOT NULL CHECK (octet_length(id) BETWEEN 1 AND 255),
    name TEXT NOT NULL CHECK (length(name) <= 100),
    home TEXT CHECK (octet_length(home) <= 2000),
    authentication TEXT NOT NULL CHECK (authentication IN ('none', 'client_secret')),
    -- The secret is kept as a keyed digest alone.
    secret_key INTEGER CHECK (secret_key BETWEEN 0 AND 4294967295),
    secret_mac BLOB CHECK (length(secret_mac) = 32),
    redirect_uris TEXT NOT NULL CHECK (octet_length(redirect_uris) <= 40960),
    grant_types TEXT NOT NULL CHECK (octet_length(grant_types) <= 1024),
    scopes TEXT NOT NULL CHECK (octet_length(scopes) <= 1024),
    is_first_party INTEGER NOT NULL CHECK (is_first_party IN (0, 1)),
    is_disabled INTEGER NOT NULL CHECK (is_disabled IN (0, 1)),
    created_at INTEGER NOT NULL,
    CHECK ((secret_key IS NULL) = (secret_mac IS NULL)),
    CHECK (secret_mac IS NULL OR authentication = 'client_secret')
) STRICT;

-- `grant_id` names the grant that the use of the code opens, so it may not exist yet, or never.
-- Neither it nor `session` is a foreign key: a code that was used is known for as long as its row
-- is kept, whatever became of the session, so that its second use ends the grant.
CREATE TABLE oauth_authorization_codes (
    digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
    grant_id BLOB NOT NULL CHECK (length(grant_id) = 16),
    client TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    account BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    session BLOB NOT NULL CHECK (length(session) = 16),
    redirect_uri TEXT NOT NULL CHECK (octet_length(redirect_uri) <= 2048),
    redirect_uri_was_given INTEGER NOT NULL CHECK (redirect_uri_was_given IN (0, 1)),
    scopes TEXT NOT NULL CHECK (octet_length(scopes) <= 1024),
    nonce TEXT CHECK (octet_length(nonce) <= 1024),
    challenge BLOB CHECK (length(challenge) = 32),
    authenticated_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX oauth_authorization_codes_by_account ON oauth_authorization_codes (account, client);
CREATE INDEX oauth_authorization_codes_by_expiry ON oauth_authorization_codes (expires_at);

-- `session` is no foreign key: a grant that is offline outlives its session, and any other is dead
-- without it. A refresh changes no indexed column, so that it need not touch an index; expired
-- grants are therefore found by a scan in the order of `id`, which grows with time.
CREATE TABLE oauth_grants (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    client TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    account BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    session BLOB NOT NULL CHECK (length(session) = 16),
    scopes TEXT NOT NULL CHECK (octet_length(scopes) <= 1024),
    -- Whether `offline_access` is among the scopes, which never change.
    is_offline INTEGER NOT NULL CHECK (is_offline IN (0, 1)),
    nonce TEXT CHECK (octet_length(nonce) <= 1024),
    authenticated_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    generation INTEGER NOT NULL CHECK (generation BETWEEN 0 AND 4294967295),
    rotated_at INTEGER NOT NULL,
    -- None where the client was given no refresh token.
    refresh_digest BLOB CHECK (length(refresh_digest) = 32)
) STRICT, WITHOUT ROWID;
CREATE INDEX oauth_grants_by_account ON oauth_grants (account, client);

CREATE TABLE oauth_consents (
    account BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    client TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL CHECK (octet_length(scopes) <= 1024),
    given_at INTEGER NOT NULL,
    PRIMARY KEY (account, client)
) STRICT, WITHOUT ROWID;
CREATE INDEX oauth_consents_by_client ON oauth_consents (client);

-- One that was answered is deleted; the others wait for their time to be up.
CREATE TABLE oauth_interactions (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    query TEXT NOT NULL CHECK (octet_length(query) <= 16384),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX oauth_interactions_by_expiry ON oauth_interactions (expires_at);
