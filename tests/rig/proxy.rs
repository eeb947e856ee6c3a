//! A cable between a worker and a server that can be cut without either end being told, as a
//! firewall or a dead switch does.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::JoinHandle,
};

/// The cable.
pub struct Cable {
    port: u16,
    cut: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Cable {
    /// To a server at `host:port`.
    pub async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (cut, state) = watch::channel(false);
        let task = tokio::spawn(async move {
            loop {
                let Ok((client, _)) = listener.accept().await else { return };
                let (server, state) = (server.clone(), state.clone());
                tokio::spawn(async move {
                    // Whoever connects while it is cut waits for an answer that does not come.
                    if state.clone().wait_for(|cut| !cut).await.is_err() {
                        return;
                    }
                    let Ok(server) = TcpStream::connect(server).await else { return };
                    let _ = (client.set_nodelay(true), server.set_nodelay(true));
                    let (from_client, to_client) = client.into_split();
                    let (from_server, to_server) = server.into_split();
                    tokio::spawn(pass(from_client, to_server, state.clone()));
                    pass(from_server, to_client, state).await;
                });
            }
        });
        Self { port, cut, task }
    }

    /// The port to connect to instead of the server's.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Cuts it, or mends it.
    pub fn cut(&self, cut: bool) {
        self.cut.send_replace(cut);
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Passes bytes on. What was under way when the cable was cut arrives when it is mended, as TCP has it.
async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut state: watch::Receiver<bool>) {
    let mut bytes = vec![0; 65_536];
    loop {
        let Ok(read @ 1..) = from.read(&mut bytes).await else { return };
        if state.wait_for(|cut| !cut).await.is_err() || to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
}
