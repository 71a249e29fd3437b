//! The server: it listens, gives each connection its time, and goes on whatever a request does.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time;

use super::guard::Guard;
use super::routes::House;
use crate::vocabulary::Language;

/// The port that is tried first, and how many are tried before any free one is taken.
const USUAL_PORT: u16 = 8417;
const TRIED: u16 = 20;

/// Connections at once; more wait.
const MOST_CONNECTIONS: usize = 64;

/// Bytes of the head of a request.
const LONGEST_HEAD: usize = 16 << 10;

/// How long the head of a request may take, and a connection be silent between two.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often it is looked whether the server shall stop.
const GLANCE: Duration = Duration::from_millis(100);

/// Threads for what takes longer than a moment, runs aside.
const MOST_HANDS: usize = 4;

/// A server that listens.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Listens at an address; without a port at the usual one, or at the next that is free. Port 0 is any free one.
    ///
    /// # Errors
    /// Returns why nobody can listen there.
    pub fn bind(host: IpAddr, port: Option<u16>) -> io::Result<Self> {
        let at = |port| TcpListener::bind((host, port));
        let listener = match port {
            Some(port) => at(port)?,
            None => {
                (USUAL_PORT..USUAL_PORT + TRIED).find_map(|port| at(port).ok()).map_or_else(|| at(0), Ok)?
            }
        };
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// Returns the address of the page on this machine.
    pub fn address(&self) -> String {
        let ip = match self.address.ip() {
            IpAddr::V4(all) if all.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(all) if all.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            one => one,
        };
        format!("http://{}/", SocketAddr::new(ip, self.address.port()))
    }

    /// Serves the page in a language, with so many threads a run, until it is told to stop.
    ///
    /// # Errors
    /// Returns why the system gives no connections.
    pub fn serve(self, language: Language, threads: usize, stop: &AtomicBool) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .max_blocking_threads(MOST_HANDS)
            .build()?;
        let house = Arc::new(House::new(Guard::new(self.address), language, threads));
        let served = runtime.block_on(listen(self.listener, house, stop));
        // Connections end here, and with them the runs of their pages; what is still computed is of no use to anybody.
        runtime.shutdown_background();
        served
    }
}

async fn listen(listener: TcpListener, house: Arc<House>, stop: &AtomicBool) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let connections = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    while !stop.load(Ordering::Relaxed) {
        let next = async {
            let place = Arc::clone(&connections).acquire_owned().await.expect("places are never closed");
            listener.accept().await.map(|(stream, _)| (stream, place))
        };
        match time::timeout(GLANCE, next).await {
            Ok(Ok((stream, place))) => {
                tokio::spawn(converse(stream, place, Arc::clone(&house)));
            }
            // Out of files, or the other side has gone: both pass.
            Ok(Err(_)) => time::sleep(GLANCE).await,
            Err(_) => {}
        }
    }
    Ok(())
}

/// Answers the requests of a connection until it ends.
async fn converse(stream: TcpStream, place: OwnedSemaphorePermit, house: Arc<House>) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| {
        let house = Arc::clone(&house);
        async move { Ok::<_, Infallible>(house.answer(request).await) }
    });
    // Whoever breaks off, or speaks another language, has ended the conversation.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    drop(place);
}
