//! The job script: an array with one element a shard, to be read, changed and submitted by hand as well.

use std::fmt::Write as _;
use std::path::Path;

use super::allotment::{Allotment, of_slurm};
use super::order::Order;
use crate::phrase::{Phrase, one_line, phrase};

/// What a script runs.
#[derive(Debug, Clone)]
pub(super) struct Job<'a> {
    /// The name of the experiment.
    pub(super) name: &'a str,
    /// This program.
    pub(super) program: &'a Path,
    /// The words behind `sweep` that say what is run.
    pub(super) words: &'a [String],
    /// The words that say what is recorded and kept.
    pub(super) recorded: &'a [String],
    /// The folder of the results.
    pub(super) folder: &'a Path,
    /// Distinct runs.
    pub(super) runs: usize,
    /// How the sweep is cut.
    pub(super) allotment: Allotment,
    /// What was ordered.
    pub(super) order: &'a Order,
}

impl Job<'_> {
    /// Returns the script in both languages, which differ in its comments alone.
    ///
    /// # Errors
    /// Returns what in the paths no script can name.
    pub(super) fn script(&self) -> Result<Phrase, Phrase> {
        let Self { runs, order, allotment, .. } = self;
        let shards = allotment.shards;
        let program = word(text(self.program)?);
        let folder = text(self.folder)?;
        let log = directive(&pattern(folder)?);
        let folder = word(folder);
        let name = one_line(self.name);
        let merges = if shards == 1 {
            Phrase::default()
        } else {
            phrase!(
                "; when all have ended: {program} merge {folder}",
                "; wenn alle zu Ende sind: {program} merge {folder}"
            )
        };
        let comments = phrase!(
            "# The sweep `{name}`: {runs} runs, dealt out to the elements 1 to {shards} of an array.\n\
             # By hand: mkdir -p {folder}/logs, then sbatch with this file{merges}\n",
            "# Der Durchlauf `{name}`: {runs} Läufe, verteilt auf die Elemente 1 bis {shards} eines Arrays.\n\
             # Von Hand: mkdir -p {folder}/logs, dann sbatch mit dieser Datei{merges}\n";
            merges = merges
        );
        let mut lines = String::new();
        let mut option = |text: &str| {
            let _ = writeln!(lines, "#SBATCH {text}");
        };
        option(&format!("--job-name={}", job_name(&name)));
        option(&format!("--array=1-{shards}"));
        option("--requeue");
        let limit = order.time.as_deref().map_or_else(|| of_slurm(allotment.limit), directive);
        option(&format!("--time={limit}"));
        let memory = order.memory.as_deref().map_or_else(|| format!("{}M", allotment.megabytes), directive);
        option(&format!("--mem={memory}"));
        option(&format!("--cpus-per-task={}", order.cpus));
        option(&format!("--output={log}"));
        // A shard that begins again on another node does not wipe out why it had to.
        option("--open-mode=append");
        for (key, value) in [("partition", &order.partition), ("account", &order.account)] {
            if let Some(value) = value {
                option(&format!("--{key}={}", directive(value)));
            }
        }
        order.sbatch.iter().for_each(|further| option(further));
        let words: Vec<String> = self.words.iter().chain(self.recorded).map(|plain| word(plain)).collect();
        let words = words.join(" ");
        Ok(phrase!(
            "#!/bin/sh\n{comments}{lines}\n\
             exec {program} sweep {words} \\\n    \
             --out {folder} --shard \"$SLURM_ARRAY_TASK_ID/{shards}\" \\\n    \
             --threads \"${{SLURM_CPUS_PER_TASK:-1}}\" --wait --quiet --yes\n",
            "#!/bin/sh\n{comments}{lines}\n\
             exec {program} sweep {words} \\\n    \
             --out {folder} --shard \"$SLURM_ARRAY_TASK_ID/{shards}\" \\\n    \
             --threads \"${{SLURM_CPUS_PER_TASK:-1}}\" --wait --quiet --yes\n";
            comments = comments
        ))
    }
}

/// Returns a path as text.
fn text(path: &Path) -> Result<&str, Phrase> {
    let shown = path.display();
    let found = path.to_str().ok_or_else(|| {
        phrase!("the path `{shown}` is no text in UTF-8", "der Pfad `{shown}` ist kein Text in UTF-8")
    })?;
    if found.chars().any(char::is_control) {
        return Err(phrase!(
            "the path {found:?} holds a line break or another control character; a job script has no way to write it",
            "der Pfad {found:?} enthält einen Zeilenumbruch oder ein anderes Steuerzeichen; ein Jobskript kann ihn nicht nennen"
        ));
    }
    Ok(found)
}

/// Returns the pattern of the logs in a folder, as Slurm replaces signs in it.
fn pattern(folder: &str) -> Result<String, Phrase> {
    if folder.contains('\\') {
        return Err(phrase!(
            "the path `{folder}` holds a backslash; Slurm then names all logs alike; choose another folder with --out",
            "der Pfad `{folder}` enthält einen Rückstrich; Slurm benennt dann alle Protokolle gleich; --out wählt einen anderen Ordner"
        ));
    }
    Ok(format!("{}/logs/%a.log", folder.replace('%', "%%")))
}

/// Writes a word of a shell command: as it is where that is safe, else in single quotes.
pub(super) fn word(text: &str) -> String {
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Writes a value in a line that sbatch reads, which knows double quotes and backslashes.
fn directive(text: &str) -> String {
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

fn is_plain(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || "_-./=:,@%+".contains(sign)
}

/// Returns the name of the job, short and plain enough for every listing.
fn job_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .take(40)
        .map(|sign| if sign.is_ascii_alphanumeric() || "_-.".contains(sign) { sign } else { '-' })
        .collect();
    format!("inteso-{plain}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::submit::order::Engine;

    fn order() -> Order {
        Order {
            engine: Engine::Slurm,
            out: None,
            shards: None,
            minutes: 10,
            cpus: 2,
            partition: Some("long queue".to_owned()),
            account: None,
            memory: None,
            time: None,
            sbatch: vec!["--nice=100".to_owned()],
            dry_run: false,
            no_wait: false,
        }
    }

    fn script(folder: &str, words: &[&str]) -> Result<Phrase, Phrase> {
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        let allotment = Allotment { shards: 12, expected: 9.5, limit: 39, megabytes: 300 };
        Job {
            name: "who waits, and where?",
            program: Path::new("/opt/inteso"),
            words: &words,
            recorded: &["--tables".to_owned(), "series,summary".to_owned()],
            folder: Path::new(folder),
            runs: 240,
            allotment,
            order: &order(),
        }
        .script()
    }

    #[test]
    fn a_script_can_be_read() {
        let script =
            script("/data/100 %/ann's \"new\" $HOME", &["/data/a b.toml", "--set", "a.b=[1, 2]"]).unwrap();
        insta::assert_snapshot!("job_script", script.english());
        assert_ne!(script.english(), script.german());
        let code =
            |text: &str| text.lines().filter(|line| !line.starts_with("# ")).collect::<Vec<_>>().join("\n");
        assert_eq!(code(script.english()), code(script.german()));
    }

    #[test]
    fn words_reach_the_shell_as_they_are() {
        assert_eq!(word("a/b-c_1.toml"), "a/b-c_1.toml");
        assert_eq!(word(""), "''");
        assert_eq!(word("a b"), "'a b'");
        assert_eq!(word("it's $HOME `x`"), r"'it'\''s $HOME `x`'");
        assert_eq!(word("~"), "'~'");
    }

    #[test]
    fn a_folder_that_slurm_cannot_name_is_refused() {
        assert!(script("/data/a\\b", &[]).unwrap_err().english().contains("backslash"));
        assert!(script("/data/a\nb", &[]).unwrap_err().english().contains("line break"));
    }
}
