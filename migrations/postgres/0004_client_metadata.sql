-- What is registered about a client beside what it must have (RFC 7591 §2), and every way in which it may
-- show that it is itself.
--
-- What was `authentication` says from here on what is kept of a secret: nothing, or a digest. A secret with
-- which a client signs cannot be kept as a digest; it is encrypted, and for those clients alone.

ALTER TABLE oauth_clients RENAME COLUMN authentication TO stored_secret;
ALTER TABLE oauth_clients ADD COLUMN authentication text NOT NULL DEFAULT 'none' CHECK (authentication IN
    ('none', 'client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt'));
UPDATE oauth_clients SET authentication = 'client_secret_basic' WHERE stored_secret = 'client_secret';
ALTER TABLE oauth_clients ADD COLUMN sealed_secret bytea
    CHECK (sealed_secret IS NULL OR (authentication = 'client_secret_jwt' AND octet_length(sealed_secret) <= 1024));
-- JSON: none of it is ever searched for.
ALTER TABLE oauth_clients ADD COLUMN metadata text NOT NULL DEFAULT '{}'
    CHECK (octet_length(metadata) <= 98304);
