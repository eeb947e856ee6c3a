-- Keys that codes and refresh tokens are bound to (RFC 9449 §5, §10): thumbprints, 32 bytes.
ALTER TABLE oauth_authorization_codes ADD COLUMN dpop_key bytea CHECK (octet_length(dpop_key) = 32);
ALTER TABLE oauth_grants ADD COLUMN dpop_key bytea CHECK (octet_length(dpop_key) = 32);

-- Authorization requests that clients have pushed (RFC 9126). One that was used is deleted.
CREATE TABLE oauth_pushed_requests (
    digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
    client text COLLATE "C" NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    query text NOT NULL CHECK (octet_length(query) <= 16384),
    expires_at timestamptz NOT NULL
);
CREATE INDEX oauth_pushed_requests_by_client ON oauth_pushed_requests (client);
CREATE INDEX oauth_pushed_requests_by_expiry ON oauth_pushed_requests (expires_at);
