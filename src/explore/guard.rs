//! Who may ask: pages of this server alone.
//!
//! Any page in the browser can send requests to loopback, and a name that its owner points to loopback ("DNS rebinding") makes
//! them look as if they were the own ones. So the host must be one that nobody can point elsewhere, and the origin the same.

use std::net::{IpAddr, SocketAddr};

use hyper::http::HeaderMap;
use hyper::http::header::{HOST, ORIGIN};
use hyper::http::request::Parts;
use hyper::http::uri::Authority;

use crate::phrase::{Phrase, phrase};

/// Tells own requests from others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guard {
    listening: SocketAddr,
}

impl Guard {
    /// Guards a server that listens at an address.
    pub(super) const fn new(listening: SocketAddr) -> Self {
        Self { listening }
    }

    /// Looks at the head of a request.
    ///
    /// # Errors
    /// Returns why it is refused.
    pub(super) fn check(&self, head: &Parts) -> Result<(), Phrase> {
        let host = text(&head.headers, HOST.as_str()).and_then(|host| host.parse::<Authority>().ok());
        let Some(host) = host.filter(|host| self.is_own(host)) else {
            return Err(phrase!(
                "this server answers to its own address alone, not to another name",
                "dieser Server antwortet nur unter seiner eigenen Adresse, nicht unter einem anderen Namen"
            ));
        };
        let is_of_page = head.uri.authority().is_none_or(|named| *named == host)
            && head
                .headers
                .get_all(ORIGIN)
                .iter()
                .all(|origin| origin.as_bytes() == format!("http://{host}").as_bytes())
            && !comes_from_elsewhere(head);
        if is_of_page {
            Ok(())
        } else {
            Err(phrase!(
                "this server answers to its own page alone, not to another page",
                "dieser Server antwortet nur seiner eigenen Seite, nicht einer anderen"
            ))
        }
    }

    /// Returns whether a name with a port means this server and nothing else: a number is never looked up.
    fn is_own(&self, host: &Authority) -> bool {
        let name = host.host();
        let is_named = match name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(number) => number.is_loopback() || !self.listening.ip().is_loopback(),
            Err(_) => name.eq_ignore_ascii_case("localhost"),
        };
        // An authority may hold a user, a host does not.
        is_named && host.port_u16().unwrap_or(80) == self.listening.port() && !host.as_str().contains('@')
    }
}

/// Returns whether the browser says that another site asks; a link that opens the page in a window of its own is none.
fn comes_from_elsewhere(head: &Parts) -> bool {
    let said = |name| text(&head.headers, name);
    let opens_page = head.uri.path() == "/"
        && said("sec-fetch-mode") == Some("navigate")
        && said("sec-fetch-dest") == Some("document");
    matches!(said("sec-fetch-site"), Some(site) if site != "same-origin" && site != "none") && !opens_page
}

/// Returns what a header says if it stands there once.
fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?;
    all.next().is_none().then_some(first)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn is_let_in(listening: &str, uri: &str, headers: &[(&str, &str)]) -> bool {
        let request = headers
            .iter()
            .fold(Request::builder().uri(uri), |request, (name, value)| request.header(*name, *value));
        let (head, ()) = request.body(()).unwrap().into_parts();
        Guard::new(listening.parse().unwrap()).check(&head).is_ok()
    }

    #[test]
    fn only_the_own_address_is_answered_to() {
        let is_let_in = |host| is_let_in("127.0.0.1:8417", "/", &[("host", host)]);
        for own in ["127.0.0.1:8417", "localhost:8417", "LOCALHOST:8417", "[::1]:8417"] {
            assert!(is_let_in(own), "{own}");
        }
        for other in [
            "",
            "127.0.0.1",
            "127.0.0.1:8418",
            "192.168.0.7:8417",
            "example.org:8417",
            "localhost.example.org:8417",
            "127.0.0.1.example.org:8417",
            "a@localhost:8417",
        ] {
            assert!(!is_let_in(other), "{other}");
        }
    }

    #[test]
    fn whoever_listens_elsewhere_is_found_by_numbers_alone() {
        let is_let_in = |host| is_let_in("0.0.0.0:8417", "/", &[("host", host)]);
        assert!(is_let_in("192.168.0.7:8417") && is_let_in("localhost:8417"));
        assert!(!is_let_in("example.org:8417"));
    }

    #[test]
    fn another_origin_or_site_is_refused_but_a_link_to_the_page() {
        let host = ("host", "127.0.0.1:8417");
        let is_let_in =
            |uri, more: &[(&str, &str)]| is_let_in("127.0.0.1:8417", uri, &[&[host], more].concat());
        assert!(is_let_in("/run", &[("origin", "http://127.0.0.1:8417"), ("sec-fetch-site", "same-origin")]));
        assert!(is_let_in("/", &[("sec-fetch-site", "none")]));
        for origin in ["null", "http://127.0.0.1:1", "https://127.0.0.1:8417", "http://localhost:8417"] {
            assert!(!is_let_in("/run", &[("origin", origin)]), "{origin}");
        }
        for site in ["cross-site", "same-site"] {
            assert!(!is_let_in("/page.js", &[("sec-fetch-site", site)]), "{site}");
        }
        let link = [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        ];
        assert!(is_let_in("/", &link));
        assert!(!is_let_in("/file/a/series.csv", &link), "nothing but the page is opened by a link");
        assert!(!is_let_in("/", &link[..2]), "a frame is no window");
        assert!(!is_let_in("http://example.org/", &[]));
        assert!(!is_let_in("/", &[host]), "two hosts are none");
    }
}
