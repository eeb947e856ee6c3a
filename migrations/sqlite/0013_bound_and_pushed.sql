-- Keys that codes and refresh tokens are bound to (RFC 9449 §5, §10): thumbprints, 32 bytes.
ALTER TABLE oauth_authorization_codes ADD COLUMN dpop_key BLOB CHECK (length(dpop_key) = 32);
ALTER TABLE oauth_grants ADD COLUMN dpop_key BLOB CHECK (length(dpop_key) = 32);

-- Authorization requests that clients have pushed (RFC 9126). One that was used is deleted.
CREATE TABLE oauth_pushed_requests (
    digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
    client TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    query TEXT NOT NULL CHECK (octet_length(query) <= 16384),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX oauth_pushed_requests_by_client ON oauth_pushed_requests (client);
CREATE INDEX oauth_pushed_requests_by_expiry ON oauth_pushed_requests (expires_at);
