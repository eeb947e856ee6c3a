-- The resources that tokens are for (RFC 8707): absolute URIs between spaces, none for this server alone.
ALTER TABLE oauth_authorization_codes ADD COLUMN resources text NOT NULL DEFAULT ''
    CHECK (octet_length(resources) <= 4096);
ALTER TABLE oauth_grants ADD COLUMN resources text NOT NULL DEFAULT '' CHECK (octet_length(resources) <= 4096);
ALTER TABLE oauth_device_requests ADD COLUMN resources text NOT NULL DEFAULT ''
    CHECK (octet_length(resources) <= 4096);

-- Which resources there are: the audiences of clients that are resource servers.
CREATE TABLE oauth_client_audiences (
    audience text COLLATE "C" NOT NULL CHECK (octet_length(audience) BETWEEN 1 AND 500),
    client text COLLATE "C" NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    PRIMARY KEY (audience, client)
);
CREATE INDEX oauth_client_audiences_by_client ON oauth_client_audiences (client);
