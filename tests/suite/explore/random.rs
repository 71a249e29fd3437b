//! Ten thousand requests, good and bad, whole and broken.

use super::client::{Client, Server};
use super::{LONG, SHORT};

const REQUESTS: u32 = 10_000;

/// After so many the server has what it keeps.
const WARM: u32 = 1_000;

/// Growth that is forgiven, in kB: when memory is read, up to four runs may be on their way, of some 20 MB each. Some thousand of the
/// requests open a question of about a megabyte, so that far more would be there if they were kept.
const GROWTH: u64 = 80_000;

const PATHS: [&str; 16] = [
    "/",
    "/page.js",
    "/page.css",
    "/licences.txt",
    "/account",
    "/run",
    "/file",
    "/file/",
    "/file/0123456789abcdef/series.csv",
    "/file/../../etc/passwd",
    "/file/%2e%2e/%2e%2e/etc/passwd",
    "/..",
    "//",
    "/page.js?a=b&c#d",
    "/%00",
    "*",
];

const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"];

/// A generator whose luck is always the same.
struct Luck(u64);

impl Luck {
    fn next(&mut self) -> u64 {
        // Knuth's multiplier; the high bits are the good ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        let length = self.below(most);
        (0..length).map(|_| self.next() as u8).collect()
    }

    /// Returns a text with some of its bytes changed, lost or doubled.
    fn broken(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len().max(1));
            match self.below(3) {
                0 if at < bytes.len() => bytes[at] = self.next() as u8,
                1 => bytes.truncate(at),
                _ => bytes.insert(at, b'{'),
            }
        }
        bytes
    }
}

/// What becomes of a request.
enum Fate {
    /// An answer is due.
    Answered(Vec<u8>),
    /// The connection may be closed instead.
    Perhaps(Vec<u8>),
    /// The client leaves before the end.
    Left(Vec<u8>),
}

fn fate(luck: &mut Luck, client: &Client) -> Fate {
    let whole = |method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]| {
        Fate::Answered(client.request(method, path, headers, body))
    };
    let path = luck.one_of(&PATHS);
    let asked = luck.one_of(&["/account", "/run"]);
    match luck.below(1_000) {
        0..5 => whole("POST", "/account", &[], SHORT.as_bytes()),
        5..7 => whole("POST", "/run", &[], SHORT.as_bytes()),
        7..9 => Fate::Left(client.request("POST", "/run", &[], LONG.as_bytes())),
        9..14 => whole("POST", asked, &[], &vec![b' '; (64 << 10) + 1 + luck.below(1_000)]),
        14..20 => Fate::Perhaps(client.request("POST", asked, &[("content-length", "99999999999")], b"{")),
        20..250 => whole("GET", path, &[], b""),
        250..350 => whole("HEAD", path, &[], b""),
        350..450 => {
            let body = luck.bytes(50);
            Fate::Perhaps(client.request(luck.one_of(&METHODS), path, &[], &body))
        }
        450..550 => {
            let body = luck.broken("{\"kind\":");
            whole("POST", asked, &[], &body)
        }
        550..650 => {
            let body = [&b"\xff"[..], &luck.bytes(2_000)].concat();
            whole("POST", asked, &[("content-type", "application/octet-stream")], &body)
        }
        650..700 => {
            let host = luck.one_of(&["example.org", "localhost", "127.0.0.1:1", "[::1]", "@", "a b", ""]);
            Fate::Perhaps(client.request("GET", path, &[("host", host)], b""))
        }
        700..750 => {
            let origin = luck.one_of(&["null", "http://example.org", "\u{fc}", "http://127.0.0.1"]);
            Fate::Perhaps(client.request("POST", asked, &[("origin", origin)], SHORT.as_bytes()))
        }
        750..780 => {
            let long = "x".repeat(luck.below(40_000));
            Fate::Perhaps(client.request("GET", path, &[("cookie", &long)], b""))
        }
        780..800 => {
            let names: Vec<String> = (0..luck.below(300)).map(|number| format!("x-{number}")).collect();
            let headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "y")).collect();
            Fate::Perhaps(client.request("GET", path, &headers, b""))
        }
        800..850 => {
            let body = format!("{:x}\r\n{}", luck.below(40), luck.one_of(&["{\r\n0\r\n\r\n", "", "\r\n"]));
            let head = client.request("POST", asked, &[("transfer-encoding", "chunked")], b"");
            Fate::Left([head, body.into_bytes()].concat())
        }
        850..930 => {
            let request = client.request("POST", asked, &[], SHORT.as_bytes());
            let end = luck.below(request.len());
            Fate::Left(request[..end].to_vec())
        }
        930..960 => {
            let request = client.request("GET", path, &[], b"");
            let request = luck.broken(&String::from_utf8(request).unwrap());
            Fate::Left(request)
        }
        _ => Fate::Left(luck.bytes(400)),
    }
}

#[test]
fn ten_thousand_requests_of_all_kinds_leave_the_server_well() {
    let server = Server::any();
    let mut client = server.client();
    let mut luck = Luck(1);
    let mut warm = None;
    let mut answered = [0_u32; 6];
    for number in 0..REQUESTS {
        if number == WARM {
            warm = server.memory();
        }
        let answer = match fate(&mut luck, &client) {
            Fate::Answered(request) => Some(client.exchange(&request).unwrap_or_else(|error| {
                panic!("{number}: {error}\n{}", String::from_utf8_lossy(&request[..request.len().min(300)]))
            })),
            Fate::Perhaps(request) => {
                let answer = client.exchange(&request).ok();
                client.leave();
                answer
            }
            Fate::Left(bytes) => {
                let _ = client.send(&bytes);
                client.leave();
                None
            }
        };
        if let Some(answer) = answer {
            assert!((200..500).contains(&answer.status), "{number}: {answer:?}");
            answered[usize::from(answer.status / 100)] += 1;
        }
    }
    assert!(answered[2] > 500 && answered[4] > 2_000, "{answered:?}");
    assert_eq!(server.client().get("/").status, 200);
    if let (Some(warm), Some(now)) = (warm, server.memory()) {
        assert!(now < warm + GROWTH, "{warm} kB grew to {now} kB");
    }
}
