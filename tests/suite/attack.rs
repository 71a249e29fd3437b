//! Inputs and circumstances that once hung the program, emptied a file or could not be resumed.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::cli_commands::{call, inteso};

/// Runs the program, which must end soon, and returns what `call` does.
#[expect(clippy::disallowed_methods, reason = "the clock of the test, not of the model")]
fn soon(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let begun = Instant::now();
    let answer = call(folder, arguments);
    // Far beyond a second on a calm machine means that it hangs; a busy one may take some times as long.
    assert!(begun.elapsed() < Duration::from_secs(20), "{arguments:?} took {:?}", begun.elapsed());
    answer
}

/// Writes the series of the procedure as lists.
fn procedure(mean: &str, deviation: &str) -> String {
    format!(
        "weeks = 6\n[forcings.procedure]\nfrom = [2013-01-07]\nmonths_mean = [{mean}]\nmonths_deviation = [{deviation}]\nprotection_rate = [0.5]\n"
    )
}

#[test]
fn a_procedure_without_deviation_runs_and_one_without_length_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    for (mean, deviation, expected) in
        [("6", "0", 0), ("6", "1e-300", 0), ("0.01", "120", 0), ("0", "6", 3), ("1e-300", "6", 3)]
    {
        fs::write(&path, procedure(mean, deviation)).unwrap();
        for command in ["check", "run"] {
            let (code, _, complaint) = soon(folder.path(), &[command, "a.toml", "--quiet"]);
            assert_eq!(code, expected, "{command} {mean} {deviation}: {complaint}");
            assert!(
                expected == 0 || complaint.contains("a.toml:4") && complaint.contains("allowed"),
                "{complaint}"
            );
        }
        let _ = fs::remove_dir_all(folder.path().join("out"));
    }
}

#[test]
fn ten_thousand_files_that_extend_each_other_are_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..10_000 {
        let next = format!("extends = \"{}.toml\"\n", number + 1);
        fs::write(folder.path().join(format!("{number}.toml")), next).unwrap();
    }
    fs::write(folder.path().join("10000.toml"), "weeks = 2\n").unwrap();
    for command in ["check", "run"] {
        let (code, _, complaint) = soon(folder.path(), &[command, "0.toml"]);
        assert_eq!(code, 3);
        assert!(
            complaint.contains("files extend each other") && complaint.contains("31.toml"),
            "{complaint}"
        );
    }
    // A chain that somebody could mean is followed.
    assert_eq!(soon(folder.path(), &["check", "9975.toml"]).0, 0);
}

#[cfg(unix)]
#[test]
fn pipes_are_refused_instead_of_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("a.toml")).status().unwrap().success());
    for command in ["check", "run", "compare"] {
        let (code, _, complaint) = soon(folder.path(), &[command, "a.toml"]);
        assert_eq!(code, 3);
        assert!(complaint.contains("not a regular file"), "{complaint}");
    }
    fs::write(folder.path().join("b.toml"), "extends = \"a.toml\"\n").unwrap();
    assert_eq!(soon(folder.path(), &["run", "b.toml"]).0, 3);
    fs::create_dir(folder.path().join("out")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("out/manifest.json")).status().unwrap().success());
    assert_eq!(soon(folder.path(), &["run", "--weeks", "2", "--out", "out"]).0, 4);
    let (code, _, complaint) = soon(folder.path(), &["digest", "out", "--out", "short"]);
    assert!(code != 0 && complaint.contains("not a regular file"), "{code}: {complaint}");
}

#[test]
fn inhabitants_and_arrivals_beyond_any_city_are_faults() {
    let folder = tempfile::tempdir().unwrap();
    for set in [
        "district.sb5.inhabitants=20000000",
        "forcings.arrivals.scale=100",
        "district.sb6.initial_stock=900000",
    ] {
        let (code, _, complaint) = soon(folder.path(), &["check", "default", "--set", set]);
        assert_eq!(code, 3, "{set}");
        assert!(complaint.contains("allowed"), "{complaint}");
    }
}

const LABELS: &str = "weeks = 3\nreplicates = 2\n\
    name = \"\\u001b[31mred\"\nquestion = \"up \\u202e down\"\n\
    [[point]]\nname = \"=HYPERLINK(\\\"http://example.org\\\",\\\"x\\\")\"\nset = { \"intermediary.approach\" = \"none\" }\n\
    [[point]]\nname = \"two\\u0007\\nlines\\u009b2J\"\nset = { \"intermediary.rooms\" = 3 }\n\
    [[point]]\nname = \"+1-1@SUM(A1)\"\nset = { \"intermediary.rooms\" = 4 }\n\
    [[point]]\nname = \"-2 rooms\"\nset = { \"intermediary.rooms\" = 5 }\n";

#[test]
fn labels_command_no_terminal_and_no_spreadsheet() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("e.toml"), LABELS).unwrap();
    let commands = |sign: char| sign.is_control() && !"\n\t".contains(sign) || sign == '\u{202e}';
    for arguments in [
        &["check", "e.toml"][..],
        &["check", "e.toml", "--json"],
        &["compare", "e.toml", "--out", "out"],
        &["compare", "e.toml", "--out", "out", "--json"],
        &["compare", "e.toml", "--set", "intermediary.rooms=9"],
    ] {
        let (_, output, complaint) = soon(folder.path(), arguments);
        assert!(!output.is_empty() || !complaint.is_empty());
        assert!(
            !output.chars().chain(complaint.chars()).any(commands),
            "{arguments:?}\n{output}\n{complaint}"
        );
    }
    let points = fs::read_to_string(folder.path().join("out/points.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(points.as_bytes());
    let labels: Vec<String> = reader.records().map(|row| row.unwrap()[1].to_owned()).collect();
    // An apostrophe makes a spreadsheet take what follows as text.
    assert_eq!(labels[0], "'=HYPERLINK(\"http://example.org\",\"x\")");
    assert_eq!(labels[1], "two\u{fffd} lines\u{fffd}2J");
    assert_eq!((labels[2].as_str(), labels[3].as_str()), ("'+1-1@SUM(A1)", "'-2 rooms"));
    for table in ["differences.csv", "turning.csv"] {
        let text = fs::read_to_string(folder.path().join("out").join(table)).unwrap_or_default();
        assert!(!text.contains(",=") && !text.contains(",+1"), "{table}");
    }
    // The marks are no part of the labels: a folder is read back as it was.
    assert_eq!(call(folder.path(), &["report", "out"]).0, 0);
    assert!(fs::read_to_string(folder.path().join("out/report.html")).unwrap().contains("+1-1@SUM(A1)"));
}

#[test]
fn a_name_too_long_for_a_file_system_still_has_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), format!("weeks = 2\nname = \"{}\"\n", "x".repeat(300))).unwrap();
    let (code, output, complaint) = soon(folder.path(), &["run", "a.toml"]);
    assert_eq!(code, 0, "{complaint}");
    // Every line keeps to the width, though the name is longer than any.
    assert!(output.lines().all(|line| line.chars().count() <= 100), "{output}");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_lock_harms_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("precious"), "years of work").unwrap();
    fs::create_dir_all(folder.path().join("out/runs")).unwrap();
    std::os::unix::fs::symlink("../../precious", folder.path().join("out/runs/.lock")).unwrap();
    for force in [&[][..], &["--force"]] {
        let arguments = [&["run", "--weeks", "2", "--out", "out"][..], force].concat();
        let (code, _, complaint) = soon(folder.path(), &arguments);
        assert_eq!(code, 4, "{complaint}");
        assert!(complaint.contains(".lock"), "{complaint}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("precious")).unwrap(), "years of work");
}

#[test]
fn a_manifest_that_is_no_text_is_refused_and_replaced_by_force() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::write(folder.path().join("out/manifest.json"), [0xff, 0xfe, b'{']).unwrap();
    let arguments = ["run", "--weeks", "2", "--out", "out", "--quiet"];
    let (code, _, complaint) = soon(folder.path(), &arguments);
    assert!(code == 4 && complaint.contains("cannot be read"), "{complaint}");
    assert_eq!(soon(folder.path(), &[&arguments[..], &["--force"]].concat()).0, 0);
}

#[test]
fn a_refusal_says_what_differs() {
    let folder = tempfile::tempdir().unwrap();
    let run = |more: &[&str]| {
        let arguments = [&["run", "--weeks", "2", "--out", "out", "--quiet"][..], more].concat();
        let (code, _, complaint) = soon(folder.path(), &arguments);
        (code, complaint)
    };
    assert_eq!(run(&[]).0, 0);
    for (more, said) in [
        (&["--set", "intermediary.budget_eur_per_year=99000"][..], "budget_eur_per_year"),
        (&["--seed", "5"], "seed 20150902 instead of 5"),
        (&["--every", "2"], "an interval of observation of 1 instead of 2 weeks"),
        (&["--set", "name=other"], "`default` and not `other`"),
    ] {
        let (code, complaint) = run(more);
        assert!(code == 4 && complaint.contains(said), "{said}: {complaint}");
    }
    assert_eq!(run(&[]).0, 0);
}

/// Begins a run without waiting for it.
fn begun(folder: &Path, out: &str, program: &mut Command) -> Child {
    program
        .args(["run", "--out", out, "--weeks", "12", "--replicates", "2", "--quiet"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[cfg(unix)]
#[test]
fn whenever_it_was_killed_a_folder_can_be_resumed() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = ["run", "--out", "fresh", "--weeks", "12", "--replicates", "2", "--quiet"];
    assert_eq!(call(folder.path(), &fresh).0, 0);
    let expected = fs::read(folder.path().join("fresh/series.csv")).unwrap();
    for step in 0..20_u64 {
        let out = format!("killed-{step}");
        let mut child =
            begun(folder.path(), &out, &mut Command::new(assert_cmd::cargo::cargo_bin!("inteso")));
        std::thread::sleep(Duration::from_millis(5 * step));
        // It may have ended by itself already.
        let _ = child.kill();
        child.wait().unwrap();
        let again = ["run", "--out", &out, "--weeks", "12", "--replicates", "2", "--quiet"];
        let (code, _, complaint) = call(folder.path(), &again);
        assert_eq!(code, 0, "killed after {} ms: {complaint}", 5 * step);
        assert_eq!(fs::read(folder.path().join(&out).join("series.csv")).unwrap(), expected);
        let left = fs::read_dir(folder.path().join(&out)).unwrap();
        assert!(left.flatten().all(|entry| !entry.file_name().to_string_lossy().ends_with(".partial")));
    }
}

#[test]
fn what_a_call_left_that_ended_before_its_manifest_is_no_foreign_folder() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    fs::create_dir_all(out.join("runs")).unwrap();
    fs::write(out.join("runs/.lock"), "").unwrap();
    fs::File::create(out.join(".zj32Z6.partial")).unwrap().write_all(b"{\"program\"").unwrap();
    assert_eq!(soon(folder.path(), &["run", "--weeks", "2", "--out", "out", "--quiet"]).0, 0);
    // Somebody's own files in a folder of the same name are still theirs.
    let theirs = folder.path().join("theirs/runs");
    fs::create_dir_all(&theirs).unwrap();
    fs::write(theirs.join("marathon.txt"), "42").unwrap();
    assert_eq!(soon(folder.path(), &["run", "--weeks", "2", "--out", "theirs", "--quiet"]).0, 4);
}

#[cfg(unix)]
#[test]
fn under_nohup_a_hang_up_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let program = assert_cmd::cargo::cargo_bin!("inteso");
    let mut shell = Command::new("sh");
    // `exec` keeps the process, so that the signal reaches the program itself.
    shell.arg("-c").arg("trap '' HUP; exec \"$0\" \"$@\"").arg(program);
    let mut child = begun(folder.path(), "out", &mut shell);
    // The manifest is there once handlers are in place.
    while !folder.path().join("out/manifest.json").exists() {
        assert_eq!(child.try_wait().unwrap(), None, "it goes on until its manifest is written");
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(Command::new("kill").args(["-HUP", &child.id().to_string()]).status().unwrap().success());
    assert!(child.wait().unwrap().success());
    let manifest = fs::read_to_string(folder.path().join("out/manifest.json")).unwrap();
    assert!(manifest.contains("\"complete\": true"), "{manifest}");
}

#[test]
fn large_designs_are_looked_through_without_keeping_them() {
    let folder = tempfile::tempdir().unwrap();
    let levels: Vec<String> = (0..3_000).map(|level| level.to_string()).collect();
    let text = format!("weeks = 2\n[[factor]]\nkey = \"seed\"\nlevels = [{}]\n", levels.join(","));
    fs::write(folder.path().join("e.toml"), text).unwrap();
    let output = inteso(folder.path()).args(["check", "e.toml"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("3000 points × 1 replicate: 3000 runs of 2 weeks from seed 0 to 2999"), "{text}");
    for words in ["of files", "of memory", "nothing is compared", "2950 more points are not shown"] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn runs_without_a_manifest_are_believed_by_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let run = |more: &[&str]| {
        let arguments =
            [&["run", "--weeks", "2", "--out", "out", "--quiet", "--no-report"][..], more].concat();
        assert_eq!(soon(folder.path(), &arguments).0, 0);
        fs::read(folder.path().join("out/series.csv")).unwrap()
    };
    let series = run(&[]);
    let runs = folder.path().join("out/runs");
    let is_run = |path: &Path| path.extension().is_some_and(|ending| ending == "runs");
    let paths = || fs::read_dir(&runs).unwrap().map(|entry| entry.unwrap().path());
    let kept = paths().find(|path| is_run(path)).unwrap();
    fs::remove_file(folder.path().join("out/manifest.json")).unwrap();
    let old = std::time::SystemTime::UNIX_EPOCH;
    fs::File::options().write(true).open(&kept).unwrap().set_modified(old).unwrap();
    assert_eq!(run(&["--force"]), series);
    assert_ne!(fs::metadata(&kept).unwrap().modified().unwrap(), old, "the run was run again");
}
