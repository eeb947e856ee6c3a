-- Clients whose id is the URL at which they publish what would otherwise be registered about them, and for
-- how long the copy of that, which is their row among the clients, is good.

CREATE TABLE oauth_client_documents (
    client TEXT PRIMARY KEY NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    fresh_until INTEGER NOT NULL,
    usable_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX oauth_client_documents_by_use ON oauth_client_documents (usable_until);
