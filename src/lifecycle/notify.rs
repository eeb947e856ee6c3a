//! The protocol by which systemd is told that a service is ready or about to stop (sd_notify(3)).

use std::os::unix::net::{SocketAddr, UnixDatagram};

/// A service manager that listens.
#[derive(Debug)]
pub(super) struct ServiceManager {
    socket: UnixDatagram,
    address: SocketAddr,
}

impl ServiceManager {
    /// The one at the socket that `NOTIFY_SOCKET` names. None where it cannot be reached: the service
    /// works without it.
    pub(super) fn at(name: &str) -> Option<Self> {
        let address = address(name)?;
        let socket = UnixDatagram::unbound().ok()?;
        socket.set_nonblocking(true).ok()?;
        Some(Self { socket, address })
    }

    /// Tells it a state.
    pub(super) fn tell(&self, state: &str) {
        if let Err(error) = self.socket.send_to_addr(state.as_bytes(), &self.address) {
            tracing::debug!(%error, "the service manager cannot be told");
        }
    }
}

/// A leading `@` stands for the abstract name space of Linux.
fn address(name: &str) -> Option<SocketAddr> {
    match name.strip_prefix('@') {
        #[cfg(target_os = "linux")]
        Some(name) => {
            use std::os::linux::net::SocketAddrExt;
            SocketAddr::from_abstract_name(name).ok()
        }
        #[cfg(not(target_os = "linux"))]
        Some(_) => None,
        None => SocketAddr::from_pathname(name).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manager_hears_what_it_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let listener = UnixDatagram::bind(&path).unwrap();
        ServiceManager::at(path.to_str().unwrap()).unwrap().tell("READY=1");
        let mut bytes = [0; 32];
        let length = listener.recv(&mut bytes).unwrap();
        assert_eq!(&bytes[..length], b"READY=1");
    }

    #[test]
    fn a_manager_that_is_not_there_is_no_fault() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nobody");
        ServiceManager::at(path.to_str().unwrap()).unwrap().tell("READY=1");
    }
}
