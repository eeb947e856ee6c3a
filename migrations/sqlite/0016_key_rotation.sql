-- Signing keys that are exchanged by themselves: one that is published and does not sign yet, one that signs,
-- and those that only verify until the last token that they signed is dead.
ALTER TABLE signing_keys ADD COLUMN activated_at INTEGER;
ALTER TABLE signing_keys ADD COLUMN verifies_until INTEGER;
UPDATE signing_keys SET activated_at = created_at;
DROP INDEX signing_keys_active;
-- One key of each algorithm signs, and one is next.
CREATE UNIQUE INDEX signing_keys_active ON signing_keys (algorithm)
    WHERE activated_at IS NOT NULL AND retired_at IS NULL;
CREATE UNIQUE INDEX signing_keys_next ON signing_keys (algorithm) WHERE activated_at IS NULL;
