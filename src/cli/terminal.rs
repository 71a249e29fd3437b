//! The terminal, the clock, the locale and the signals.

use std::io::{self, ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use comfy_table::{ContentLineStyle, LineStyle, Table, TableStyle};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::options::General;
use super::{Failure, exit};
use crate::experiment::sweep::Progress;
use crate::vocabulary::Language;

/// Characters on a line where there is no terminal.
const LINE: usize = 110;

/// Set by the first signal to stop.
static STOP: AtomicBool = AtomicBool::new(false);

/// How to talk to the user.
#[derive(Debug)]
pub(super) struct Terminal {
    quiet: bool,
    json: bool,
    language: Language,
}

impl Terminal {
    /// Takes over the general options.
    pub(super) fn new(general: &General) -> Self {
        let language = general.language.map_or_else(language_of_system, Language::from);
        Self { quiet: general.quiet, json: general.json, language }
    }

    /// Returns the language of tables and reports.
    pub(super) const fn language(&self) -> Language {
        self.language
    }

    /// Returns the number of characters that fit on a line.
    pub(super) fn width() -> usize {
        terminal_size::terminal_size().map_or(LINE, |(width, _)| usize::from(width.0))
    }

    /// Returns whether the result is wanted as JSON.
    pub(super) const fn is_json(&self) -> bool {
        self.json
    }

    /// Writes a result to standard output.
    ///
    /// # Errors
    /// Returns why nothing can be written; a reader who has gone is told apart.
    #[expect(clippy::unused_self, reason = "output goes through the terminal, wherever it leads")]
    pub(super) fn result(&self, text: &str) -> Result<(), Failure> {
        let mut output = io::stdout().lock();
        output.write_all(text.as_bytes()).and_then(|()| output.flush()).map_err(|error| {
            if error.kind() == ErrorKind::BrokenPipe {
                Failure::ReaderGone
            } else {
                Failure::Output(format!("cannot write to standard output: {error}"))
            }
        })
    }

    /// Writes a JSON value to standard output.
    ///
    /// # Errors
    /// Returns why nothing can be written.
    pub(super) fn json(&self, value: &serde_json::Value) -> Result<(), Failure> {
        self.result(&format!("{value:#}\n"))
    }

    /// Writes a note to standard error.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            complain(text);
        }
    }

    /// Begins to show progress, which happens only on a terminal.
    pub(super) fn progress(&self) -> Bar {
        let target = if self.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        let style =
            ProgressStyle::with_template("{bar:32} {percent:>3} %  {msg}  {elapsed} (about {eta} left)")
                .expect("the template is sound because it is fixed");
        bar.set_style(style);
        Bar { bar, has_begun: AtomicBool::new(false) }
    }
}

/// A bar that shows progress.
#[derive(Debug)]
pub(super) struct Bar {
    bar: ProgressBar,
    has_begun: AtomicBool,
}

impl Bar {
    /// Shows how far a sweep has come.
    pub(super) fn show(&self, progress: Progress) {
        if self.bar.is_hidden() {
            return;
        }
        self.bar.set_length(progress.weeks as u64);
        self.bar.set_position(progress.weeks_done as u64);
        self.bar.set_message(format!("{} of {} runs", progress.runs_done, progress.runs));
        if !self.has_begun.swap(true, Ordering::Relaxed) {
            // Runs kept from a former call took no time now.
            self.bar.reset_eta();
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Returns an empty table with a line below its header and none elsewhere.
pub(super) fn table() -> Table {
    let mut table = Table::new();
    let style = TableStyle::new()
        .header_lines(ContentLineStyle::none())
        .header_separator(LineStyle::none().fill('─').junction('─'))
        .content_lines(ContentLineStyle::none());
    table.load_style(style);
    table
}

/// Writes a message to standard error; where nobody listens, nothing is lost.
pub(super) fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Returns the flag that an interruption sets; a second one ends the program at once.
pub(super) fn stop_flag() -> &'static AtomicBool {
    // A handler that is there already belongs to an earlier call in this process and does the same.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(exit::INTERRUPTED));
        }
    });
    &STOP
}

/// Returns the time of day in UTC, to the second.
pub(super) fn now() -> String {
    let now = jiff::Timestamp::now();
    now.round(jiff::Unit::Second).unwrap_or(now).to_string()
}

/// A stop-watch.
#[derive(Debug, Clone, Copy)]
pub(super) struct StopWatch(Instant);

impl StopWatch {
    /// Starts it.
    #[expect(clippy::disallowed_methods, reason = "the command line may look at the clock")]
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }

    /// Returns the time since it was started.
    pub(super) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Returns the number of threads that the machine can run at once.
pub(super) fn threads_of_machine() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn language_of_system() -> Language {
    match sys_locale::get_locale() {
        Some(locale) if locale.to_ascii_lowercase().starts_with("de") => Language::German,
        _ => Language::English,
    }
}
