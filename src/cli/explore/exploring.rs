//! What `explore` is told.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Args;

/// Where the page stands, or what is written instead.
#[derive(Debug, Clone, Args)]
pub(crate) struct Exploring {
    /// Does not open the browser.
    #[arg(long)]
    pub(crate) no_open: bool,
    /// Port; 0 is any free one [default: 8417, or the next that is free].
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<u16>,
    /// Address to listen at; any other than the default lets other machines in.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) host: IpAddr,
    /// Writes the page into one file that works without this program, and ends.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["port", "host", "no_open"])]
    pub(crate) export: Option<PathBuf>,
    /// The engine for the page in one file: the library as WebAssembly.
    #[arg(long, value_name = "WASM", requires = "export")]
    pub(crate) engine: Option<PathBuf>,
    /// Shows names, licences and notices of all that is inside the program and the page, and ends.
    #[arg(long, conflicts_with_all = ["export", "port", "host", "no_open"])]
    pub(crate) licences: bool,
}
