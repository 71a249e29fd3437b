//! Faulty input on the command line: a clear message with file, line and what would be right; nothing written, no panic.

use std::fs;
use std::path::Path;

use crate::cli_commands::call;
use crate::stage::town;

/// Calls the program on faulty files and checks that it says what it must, ends with 3 and writes nothing.
fn refuses(files: &[(&str, &str)], arguments: &[&str], must_say: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let (code, output, complaint) = call(folder.path(), arguments);
    assert_eq!(code, 3, "{arguments:?}: {complaint}");
    assert_eq!(output, "", "{arguments:?}");
    for words in must_say {
        assert!(complaint.contains(words), "{arguments:?} does not say `{words}`:\n{complaint}");
    }
    assert!(!complaint.contains("panicked") && !complaint.contains("This is a bug"), "{complaint}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), files.len(), "{arguments:?} wrote something");
}

#[test]
fn an_unknown_key_is_shown_with_the_nearest_one() {
    let text = "weeks = 5\n[intermediary]\nsitting = \"central\"\n";
    for command in ["run", "check"] {
        refuses(&[("a.toml", text)], &[command, "a.toml"], &["a.toml:3", "sitting", "siting"]);
    }
    refuses(&[], &["run", "--set", "intermediary.sitting=central"], &["sitting", "siting"]);
}

#[test]
fn a_wrong_type_is_shown_with_the_right_one() {
    refuses(&[("a.toml", "weeks = \"many\"\n")], &["run", "a.toml"], &["a.toml:1", "many", "allowed"]);
    refuses(
        &[("a.toml", "\n[intermediary]\nsites = 2.5\n")],
        &["run", "a.toml"],
        &["a.toml:3", "sites", "allowed"],
    );
}

#[test]
fn a_value_out_of_range_is_shown_with_the_range() {
    refuses(&[("a.toml", "weeks = 701\n")], &["run", "a.toml"], &["a.toml:1", "701", "700"]);
    refuses(&[], &["run", "--set", "intermediary.staff_fte=-1"], &["-1", "allowed"]);
    refuses(&[], &["run", "--set", "intermediary.methods.casework=1.5"], &["1.5", "allowed"]);
}

#[test]
fn an_impossible_budget_is_shown_at_its_line_with_the_least_that_would_do() {
    let text = "weeks = 5\n[intermediary]\nsiting = \"decentral\"\nbudget_eur_per_year = 9_000\n";
    for command in ["run", "check"] {
        refuses(
            &[("a.toml", text)],
            &[command, "a.toml"],
            &["a.toml:4", "9_000", "district sb5", "district sb6", "the budget of 9000", "allowed: at least"],
        );
    }
    // What the message calls enough is enough.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), text).unwrap();
    let (_, _, complaint) = call(folder.path(), &["check", "a.toml"]);
    let least = complaint.split("at least ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    let set = format!("intermediary.budget_eur_per_year={least}");
    let (code, _, complaint) = call(folder.path(), &["check", "a.toml", "--weeks", "2", "--set", &set]);
    assert_eq!(code, 0, "{complaint}");
    let least: u64 = least.parse().unwrap();
    let set = format!("intermediary.budget_eur_per_year={}", least - 100);
    assert_eq!(call(folder.path(), &["check", "a.toml", "--weeks", "2", "--set", &set]).0, 3);
}

#[test]
fn a_budget_that_a_change_makes_impossible_is_shown_at_the_changes() {
    let text =
        town(30, "[[change]]\nfrom = 2015-06-01\nset = { \"intermediary.budget_eur_per_year\" = 1_000 }\n");
    let line = 1 + text.lines().position(|line| line.contains("1_000")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), &text).unwrap();
    let (code, _, complaint) = call(folder.path(), &["run", "a.toml"]);
    assert_eq!(code, 3);
    // The table of changes begins at most two lines before.
    assert!((line - 2..=line).any(|line| complaint.contains(&format!("a.toml:{line}"))), "{complaint}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn an_experiment_none_of_whose_points_can_be_paid_shows_each_budget() {
    let text = "name = \"dear\"\nweeks = 5\n\n[[point]]\nname = \"a\"\nset = { \"intermediary.budget_eur_per_year\" = 10 }\n\n\
                [[point]]\nname = \"b\"\nset = { \"intermediary.budget_eur_per_year\" = 20 }\n";
    refuses(&[("e.toml", text)], &["compare", "e.toml"], &["e.toml:6", "e.toml:10", "allowed: at least"]);
}

#[test]
fn a_missing_file_is_named() {
    refuses(&[], &["run", "nowhere.toml"], &["nowhere.toml"]);
    refuses(&[("a.toml", "extends = \"nowhere.toml\"\n")], &["run", "a.toml"], &["a.toml:1", "nowhere.toml"]);
    refuses(
        &[("a.toml", "weeks = 5\n[forcings]\nclimate = \"nowhere.csv\"\n")],
        &["run", "a.toml"],
        &["a.toml:3", "nowhere.csv"],
    );
}

#[test]
fn files_that_extend_each_other_are_named() {
    let files = [("a.toml", "extends = \"b.toml\"\n"), ("b.toml", "extends = \"a.toml\"\n")];
    refuses(&files, &["run", "a.toml"], &["a.toml", "b.toml", "extends"]);
}

#[test]
fn an_empty_file_is_named() {
    refuses(
        &[("a.toml", "")],
        &["run", "a.toml"],
        &["a.toml:1", "says nothing", "allowed: at least one key"],
    );
    refuses(&[("a.toml", "\n# nothing\n")], &["check", "a.toml"], &["a.toml"]);
}

#[test]
fn a_folder_in_the_place_of_a_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("a.toml")).unwrap();
    for command in ["run", "check", "compare"] {
        let (code, output, complaint) = call(folder.path(), &[command, "a.toml"]);
        assert_eq!((code, output.as_str()), (3, ""), "{complaint}");
        assert!(complaint.contains("a.toml"), "{complaint}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_hundred_megabytes_of_garbage_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = fs::File::create(folder.path().join("a.toml")).unwrap();
    file.set_len(100 << 20).unwrap();
    for command in ["run", "check", "compare"] {
        let (code, output, complaint) = call(folder.path(), &[command, "a.toml"]);
        assert_eq!((code, output.as_str()), (3, ""), "{complaint}");
        assert!(complaint.contains("a.toml") && complaint.len() < 2_000, "{complaint}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn all_faults_of_a_file_are_shown_at_once() {
    let text =
        "weeks = 0\nevery = \"often\"\nnmae = \"x\"\n[intermediary]\nsiting = \"nowhere\"\nsites = 99\n";
    refuses(
        &[("a.toml", text)],
        &["run", "a.toml"],
        &["a.toml:1", "a.toml:2", "a.toml:3", "a.toml:5", "a.toml:6"],
    );
}

/// Returns whether the rights of a folder bind this process; they do not bind an administrator.
fn rights_bind(folder: &Path) -> bool {
    fs::write(folder.join("probe"), "").is_err()
}

#[cfg(unix)]
#[test]
fn an_unwritable_folder_ends_with_four() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let locked = folder.path().join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
    if rights_bind(&locked) {
        let (code, output, complaint) =
            call(folder.path(), &["run", "--weeks", "2", "--out", "locked/results"]);
        assert_eq!((code, output.as_str()), (4, ""), "{complaint}");
        assert!(complaint.contains("locked"), "{complaint}");
    }
    // What nobody can write to, whatever the rights: a folder below a file.
    fs::write(folder.path().join("file"), "").unwrap();
    let (code, output, complaint) = call(folder.path(), &["run", "--weeks", "2", "--out", "file/results"]);
    assert_eq!((code, output.as_str()), (4, ""), "{complaint}");
    assert!(complaint.contains("file") && !complaint.contains("panicked"), "{complaint}");
}
