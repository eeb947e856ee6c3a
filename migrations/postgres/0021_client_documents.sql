-- Clients whose id is the URL at which they publish what would otherwise be registered about them, and for
-- how long the copy of that, which is their row among the clients, is good.

CREATE TABLE oauth_client_documents (
    client text COLLATE "C" PRIMARY KEY REFERENCES oauth_clients (id) ON DELETE CASCADE,
    fresh_until timestamptz NOT NULL,
    usable_until timestamptz NOT NULL
);
CREATE INDEX oauth_client_documents_by_use ON oauth_client_documents (usable_until);
