//! The command `sweep`: killed at any moment, with a full disk, in parts, and with faulty input.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::cli_commands::{call, inteso};

/// Three small points, so that a sweep takes moments.
const EXPERIMENT: &str = "name = \"small\"\nreplicates = 3\nweeks = 10\n\
    [[factor]]\nkey = \"intermediary.approach\"\nlevels = [\"refer\", \"guide\"]\n\
    [[factor]]\nkey = \"intermediary.opens\"\nlevels = [\"2015-01-05\", \"2015-02-02\"]\n";

/// Returns a folder with the experiment, and the files that a whole sweep of it leaves.
fn whole() -> (tempfile::TempDir, Vec<(String, Vec<u8>)>) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("small.toml"), EXPERIMENT).unwrap();
    let (code, _, complaint) = call(folder.path(), &["sweep", "small.toml", "--out", "whole", "--quiet"]);
    assert_eq!(code, 0, "{complaint}");
    let files = files(&folder.path().join("whole"));
    assert!(files.iter().any(|(name, _)| name == "differences.csv"));
    (folder, files)
}

/// Returns the files of a folder of results, but for the manifest, which says when it was made.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<_> = entries
        .filter(|entry| entry.file_type().unwrap().is_file() && entry.file_name() != "manifest.json")
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[cfg(unix)]
#[test]
fn killed_at_two_hundred_moments_it_leaves_the_bytes_of_one_that_was_not() {
    let (folder, expected) = whole();
    let program = assert_cmd::cargo::cargo_bin!("inteso");
    let mut kills = 0;
    let mut finished = 0;
    // Moments that fill the time of a call evenly, in an order without rhythm.
    while kills < 200 {
        let out = format!("killed-{finished}");
        let moment = Duration::from_micros((kills * 7_919 % 200) * 1_500);
        let mut child = Command::new(program)
            .args(["sweep", "small.toml", "--out", &out, "--quiet"])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(moment);
        let ended = child.try_wait().unwrap();
        child.kill().ok();
        child.wait().unwrap();
        kills += 1;
        if let Some(status) = ended {
            assert!(status.success(), "{status}");
            assert_eq!(files(&folder.path().join(&out)), expected, "{out}");
            finished += 1;
        }
    }
    let out = format!("killed-{finished}");
    let (code, _, complaint) = call(folder.path(), &["sweep", "small.toml", "--out", &out, "--quiet"]);
    assert_eq!(code, 0, "{complaint}");
    assert_eq!(files(&folder.path().join(&out)), expected);
}

/// Whatever the disk has room for: files may grow to so many kilobytes, and no further.
#[cfg(unix)]
#[test]
fn what_a_full_disk_stops_goes_on_when_there_is_room() {
    let (folder, expected) = whole();
    let program = assert_cmd::cargo::cargo_bin!("inteso");
    let mut stopped = 0;
    for kilobytes in [0, 1, 8, 20, 45, 60, 100, 150, 200] {
        // A write beyond the limit fails as on a full disk, once its signal is ignored.
        let script = format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" \"$@\"");
        let output = Command::new("bash")
            .args(["-c", &script])
            .arg(program)
            .args(["sweep", "small.toml", "--out", "full", "--quiet"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        if !output.status.success() {
            let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(4), "{complaint}");
            stopped += 1;
        }
    }
    assert!(stopped > 3, "{stopped}");
    let (code, _, complaint) = call(folder.path(), &["sweep", "small.toml", "--out", "full", "--quiet"]);
    assert_eq!(code, 0, "{complaint}");
    assert_eq!(files(&folder.path().join("full")), expected);
}

#[test]
fn parts_of_a_sweep_merge_to_the_whole() {
    let (folder, expected) = whole();
    let run = |arguments: &[&str]| call(folder.path(), &[arguments, &["--quiet"]].concat());
    for shard in ["3/3", "1/3"] {
        assert_eq!(run(&["sweep", "small.toml", "--out", "parts", "--shard", shard]).0, 0);
    }
    let (code, _, complaint) = run(&["merge", "parts"]);
    assert!(code == 3 && complaint.contains("of the shards 2/3;"), "{complaint}");
    assert!(!folder.path().join("parts/series.csv").exists());
    assert_eq!(run(&["sweep", "small.toml", "--out", "parts", "--shard", "2/3", "--threads", "1"]).0, 0);
    assert_eq!(run(&["merge", "parts"]).0, 0);
    assert_eq!(files(&folder.path().join("parts")), expected);
    // From elsewhere, one named twice.
    let part = |number: u32| format!("parts/shards/{number}-of-3");
    let merge = ["merge", &part(2), &part(1), &part(3), &part(1), "--out", "joined"];
    assert_eq!(run(&merge).0, 0);
    assert_eq!(files(&folder.path().join("joined")), expected);
}

#[test]
fn what_is_no_part_or_no_selection_is_a_fault_of_usage() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("small.toml"), EXPERIMENT).unwrap();
    for (arguments, said) in [
        (["--shard", "8/7"], "`8/7` is no shard"),
        (["--shard", "0/7"], "`0/7` is no shard"),
        (["--tables", "serie"], "no table is named `serie`"),
        (["--measures", "employed_shar"], "did you mean `employed_share`?"),
        (["--replicates", "0"], "0 is not in 1..=100000"),
    ] {
        let (code, _, complaint) = call(folder.path(), &[&["sweep", "small.toml"][..], &arguments].concat());
        assert!(code == 2 && complaint.contains(said), "{arguments:?}: {code} {complaint}");
    }
    let (code, _, complaint) = call(folder.path(), &["merge", "nowhere"]);
    assert!(code == 3 && complaint.contains("`nowhere` holds no shard"), "{complaint}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was written");
}

#[test]
fn a_long_sweep_is_agreed_to_first() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["sweep", "headline", "--replicates", "100000", "--quiet"];
    let output = inteso(folder.path()).args(arguments).output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{complaint}");
    assert!(complaint.contains("--yes agrees to that"), "{complaint}");
    assert!(!folder.path().join("out").exists());
    // A million points are not looked through before that is said.
    let levels = (0..1_000).map(|level| level.to_string()).collect::<Vec<_>>().join(", ");
    let million = format!(
        "weeks = 30\n[[factor]]\nkey = \"seed\"\nlevels = [{levels}]\n[sample]\nmethod = \"latin_hypercube\"\n\
         size = 1_000\nkeys = [\"counselling.minutes_follow_up\"]\n"
    );
    fs::write(folder.path().join("million.toml"), million).unwrap();
    let (code, _, complaint) = call(folder.path(), &["sweep", "million.toml", "--language", "en"]);
    assert!(code == 2 && complaint.contains("1000000 runs: about"), "{complaint}");
    assert!(complaint.contains("--yes agrees to that"), "{complaint}");
}

#[test]
fn replicates_go_on_until_a_difference_is_known_as_precisely_as_asked() {
    let folder = tempfile::tempdir().unwrap();
    let experiment = |width: &str| {
        let until = format!(
            "[until]\nbetter = \"guide\"\nthan = \"refer\"\nmeasure = \"visits\"\nyear = 1\nwidth = {width}\nat_least = 4\nat_most = 9\n"
        );
        let text = format!(
            "name = \"enough\"\nweeks = 40\n{until}[[factor]]\nkey = \"intermediary.approach\"\nlevels = [\"refer\", \"guide\"]\n"
        );
        fs::write(folder.path().join("enough.toml"), text).unwrap();
    };
    let run = |more: &[&str]| call(folder.path(), &[&["sweep", "enough.toml"][..], more].concat());
    let replicates = |out: &str| {
        let text = fs::read_to_string(folder.path().join(out).join("experiment.toml")).unwrap();
        let line = text.lines().find(|line| line.starts_with("replicates")).unwrap().to_owned();
        let rows = fs::read_to_string(folder.path().join(out).join("runs.csv")).unwrap().lines().count() - 1;
        (line, rows)
    };
    // Wide enough at once; never narrow enough, in steps of half of the least number up to the cap.
    experiment("1e6");
    assert_eq!(run(&["--out", "wide"]).0, 0);
    assert_eq!(replicates("wide"), ("replicates = 4".to_owned(), 8));
    experiment("1e-9");
    let (code, _, complaint) = run(&["--out", "narrow", "--language", "en"]);
    assert_eq!(code, 0);
    for steps in ["4 replicates: the interval is", "6 replicates", "8 replicates", "9 replicates"] {
        assert!(complaint.contains(steps), "{complaint}");
    }
    assert_eq!(replicates("narrow"), ("replicates = 9".to_owned(), 18));
    // What was written says the number, and gives the same bytes as a number that is given.
    assert_eq!(run(&["--out", "given", "--replicates", "9"]).0, 0);
    assert_eq!(files(&folder.path().join("given")), files(&folder.path().join("narrow")));
    let (code, _, complaint) = run(&["--shard", "1/2", "--language", "en"]);
    assert!(code == 2 && complaint.contains("which no shard can tell"), "{complaint}");

    fs::write(
        folder.path().join("enough.toml"),
        "replicates = 3\n[until]\nbetter = 1\nmeasure = \"visit\"\nwidth = -1.0\nat_most = 1\nwith = 3\n\
         [[point]]\nname = \"a\"\nset = { seed = 1 }\n",
    )
    .unwrap();
    let (code, _, complaint) = run(&["--language", "en"]);
    assert_eq!(code, 3, "{complaint}");
    for said in [
        "a number of replicates beside [until]",
        "unknown key `until.with`",
        "[until] lacks `than`",
        "[until] lacks `year`",
        "no measure is named `visit`",
        "a number above 0",
        "a whole number from 2",
    ] {
        assert!(complaint.contains(said), "{said}\n{complaint}");
    }
}

#[test]
fn factors_stand_beside_each_row_on_request() {
    let (folder, expected) = whole();
    let arguments =
        ["sweep", "small.toml", "--out", "beside", "--factors", "--tables", "series,costs", "--quiet"];
    assert_eq!(call(folder.path(), &arguments).0, 0);
    let beside = fs::read_to_string(folder.path().join("beside/series.csv")).unwrap();
    let (_, alone) = expected.iter().find(|(name, _)| name == "series.csv").unwrap();
    let alone = String::from_utf8_lossy(alone);
    let mut points: Vec<String> = Vec::new();
    for (number, (with, without)) in beside.lines().zip(alone.lines()).enumerate() {
        let factors = with.strip_prefix(without).unwrap();
        if number == 0 {
            assert_eq!(factors, ",intermediary.approach,intermediary.opens");
        } else if !points.iter().any(|known| known == factors) {
            points.push(factors.to_owned());
        }
    }
    assert_eq!(points, [",refer,2015-01-05", ",refer,2015-02-02", ",guide,2015-01-05", ",guide,2015-02-02"]);
    assert!(!folder.path().join("beside/groups.csv").exists());
}

#[test]
fn policies_are_compared_set_by_set_and_each_pair_once() {
    let folder = tempfile::tempdir().unwrap();
    let sets = |than: &str| {
        format!(
            "name = \"sets\"\nweeks = 3\nreplicates = 2\n\
             [[point]]\nname = \"here\"\nset = {{ \"intermediary.approach\" = \"refer\" }}\n\
             [[point]]\nname = \"there\"\nset = {{ \"intermediary.approach\" = \"guide\" }}\n\
             [[point]]\nname = \"again\"\nset = {{ \"intermediary.approach\" = \"guide\" }}\n\
             [[contrast]]\nbetter = \"{than}\"\nthan = \"here\"\n\
             [sample]\nmethod = \"morris\"\nsize = 5\nkeys = [\"counselling.minutes_follow_up\"]\n"
        )
    };
    let run = |text: String| {
        fs::write(folder.path().join("sets.toml"), text).unwrap();
        call(folder.path(), &["sweep", "sets.toml", "--out", "o", "--measures", "visits", "--quiet"])
    };
    // A name that no policy has is a fault before anything is run.
    let (code, _, complaint) = run(sets("nobody"));
    assert!(code == 3 && complaint.contains("nobody"), "{complaint}");
    assert!(!folder.path().join("o").exists());
    // One of two names of a scenario is as good as the other. Ten sets on four levels are four scenarios a policy.
    let (code, _, complaint) = run(sets("again"));
    assert_eq!(code, 0, "{complaint}");
    let rows = |table: &str| {
        let text = fs::read_to_string(folder.path().join("o").join(table)).unwrap();
        text.lines()
            .skip(1)
            .map(|line| line.split(',').take(2).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
    };
    let points = rows("points.csv").len();
    assert!((4..=8).contains(&points) && points % 2 == 0, "{points}");
    let pairs = rows("differences.csv");
    let distinct: std::collections::BTreeSet<_> = pairs.iter().collect();
    assert_eq!(distinct.len(), points / 2);
    // A row for each district and all together.
    assert_eq!(pairs.len(), 3 * distinct.len());
    assert_eq!(rows("summary.csv").len(), 3 * points);
}
