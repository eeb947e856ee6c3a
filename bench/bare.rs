//! The limit that a token endpoint on this stack cannot pass: a poem handler that signs one token with ES256 and inserts one
//! row, and does nothing else. `bench/oauth.mjs` starts it; its settings are in the environment.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a benchmark prints, and stops at once when something is wrong"
)]

use base64::{Engine, engine::general_purpose::STANDARD};
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use poem::{EndpointExt, Route, Server, handler, listener::TcpListener, post, web::Data};
use serde_json::json;
use std::{env::var, sync::Arc, time::UNIX_EPOCH};
use uuid::Uuid;

struct Limit {
    pool: Pool,
    key: EncodingKey,
}

#[handler]
async fn token(Data(limit): Data<&Arc<Limit>>) -> String {
    let now = UNIX_EPOCH.elapsed().unwrap().as_secs();
    let id = Uuid::now_v7();
    let claims =
        json!({ "iss": "http://localhost", "sub": "jobs", "iat": now, "exp": now + 1800, "jti": id });
    let token = encode(&Header::new(Algorithm::ES256), &claims, &limit.key).unwrap();
    let connection = limit.pool.get().await.unwrap();
    let insert = connection.prepare_cached("INSERT INTO bare (id) VALUES ($1)").await.unwrap();
    connection.execute(&insert, &[&id]).await.unwrap();
    json!({ "access_token": token, "token_type": "Bearer", "expires_in": 1800 }).to_string()
}

#[tokio::main]
async fn main() {
    // `cargo bench` and `cargo test` start every target; this one is for the other to start.
    let Ok(port) = var("BARE_PORT") else { return };
    let manager = Manager::from_config(
        var("DATABASE_URL").unwrap().parse().unwrap(),
        tokio_postgres::NoTls,
        ManagerConfig { recycling_method: RecyclingMethod::Fast },
    );
    let pool = Pool::builder(manager).max_size(8).build().unwrap();
    let table = "CREATE TABLE bare (id uuid PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())";
    pool.get().await.unwrap().batch_execute(table).await.unwrap();
    let key = EncodingKey::from_ec_der(&STANDARD.decode(var("BARE_KEY").unwrap()).unwrap());
    let app = Route::new().at("/", post(token)).data(Arc::new(Limit { pool, key }));
    Server::new(TcpListener::bind(format!("127.0.0.1:{port}"))).run(app).await.unwrap();
}
