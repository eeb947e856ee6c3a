// Keeps what oidc-provider keeps in Postgres: one table, one statement for each call.
import pg from 'pg';

export async function storage(connectionString) {
  const pool = new pg.Pool({ connectionString, max: 8 });
  await pool.query(`CREATE TABLE IF NOT EXISTS kept (
    model text NOT NULL, id text NOT NULL, payload jsonb NOT NULL,
    grant_id text, user_code text, uid text, consumed_at bigint, expires_at timestamptz,
    PRIMARY KEY (model, id))`);
  await pool.query('CREATE INDEX IF NOT EXISTS kept_grant ON kept (grant_id)');
  await pool.query('CREATE INDEX IF NOT EXISTS kept_uid ON kept (model, uid)');
  const ask = (name, text, values) => pool.query({ name, text, values });
  const live = '(expires_at IS NULL OR expires_at > now())';
  const read = ({ rows: [row] }) =>
    row && { ...row.payload, ...(row.consumed_at && { consumed: Number(row.consumed_at) }) };

  return class Adapter {
    constructor(model) {
      this.model = model;
    }

    async upsert(id, payload, expiresIn) {
      await ask(
        'upsert',
        `INSERT INTO kept (model, id, payload, grant_id, user_code, uid, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7))
         ON CONFLICT (model, id) DO UPDATE SET payload = $3, grant_id = $4, user_code = $5, uid = $6,
           expires_at = excluded.expires_at`,
        [this.model, id, payload, payload.grantId, payload.userCode, payload.uid, expiresIn ?? null],
      );
    }

    async find(id) {
      return read(
        await ask('find', `SELECT payload, consumed_at FROM kept WHERE model = $1 AND id = $2 AND ${live}`, [
          this.model,
          id,
        ]),
      );
    }

    async findByUid(uid) {
      return read(
        await ask(
          'by_uid',
          `SELECT payload, consumed_at FROM kept WHERE model = $1 AND uid = $2 AND ${live}`,
          [this.model, uid],
        ),
      );
    }

    async findByUserCode(code) {
      return read(
        await ask(
          'by_code',
          `SELECT payload, consumed_at FROM kept WHERE model = $1 AND user_code = $2 AND ${live}`,
          [this.model, code],
        ),
      );
    }

    async consume(id) {
      await ask(
        'consume',
        'UPDATE kept SET consumed_at = extract(epoch FROM now())::bigint WHERE model = $1 AND id = $2',
        [this.model, id],
      );
    }

    async destroy(id) {
      await ask('destroy', 'DELETE FROM kept WHERE model = $1 AND id = $2', [this.model, id]);
    }

    async revokeByGrantId(grantId) {
      await ask('revoke', 'DELETE FROM kept WHERE grant_id = $1', [grantId]);
    }
  };
}
