//! Where a request came from. Anybody can write a forwarding header; only what trusted proxies added
//! is believed, read from the nearest to the farthest.

use ipnet::IpNet;
use poem::http::HeaderMap;
use std::net::{IpAddr, SocketAddr};

/// The networks whose forwarding headers are believed.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Trusts these networks.
    pub fn new(networks: impl IntoIterator<Item = IpNet>) -> Self {
        Self(networks.into_iter().collect())
    }

    /// Whether an address is that of a trusted proxy.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The address of the client: the peer, or, where the peer is a trusted proxy, the nearest
    /// address in `X-Forwarded-For` (or else `Forwarded`, RFC 7239) that is not one itself. The walk
    /// ends at an entry that is no address.
    ///
    /// A proxy in front must set one of the two headers and remove the other from what clients
    /// send.
    pub fn client_of(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.contains(peer) {
            return peer;
        }
        let forwarded_for = entries(headers, "x-forwarded-for");
        let hops: Vec<Option<IpAddr>> = if forwarded_for.is_empty() {
            entries(headers, "forwarded").iter().map(|element| forwarded_node(element)).collect()
        } else {
            forwarded_for.iter().map(|node| address_of(node)).collect()
        };
        let mut nearest = peer;
        for hop in hops.into_iter().rev() {
            let Some(hop) = hop else { return nearest };
            nearest = hop;
            if !self.contains(hop) {
                return nearest;
            }
        }
        nearest
    }
}

/// The elements of a list header over all its lines, in order. An unreadable line gives one element
/// that is no address, so that the walk ends there.
fn entries<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    headers
        .get_all(name)
        .iter()
        .flat_map(|line| line.to_str().unwrap_or("unreadable").split(','))
        .map(str::trim)
        .filter(|element| !element.is_empty())
        .collect()
}

/// The address in the `for` parameter of one element of `Forwarded`.
fn forwarded_node(element: &str) -> Option<IpAddr> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        name.eq_ignore_ascii_case("for").then(|| address_of(value.trim_matches('"')))
    })?
}

/// An address with or without brackets and port.
fn address_of(node: &str) -> Option<IpAddr> {
    let bare = node.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(node);
    bare.parse::<IpAddr>()
        .or_else(|_| node.parse::<SocketAddr>().map(|socket| socket.ip()))
        .ok()
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem::http::HeaderValue;

    fn client(peer: &str, headers: &[(&'static str, &'static str)]) -> String {
        let proxies = TrustedProxies::new(["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()]);
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        proxies.client_of(peer.parse().unwrap(), &map).to_string()
    }

    #[test]
    fn a_stranger_cannot_say_who_they_are() {
        assert_eq!(client("203.0.113.9", &[("x-forwarded-for", "192.0.2.1")]), "203.0.113.9");
        assert_eq!(client("203.0.113.9", &[("forwarded", "for=192.0.2.1")]), "203.0.113.9");
    }

    #[test]
    fn the_nearest_address_that_is_no_proxy_counts() {
        let spoofed = [("x-forwarded-for", "1.1.1.1, 198.51.100.7, 10.0.0.2")];
        assert_eq!(client("10.0.0.1", &spoofed), "198.51.100.7");
        let two_lines = [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "198.51.100.7")];
        assert_eq!(client("10.0.0.1", &two_lines), "198.51.100.7");
        assert_eq!(client("::ffff:10.0.0.1", &spoofed), "198.51.100.7");
    }

    #[test]
    fn all_proxies_leave_the_farthest() {
        assert_eq!(client("10.0.0.1", &[("x-forwarded-for", "10.9.9.9, 10.0.0.2")]), "10.9.9.9");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn the_walk_ends_at_rubbish() {
        assert_eq!(client("10.0.0.1", &[("x-forwarded-for", "198.51.100.7, unknown")]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &[("x-forwarded-for", "8.8.8.8, evil\", 10.0.0.2")]), "10.0.0.2");
    }

    #[test]
    fn the_standard_header_and_ports_are_understood() {
        assert_eq!(
            client("fd00::1", &[("forwarded", "for=1.1.1.1;proto=https, For=\"[2001:db8::7]:4711\"")]),
            "2001:db8::7"
        );
        assert_eq!(client("10.0.0.1", &[("x-forwarded-for", "198.51.100.7:5555")]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &[("forwarded", "for=_hidden")]), "10.0.0.1");
    }
}
