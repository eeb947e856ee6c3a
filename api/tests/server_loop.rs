//! The server loop on a real socket, against peers that are slow, silent, greedy or leaving.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that panics has failed, as it should")]

use oathgate_api::{
    body::{FieldRules, JsonBody},
    edge::{Edge, EdgeSettings, RouteTable},
    server::{Limits, Server},
};
use oathgate_infrastructure::testing::SeededEntropy;
use poem::Route;
use poem_openapi::{Object, OpenApi, OpenApiService, payload::PlainText};
use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

#[derive(Object)]
struct Note {
    text: String,
}

impl FieldRules for Note {}

struct Api;

#[OpenApi]
impl Api {
    #[oai(path = "/hello", method = "get", operation_id = "hello")]
    async fn hello(&self) -> PlainText<&'static str> {
        std::future::ready(()).await;
        PlainText("hello")
    }

    #[oai(path = "/slow", method = "get", operation_id = "slow")]
    async fn slow(&self) -> PlainText<&'static str> {
        sleep(Duration::from_secs(1)).await;
        PlainText("done")
    }

    #[oai(path = "/large", method = "get", operation_id = "large")]
    async fn large(&self) -> PlainText<String> {
        std::future::ready(()).await;
        PlainText("x".repeat(32 * 1024 * 1024))
    }

    #[oai(path = "/notes", method = "post", operation_id = "note")]
    async fn note(&self, body: JsonBody<Note>) -> PlainText<String> {
        std::future::ready(()).await;
        PlainText(body.0.text)
    }
}

struct Running {
    address: SocketAddr,
    stop: CancellationToken,
    server: JoinHandle<std::io::Result<()>>,
}

async fn start(limits: Limits) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut routes = RouteTable::default();
    routes.add_api::<Api>();
    let app = Route::new().nest("/", OpenApiService::new(Api, "test", "1"));
    let app = Edge::new(app, routes, EdgeSettings::default(), Arc::new(SeededEntropy::new(1)));
    let stop = CancellationToken::new();
    let server = tokio::spawn(Server::new(listener).limits(limits).run(app, stop.clone()));
    Running { address, stop, server }
}

/// Limits that are short enough to wait for and long enough for a busy machine.
fn short() -> Limits {
    Limits {
        first_request: Duration::from_millis(400),
        head: Duration::from_millis(400),
        body: Duration::from_millis(400),
        idle: Duration::from_millis(1_500),
        drain: Duration::from_secs(5),
        ..Limits::default()
    }
}

impl Running {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }
}

/// Everything that comes until the peer closes, and how long that took.
async fn until_closed(socket: &mut TcpStream) -> (String, Duration) {
    let began = Instant::now();
    let mut all = Vec::new();
    // A reset is an end as well.
    let _ = timeout(Duration::from_secs(20), socket.read_to_end(&mut all))
        .await
        .expect("the server never closed the connection");
    (String::from_utf8_lossy(&all).into_owned(), began.elapsed())
}

/// Reads one answer whose body ends with `end`.
async fn answer(socket: &mut TcpStream, end: &str) -> String {
    let mut all = Vec::new();
    let mut buffer = [0; 4096];
    timeout(Duration::from_secs(20), async {
        while !all.ends_with(end.as_bytes()) {
            let read = socket.read(&mut buffer).await.unwrap();
            assert!(read > 0, "closed after {:?}", String::from_utf8_lossy(&all));
            all.extend_from_slice(&buffer[..read]);
        }
    })
    .await
    .expect("no answer in time");
    String::from_utf8(all).unwrap()
}

const HELLO: &[u8] = b"GET /hello HTTP/1.1\r\nHost: test\r\n\r\n";

#[tokio::test]
async fn a_silent_connection_is_closed() {
    let running = start(short()).await;
    let (text, took) = until_closed(&mut running.connect().await).await;
    assert_eq!(text, "");
    assert!(took >= Duration::from_millis(350) && took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn a_head_that_drips_in_is_closed() {
    let running = start(short()).await;
    let mut socket = running.connect().await;
    let began = Instant::now();
    socket.write_all(b"GET /hello HTTP/1.1\r\n").await.unwrap();
    for _ in 0..100 {
        if socket.write_all(b"X-Slow: 1\r\n").await.is_err() {
            break;
        }
        sleep(Duration::from_millis(50)).await;
    }
    assert!(until_closed(&mut socket).await.0.is_empty());
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
}

#[tokio::test]
async fn half_an_http_2_preface_is_closed() {
    let running = start(short()).await;
    let mut socket = running.connect().await;
    socket.write_all(b"PRI * HTT").await.unwrap();
    assert!(until_closed(&mut socket).await.1 < Duration::from_secs(5));
}

#[tokio::test]
async fn a_connection_is_kept_between_requests_and_closed_when_idle() {
    let running = start(short()).await;
    let mut socket = running.connect().await;
    for _ in 0..2 {
        socket.write_all(HELLO).await.unwrap();
        let text = answer(&mut socket, "hello").await;
        assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
        assert!(text.contains("\r\ncontent-length: 5\r\n"), "{text}");
        // Longer than a head may take, shorter than a connection may idle.
        sleep(Duration::from_millis(700)).await;
    }
    let (text, _) = until_closed(&mut socket).await;
    assert_eq!(text, "", "an idle connection is closed without a word");
}

#[tokio::test]
async fn the_head_of_a_later_request_may_not_drip_either() {
    let running = start(Limits { idle: Duration::from_mins(1), ..short() }).await;
    let mut socket = running.connect().await;
    socket.write_all(HELLO).await.unwrap();
    answer(&mut socket, "hello").await;
    socket.write_all(b"GET /hel").await.unwrap();
    assert!(until_closed(&mut socket).await.1 < Duration::from_secs(5));
}

#[tokio::test]
async fn a_body_that_drips_in_is_answered_with_408() {
    let running = start(short()).await;
    let mut socket = running.connect().await;
    let head = b"POST /notes HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"te";
    socket.write_all(head).await.unwrap();
    let (text, took) = until_closed(&mut socket).await;
    assert!(text.starts_with("HTTP/1.1 408 "), "{text}");
    assert!(text.contains("\"code\":\"request_timeout\""), "{text}");
    assert!(text.contains("x-request-id: "), "{text}");
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn a_large_body_is_answered_with_413_while_the_client_still_sends() {
    let running = start(short()).await;
    let mut socket = running.connect().await;
    let body = format!("{{\"text\":\"{}\"}}", "x".repeat(200_000));
    let head = format!(
        "POST /notes HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(body.as_bytes()).await.unwrap();
    let text = answer(&mut socket, "}").await;
    assert!(text.starts_with("HTTP/1.1 413 "), "{text}");
    assert!(text.contains("\"code\":\"body_too_large\""), "{text}");
    // It was read to its end, so the connection can go on.
    socket.write_all(HELLO).await.unwrap();
    answer(&mut socket, "hello").await;
}

#[tokio::test]
async fn a_client_that_asks_first_need_not_send_a_large_body() {
    let running = start(short()).await;
    let mut socket = running.connect().await;
    let head = b"POST /notes HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 9000000\r\nExpect: 100-continue\r\n\r\n";
    socket.write_all(head).await.unwrap();
    let text = answer(&mut socket, "}").await;
    assert!(text.starts_with("HTTP/1.1 413 "), "{text}");
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let running = start(short()).await;
    let mut socket = running.connect().await;
    let head = format!("GET /hello HTTP/1.1\r\nHost: test\r\nX-Large: {}\r\n\r\n", "x".repeat(60_000));
    let _ = socket.write_all(head.as_bytes()).await;
    let (text, _) = until_closed(&mut socket).await;
    assert!(text.is_empty() || text.starts_with("HTTP/1.1 431 "), "{text}");

    let mut socket = running.connect().await;
    let many = "X-Many: 1\r\n".repeat(150);
    socket.write_all(format!("GET /hello HTTP/1.1\r\nHost: test\r\n{many}\r\n").as_bytes()).await.unwrap();
    let (text, _) = until_closed(&mut socket).await;
    assert!(text.is_empty() || text.starts_with("HTTP/1.1 431 "), "{text}");
}

#[tokio::test]
async fn a_client_that_takes_no_answer_is_cut() {
    let running = start(Limits { stalled_write: Duration::from_millis(400), ..short() }).await;
    let mut socket = running.connect().await;
    socket.write_all(b"GET /large HTTP/1.1\r\nHost: test\r\n\r\n").await.unwrap();
    sleep(Duration::from_secs(3)).await;
    let (text, _) = until_closed(&mut socket).await;
    assert!(text.len() < 32 * 1024 * 1024, "everything was sent");
}

#[tokio::test]
async fn requests_finish_and_idle_connections_close_when_the_server_stops() {
    let running = start(Limits { idle: Duration::from_mins(1), ..short() }).await;
    let mut idle = running.connect().await;
    idle.write_all(HELLO).await.unwrap();
    answer(&mut idle, "hello").await;
    let mut busy = running.connect().await;
    busy.write_all(b"GET /slow HTTP/1.1\r\nHost: test\r\n\r\n").await.unwrap();
    sleep(Duration::from_millis(300)).await;

    let began = Instant::now();
    running.stop.cancel();
    assert_eq!(until_closed(&mut idle).await.0, "");
    assert!(
        began.elapsed() < Duration::from_millis(600),
        "an idle connection was kept: {:?}",
        began.elapsed()
    );
    let (text, _) = until_closed(&mut busy).await;
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && text.ends_with("done"), "{text}");
    timeout(Duration::from_secs(5), running.server).await.unwrap().unwrap().unwrap();
    assert!(TcpStream::connect(running.address).await.is_err(), "the address is still open");
}

#[tokio::test]
async fn what_does_not_finish_is_cut_when_the_server_stops() {
    let running = start(Limits { drain: Duration::from_millis(200), ..short() }).await;
    let mut busy = running.connect().await;
    busy.write_all(b"GET /slow HTTP/1.1\r\nHost: test\r\n\r\n").await.unwrap();
    sleep(Duration::from_millis(200)).await;
    running.stop.cancel();
    timeout(Duration::from_millis(700), running.server).await.expect("not drained").unwrap().unwrap();
    assert_eq!(until_closed(&mut busy).await.0, "");
}

#[tokio::test]
async fn an_old_connection_is_closed_after_its_request() {
    let running = start(Limits { age: Duration::from_millis(300), ..short() }).await;
    let mut socket = running.connect().await;
    socket.write_all(b"GET /slow HTTP/1.1\r\nHost: test\r\n\r\n").await.unwrap();
    let (text, _) = until_closed(&mut socket).await;
    assert!(text.contains("connection: close") && text.ends_with("done"), "{text}");
}

#[tokio::test]
async fn connections_above_the_limit_wait_for_their_turn() {
    let running = start(Limits { connections: 1, idle: Duration::from_mins(1), ..short() }).await;
    let mut first = running.connect().await;
    first.write_all(HELLO).await.unwrap();
    answer(&mut first, "hello").await;
    let mut second = running.connect().await;
    second.write_all(HELLO).await.unwrap();
    let mut byte = [0];
    assert!(
        timeout(Duration::from_millis(300), second.read(&mut byte)).await.is_err(),
        "the second was served beside the first"
    );
    drop(first);
    answer(&mut second, "hello").await;
}
