//! The terminal, the clock, the locale and the signals.

use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use comfy_table::Table;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::failure::{Failure, exit};
use super::options::General;
use crate::experiment::sweep::Progress;
use crate::phrase::{Phrase, is_printable, phrase, printable};
use crate::report::text;
use crate::vocabulary::Language;

/// Characters on a line where there is neither a terminal nor a number in `COLUMNS`.
const LINE: usize = 100;

/// Set by the first signal to stop.
static STOP: OnceLock<Arc<AtomicBool>> = OnceLock::new();

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
        /// Narrower terminals break the lines themselves.
        const LEAST: usize = 60;
        let of_terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let wanted = || std::env::var("COLUMNS").ok()?.trim().parse().ok();
        of_terminal.or_else(wanted).unwrap_or(LINE).max(LEAST)
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
        output.write_all(printable(text).as_bytes()).and_then(|()| output.flush()).map_err(|error| {
            if error.kind() == ErrorKind::BrokenPipe {
                Failure::ReaderGone
            } else {
                Failure::Output(phrase!(
                    "cannot write to standard output: {error}",
                    "auf die Standardausgabe kann nicht geschrieben werden: {error}"
                ))
            }
        })
    }

    /// Writes a JSON value to standard output.
    ///
    /// # Errors
    /// Returns why nothing can be written.
    pub(super) fn json(&self, value: &serde_json::Value) -> Result<(), Failure> {
        self.result(&escaped(&format!("{value:#}\n")))
    }

    /// Returns a phrase in the user's language.
    pub(super) fn say(&self, phrase: &Phrase) -> String {
        phrase.in_language(self.language).to_owned()
    }

    /// Writes a note to standard error.
    pub(super) fn note(&self, text: &Phrase) {
        if !self.quiet {
            complain(text.in_language(self.language));
        }
    }

    /// Asks a question and returns whether the answer is yes.
    pub(super) fn asks(&self, question: &Phrase) -> bool {
        let mut error = io::stderr().lock();
        let asked = error.write_all(self.say(question).as_bytes()).and_then(|()| error.flush());
        let mut answer = String::new();
        let is_answered = asked.is_ok() && io::stdin().read_line(&mut answer).is_ok();
        is_answered && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "j" | "ja")
    }

    /// Begins to show progress, which happens only on a terminal.
    pub(super) fn progress(&self) -> Bar {
        let target = if self.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        let left = phrase!("about {{eta}} left", "noch etwa {{eta}}");
        let left = left.in_language(self.language);
        let style = ProgressStyle::with_template(&format!(
            "{{bar:24}} {{percent:>3}} %  {{msg}}  {{elapsed}} ({left})"
        ))
        .expect("the template is sound because it is fixed");
        bar.set_style(style);
        Bar { shown: bar, has_begun: AtomicBool::new(false), language: self.language }
    }
}

/// A bar that shows progress.
#[derive(Debug)]
pub(super) struct Bar {
    shown: ProgressBar,
    has_begun: AtomicBool,
    language: Language,
}

impl Bar {
    /// Takes the bar away while something else is written.
    pub(super) fn suspend(&self, write: impl FnOnce()) {
        self.shown.suspend(write);
    }

    /// Shows how far a sweep has come.
    pub(super) fn show(&self, progress: Progress) {
        if self.shown.is_hidden() {
            return;
        }
        self.shown.set_length(progress.weeks as u64);
        self.shown.set_position(progress.weeks_done as u64);
        let Progress { runs_done, runs, .. } = progress;
        let message = phrase!("{runs_done} of {runs} runs", "{runs_done} von {runs} Läufen");
        self.shown.set_message(message.in_language(self.language).to_owned());
        if !self.has_begun.swap(true, Ordering::Relaxed) {
            // Runs kept from a former call took no time now.
            self.shown.reset_eta();
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.shown.finish_and_clear();
    }
}

/// Says where results were written.
pub(super) fn written_to(terminal: &Terminal, folder: &Path) {
    let folder = folder.display();
    terminal.note(&phrase!("written to {folder}", "geschrieben nach {folder}"));
}

/// Returns an empty table that fits the terminal.
pub(super) fn table() -> Table {
    text::table(Terminal::width())
}

/// Writes a message to standard error; where nobody listens, nothing is lost.
pub(super) fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", printable(text));
}

/// Writes signs that command a terminal as JSON escapes them; JSON itself has none of them outside of strings.
fn escaped(json: &str) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(json.len());
    for sign in json.chars() {
        if is_printable(sign) {
            text.push(sign);
        } else {
            let _ = write!(text, "\\u{:04x}", u32::from(sign));
        }
    }
    text
}

/// Returns the flag that an interruption sets; a second one ends the program at once.
///
/// A hang-up is not caught: where it is ignored, as under `nohup`, the program goes on, else it ends, and runs that are finished
/// are kept either way.
pub(super) fn stop_flag() -> &'static AtomicBool {
    STOP.get_or_init(|| {
        let flag = Arc::new(AtomicBool::new(false));
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            let status = i32::from(exit::INTERRUPTED);
            // The order matters: only the second signal finds the flag set. Without a handler the signal ends the program.
            let _ = signal_hook::flag::register_conditional_shutdown(signal, status, Arc::clone(&flag));
            let _ = signal_hook::flag::register(signal, Arc::clone(&flag));
        }
        flag
    })
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
