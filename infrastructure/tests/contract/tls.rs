//! TLS to PostgreSQL in every `sslmode`. The server of the tests speaks plain text, so something
//! stands in front of it that speaks TLS.

use crate::{contract, world::World};
use oathgate_application::ports::store::Store;
use oathgate_infrastructure::{
    postgres::{PostgresDatabase, PostgresOptions, PostgresStore},
    testing::TestCertificate,
};
use rustls::{ServerConfig, crypto::aws_lc_rs};
use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

contract! { postgres;
    every_mode_protects_as_far_as_it_says,
    a_server_without_tls_is_refused_where_it_is_required,
}

struct Front {
    port: u16,
    encrypted: Arc<AtomicUsize>,
    root: PathBuf,
    _folder: tempfile::TempDir,
}

/// Answers the request for TLS (PostgreSQL's `SSLRequest`) and passes on what is inside.
async fn front(world: &World) -> Front {
    let made = TestCertificate::generate();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root.pem");
    let encoded = {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.encode(&made.certificate)
    };
    std::fs::write(&root, format!("-----BEGIN CERTIFICATE-----\n{encoded}\n-----END CERTIFICATE-----\n"))
        .unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.certificate], made.key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let server = url::Url::parse(world.address()).unwrap();
    let server = (server.host_str().unwrap().to_owned(), server.port().unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let encrypted = Arc::new(AtomicUsize::new(0));
    let count = encrypted.clone();
    tokio::spawn(async move {
        loop {
            let (mut client, _) = listener.accept().await.unwrap();
            let (acceptor, count, server) = (acceptor.clone(), count.clone(), server.clone());
            tokio::spawn(async move {
                let mut start = [0; 8];
                client.read_exact(&mut start).await.unwrap();
                let mut server = TcpStream::connect((server.0.as_str(), server.1)).await.unwrap();
                if start == [0, 0, 0, 8, 4, 210, 22, 47] {
                    client.write_all(b"S").await.unwrap();
                    let Ok(mut client) = acceptor.accept(client).await else { return };
                    count.fetch_add(1, Ordering::SeqCst);
                    let _ = copy_bidirectional(&mut client, &mut server).await;
                } else {
                    server.write_all(&start).await.unwrap();
                    let _ = copy_bidirectional(&mut client, &mut server).await;
                }
            });
        }
    });
    Front { port, encrypted, root, _folder: folder }
}

/// Whether the database answers at this address.
async fn answers(world: &World, host: &str, port: u16, query: &str) -> bool {
    let mut address = url::Url::parse(world.address()).unwrap();
    address.set_host(Some(host)).unwrap();
    address.set_port(Some(port)).unwrap();
    address.set_query(Some(query));
    let Ok(database) = PostgresDatabase::connect(address.as_str(), &PostgresOptions::default()) else {
        return false;
    };
    PostgresStore::new(database, world.hints.clone()).ping().await.is_ok()
}

async fn every_mode_protects_as_far_as_it_says(world: World) {
    let front = front(&world).await;
    let root = format!("sslrootcert={}", front.root.display());
    // Address, query, whether it works, whether it is encrypted.
    let other_name = "other.example";
    for (host, query, works, encrypted) in [
        ("localhost", "sslmode=disable".to_owned(), true, false),
        ("localhost", "sslmode=prefer".to_owned(), true, true),
        ("localhost", "sslmode=require".to_owned(), true, true),
        (other_name, "sslmode=require".to_owned(), true, true),
        // A root turns it into verify-ca, as with libpq.
        (other_name, format!("sslmode=require&{root}"), true, true),
        ("localhost", format!("sslmode=verify-ca&{root}"), true, true),
        (other_name, format!("sslmode=verify-ca&{root}"), true, true),
        ("localhost", "sslmode=verify-ca".to_owned(), false, false),
        ("localhost", format!("sslmode=verify-full&{root}"), true, true),
        (other_name, format!("sslmode=verify-full&{root}"), false, false),
        ("localhost", "sslmode=verify-full".to_owned(), false, false),
        ("localhost", "sslmode=verify-full&sslrootcert=/does/not/exist".to_owned(), false, false),
    ] {
        let before = front.encrypted.load(Ordering::SeqCst);
        let query_with_address = format!("{query}&hostaddr=127.0.0.1");
        let answered = answers(&world, host, front.port, &query_with_address).await;
        assert_eq!(answered, works, "{host} {query}");
        if works {
            assert_eq!(front.encrypted.load(Ordering::SeqCst) > before, encrypted, "{host} {query}");
        }
    }
}

async fn a_server_without_tls_is_refused_where_it_is_required(world: World) {
    let port = url::Url::parse(world.address()).unwrap().port().unwrap();
    assert!(answers(&world, "127.0.0.1", port, "sslmode=prefer").await);
    assert!(!answers(&world, "127.0.0.1", port, "sslmode=require").await);
}
