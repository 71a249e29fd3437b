//! A server of one's own, and a client that may break every rule.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Longer than the server waits for anybody.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program as a server, which ends with the test.
pub(super) struct Server {
    child: Child,
    pub(super) address: String,
}

impl Server {
    /// Starts the program; the first line that it prints is the address.
    pub(super) fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("inteso"))
            .args(["explore", "--no-open", "--language", "en"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").and_then(|line| line.strip_suffix('/'));
        Self { address: address.expect("an address is printed").to_owned(), child }
    }

    pub(super) fn any() -> Self {
        Self::start(&["--port", "0"])
    }

    pub(super) fn client(&self) -> Client {
        Client { address: self.address.clone(), stream: None }
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end and returns the exit code.
    pub(super) fn ended(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Returns the resident memory in kB, where the system tells it.
    pub(super) fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse().ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(super) fn lines(&self) -> Vec<serde_json::Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// A client that keeps its connection as long as the server does.
pub(super) struct Client {
    pub(super) address: String,
    stream: Option<BufReader<TcpStream>>,
}

impl Client {
    pub(super) fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    pub(super) fn post(&mut self, path: &str, body: &[u8]) -> Answer {
        self.ask("POST", path, &[], body)
    }

    /// Asks as a page does, with headers besides, and must get an answer.
    pub(super) fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let request = self.request(method, path, headers, body);
        self.exchange(&request).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    /// Writes a request as it goes through the wire.
    pub(super) fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
        let is_given = |name: &str| headers.iter().any(|(own, _)| *own == name);
        let mut head = format!("{method} {path} HTTP/1.1\r\n").into_bytes();
        let mut say = |name: &str, value: &str| head.extend(format!("{name}: {value}\r\n").bytes());
        if !is_given("host") {
            say("host", &self.address);
        }
        for (name, value) in headers {
            say(name, value);
        }
        if !body.is_empty() && !is_given("content-length") {
            say("content-length", &body.len().to_string());
        }
        [&head[..], b"\r\n", body].concat()
    }

    /// Sends bytes and reads one answer; a connection that the server has closed meanwhile is opened anew.
    pub(super) fn exchange(&mut self, request: &[u8]) -> io::Result<Answer> {
        let is_kept = self.stream.is_some();
        match self.try_exchange(request) {
            Err(_) if is_kept => self.try_exchange(request),
            tried => tried,
        }
    }

    fn try_exchange(&mut self, request: &[u8]) -> io::Result<Answer> {
        self.send(request)?;
        self.receive(request.starts_with(b"HEAD "))
    }

    /// Sends bytes, which need not be a request.
    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(&self.address)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.set_write_timeout(Some(PATIENCE))?;
            self.stream = Some(BufReader::new(stream));
        }
        let sent = self.stream.as_mut().unwrap().get_mut().write_all(bytes);
        if sent.is_err() {
            self.leave();
        }
        sent
    }

    /// Closes the connection, whatever is under way.
    pub(super) fn leave(&mut self) {
        self.stream = None;
    }

    /// Reads a line of an answer that is still being written.
    pub(super) fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.as_mut().unwrap().read_line(&mut line).unwrap();
        line
    }

    /// Reads until the server closes the connection.
    pub(super) fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        let read = self.stream.take().unwrap().read_to_end(&mut rest);
        let is_open = |error: &io::Error| matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
        assert!(!read.is_err_and(|error| is_open(&error)), "the connection is still open");
        rest
    }

    fn receive(&mut self, is_without_body: bool) -> io::Result<Answer> {
        let mut stream = self.stream.take().unwrap();
        let answer = read(&mut stream, is_without_body)?;
        if answer.header("connection") != "close" {
            self.stream = Some(stream);
        }
        Ok(answer)
    }
}

fn read(stream: &mut impl BufRead, is_without_body: bool) -> io::Result<Answer> {
    let wrong = |what: &str| io::Error::new(ErrorKind::InvalidData, what.to_owned());
    let line = |stream: &mut dyn BufRead| -> io::Result<String> {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        line.strip_suffix("\r\n").map(str::to_owned).ok_or_else(|| wrong("a line has no end"))
    };
    let first = line(stream)?;
    let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
    let mut answer =
        Answer { status: status.ok_or_else(|| wrong(&first))?, headers: Vec::new(), body: Vec::new() };
    loop {
        let header = line(stream)?;
        let Some((name, value)) = header.split_once(": ") else { break };
        answer.headers.push((name.to_owned(), value.to_owned()));
    }
    if is_without_body {
        return Ok(answer);
    }
    if answer.header("transfer-encoding") == "chunked" {
        loop {
            let length =
                usize::from_str_radix(&line(stream)?, 16).map_err(|_| wrong("no length of a chunk"))?;
            let mut chunk = vec![0; length + 2];
            stream.read_exact(&mut chunk)?;
            if length == 0 {
                return Ok(answer);
            }
            answer.body.extend_from_slice(&chunk[..length]);
        }
    }
    answer.body = vec![0; answer.header("content-length").parse().unwrap_or(0)];
    stream.read_exact(&mut answer.body)?;
    Ok(answer)
}
