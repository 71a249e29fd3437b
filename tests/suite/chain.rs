//! The chain of access says of each need how far it came, and agrees with the flows of the series.

use std::fs;

use inteso::analysis::folder;
use inteso::observation::{NeedCounts, NeedRow};
use inteso::run::Record;

use crate::cli_commands::call;
use crate::conservation::{CONFIGURATIONS, column};
use crate::stage::{record, scenario, town};

/// Weeks of a run: long enough for referrals that end, and needs that lapse.
const WEEKS: u32 = 78;

/// Sums up a count of needs.
fn sum(rows: &[NeedRow], of: impl Fn(&NeedRow) -> u64) -> u64 {
    rows.iter().map(of).sum()
}

/// Sums up a flow of the series.
fn flow(record: &Record, name: &str) -> u64 {
    let rows = record.series.iter().filter(|row| row.is_of_all());
    rows.map(|row| row.values[column(name)]).sum::<f64>() as u64
}

#[test]
fn steps_are_nested_and_ends_add_up_and_both_agree_with_the_series() {
    for (name, options) in CONFIGURATIONS {
        let record = record(&scenario(&town(WEEKS, options)));
        let rows = &record.chain;
        for NeedRow { counts, year, need, .. } in rows {
            let label = format!("{name}, year {year}, {need:?}: {counts:?}");
            assert!(counts.steps().is_sorted_by(|a, b| a >= b), "{label}");
            let NeedCounts { arisen, served, met_through, met, lapsed, gone, open, .. } = *counts;
            assert_eq!(arisen, met + lapsed + gone + open, "{label}");
            assert!(met_through <= met.min(served), "{label}");
        }
        let since_the_first = |row: &NeedRow| u64::from(row.year > 0) * row.counts.arisen;
        assert_eq!(sum(rows, since_the_first), flow(&record, "needs_arisen"), "{name}");
        assert_eq!(sum(rows, |row| row.counts.met), flow(&record, "needs_met"), "{name}");
        // A need may be sent more than once; who is not yet served waits at the end.
        for (count, measure) in [
            (sum(rows, |row| row.counts.sent), "referrals_issued"),
            (sum(rows, |row| row.counts.arrived), "referrals_reached"),
            (sum(rows, |row| row.counts.admitted), "referrals_admitted"),
        ] {
            let issued = flow(&record, measure);
            assert!(count <= issued && (count > 0) == (issued > 0), "{name}: {count}, {measure} {issued}");
        }
        let has_intermediary = !["none", "existing services"].contains(&name);
        for count in [sum(rows, |row| row.counts.known), sum(rows, |row| row.counts.met_through)] {
            assert_eq!(count > 0, has_intermediary, "{name}");
        }
    }
}

#[test]
fn a_folder_gives_the_chain_and_the_places_that_were_written_and_none_where_they_were_not() {
    let folder = tempfile::tempdir().unwrap();
    let points = "[[point]]\nname = \"none\"\nset = { \"intermediary.approach\" = \"none\" }\n\
                  [[point]]\nname = \"guide\"\nset = { \"intermediary.approach\" = \"guide\" }\n";
    fs::write(folder.path().join("town.toml"), town(60, "budget_eur_per_year = 140_000\n")).unwrap();
    let text = format!("base = \"town.toml\"\nevery = 26\nreplicates = 2\n{points}");
    fs::write(folder.path().join("mine.toml"), text).unwrap();
    let arguments = ["compare", "mine.toml", "--out", "out", "--quiet", "--no-report"];
    assert_eq!(call(folder.path(), &arguments).0, 0);
    let out = folder.path().join("out");
    let rows = folder::read(&out).unwrap().results.chain_rows();
    assert_eq!(rows.len(), 2 * 7);
    let sent = |point: u32| rows.iter().filter(|row| row.point == point).map(|row| row.steps[4]).sum::<f64>();
    assert!(sent(1) == 0.0 && sent(2) > 0.0, "{rows:?}");
    // It opens within the first year, so that the means are over all that arose since the first week.
    let text = fs::read_to_string(out.join("chain.csv")).unwrap();
    let head = "point,replicate,district,year,need,arisen,known,came,served,sent,arrived,admitted,met_through,met,lapsed,gone,open";
    assert_eq!(text.lines().next(), Some(head));
    let written: f64 = text
        .lines()
        .map(|line| line.split(',').collect::<Vec<_>>())
        .filter(|cells| cells[0] == "2" && cells[3] != "0")
        .map(|cells| cells[9].parse::<f64>().unwrap())
        .sum();
    assert_eq!(written / 2.0, sent(2));

    // The map is of the first replicate, for each point.
    let places = folder::read(&out).unwrap().results.place_rows();
    let sites: Vec<u32> = places.iter().filter(|row| row.kind == "site").map(|row| row.point).collect();
    assert_eq!(sites, [2]);
    let lines = fs::read_to_string(out.join("places.csv")).unwrap().lines().count();
    assert_eq!(places.len(), lines - 1);

    for name in ["chain.csv", "places.csv"] {
        fs::remove_file(out.join(name)).unwrap();
    }
    let results = folder::read(&out).unwrap().results;
    assert!(results.chain_rows().is_empty() && results.place_rows().is_empty());
}
