-- The origins of clients' redirect URIs, whose pages may call the endpoints that are for clients.

CREATE TABLE oauth_client_origins (
    origin text COLLATE "C" NOT NULL CHECK (octet_length(origin) BETWEEN 1 AND 2000),
    client text COLLATE "C" NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    PRIMARY KEY (origin, client)
);
CREATE INDEX oauth_client_origins_by_client ON oauth_client_origins (client);
