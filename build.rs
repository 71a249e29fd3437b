//! Tells the program from which sources it was built, so that results of two builds are not mixed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    let mut files = vec![PathBuf::from("Cargo.lock")];
    for folder in ["src", "scenarios"] {
        gather(Path::new(folder), &mut files);
    }
    files.sort();
    // FNV-1a with 64 bits: it guards against mistakes, not against malice. Line ends differ between systems.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut enter = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for file in &files {
        let name = file.to_string_lossy().replace('\\', "/");
        name.bytes().chain([0]).for_each(&mut enter);
        let content = fs::read(file).unwrap_or_default();
        content.into_iter().filter(|byte| *byte != b'\r').chain([0]).for_each(&mut enter);
    }
    let mut lines = format!("cargo::rustc-env=INTESO_SOURCES={hash:016x}\n");
    if let Some(commit) = commit() {
        lines.push_str("cargo::rustc-env=INTESO_COMMIT=");
        lines.push_str(&commit);
        lines.push('\n');
    }
    lines.push_str("cargo::rerun-if-changed=src\ncargo::rerun-if-changed=scenarios\ncargo::rerun-if-changed=Cargo.lock\n");
    tell(&lines);
}

/// Returns the commit, marked when files have been changed since; nothing outside of the repository.
fn commit() -> Option<String> {
    // A package that lies within somebody else's repository is not of its commit.
    if !Path::new(".git").exists() {
        return None;
    }
    let git = |arguments: &[&str]| {
        let output =
            Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok().map(|text| text.trim().to_owned())
    };
    let commit = git(&["rev-parse", "HEAD"])?;
    let changed = git(&["status", "--porcelain", "--", "src", "scenarios", "Cargo.lock"])?;
    Some(if changed.is_empty() { commit } else { format!("{commit}, changed since") })
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn tell(lines: &str) {
    print!("{lines}");
}
