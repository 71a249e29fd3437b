//! What a comparison writes of access, prices and worth is what its folder gives when it is read back.

use std::fs;
use std::path::Path;

use inteso::analysis::access::AccessRow;
use inteso::analysis::folder;
use inteso::analysis::worth::{PriceRow, WorthRow};
use inteso::experiment::table_reader::TableReader;
use inteso::observation::Row;

use crate::cli_commands::call;
use crate::stage::town;

const POINTS: &str = "base = \"town.toml\"\nevery = 4\nreplicates = 3\n\
     [[point]]\nname = \"none\"\nset = { \"intermediary.approach\" = \"none\" }\n\
     [[point]]\nname = \"full_access\"\nset = { \"intermediary.approach\" = \"full_access\" }\n\
     [[point]]\nname = \"refer\"\nset = { \"intermediary.approach\" = \"refer\" }\n\
     [[point]]\nname = \"provide\"\nset = { \"intermediary.approach\" = \"provide\" }\n";

/// Compares the points of an experiment on a small town.
fn compare(folder: &Path, experiment: &str) {
    fs::write(folder.join("town.toml"), town(110, "budget_eur_per_year = 140_000\n")).unwrap();
    fs::write(folder.join("mine.toml"), experiment).unwrap();
    let arguments = ["compare", "mine.toml", "--out", "out", "--quiet", "--no-report", "--force"];
    let (code, _, complaint) = call(folder, &arguments);
    assert_eq!((code, complaint.as_str()), (0, ""));
}

fn rows<R: Row>(folder: &Path, name: &str) -> Vec<R> {
    let table = TableReader::open(&folder.join("out").join(name)).unwrap();
    table.map(Result::unwrap).collect()
}

#[test]
fn a_folder_gives_the_shares_prices_and_net_benefits_that_were_written() {
    let folder = tempfile::tempdir().unwrap();
    compare(folder.path(), POINTS);
    let results = folder::read(&folder.path().join("out")).unwrap().results;
    let (prices, worth) =
        (rows::<PriceRow>(folder.path(), "prices"), rows::<WorthRow>(folder.path(), "worth"));
    assert_eq!(results.price_rows().collect::<Vec<_>>(), prices);
    assert_eq!(results.worth_rows().collect::<Vec<_>>(), worth);
    // Both forms against nobody and against each other; full access is not for sale.
    let pairs =
        |rows: &[PriceRow]| rows.iter().map(|row| (row.point, row.against)).take(3).collect::<Vec<_>>();
    assert_eq!(pairs(&prices), [(3, 1), (4, 1), (4, 3)]);
    assert!(prices.iter().filter(|row| row.against == 1).all(|row| row.cost_own > 100_000.0), "{prices:?}");
    let access = rows::<AccessRow>(folder.path(), "access");
    assert_eq!(results.access_rows(), access);
    assert!(access.iter().all(|row| row.against == 1 && row.yardstick == 2));

    // Without costs there is no price, and without the yardstick no share.
    fs::remove_file(folder.path().join("out/costs.csv")).unwrap();
    let results = folder::read(&folder.path().join("out")).unwrap().results;
    assert_eq!((results.price_rows().count(), results.access_rows()), (0, access));
    let place = POINTS.find("[[point]]\nname = \"full_access\"").unwrap();
    let end = POINTS.find("[[point]]\nname = \"refer\"").unwrap();
    compare(folder.path(), &format!("{}{}", &POINTS[..place], &POINTS[end..]));
    assert!(!folder.path().join("out/access.csv").exists());
    assert!(folder.path().join("out/prices.csv").exists());
}
