//! Tables as Parquet: what is in the CSV files, cell by cell and typed.

use std::fs;
use std::path::Path;

use inteso::experiment::table_file::find_table;
use parquet::basic::{LogicalType, Type as Physical};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use crate::cli_commands::call;

const TABLES: [&str; 14] = [
    "points",
    "runs",
    "series",
    "groups",
    "panel",
    "residents",
    "episodes",
    "costs",
    "chain",
    "places",
    "facts",
    "summary",
    "differences",
    "turning",
];

/// Writes all tables of an experiment in which budgets differ, so that rankings may turn.
fn compare(folder: &Path, format: &[&str]) {
    let arguments = ["compare", "overload", "--weeks", "36", "--every", "12", "--replicates", "2"];
    let traces = ["--panel-weeks", "2,8", "--residents", "200", "--episodes"];
    let (code, _, complaint) =
        call(folder, &[&arguments[..], &traces, &["--out", "o", "--no-report"], format].concat());
    assert_eq!(code, 0, "{complaint}");
}

fn read(folder: &Path) -> Vec<(&'static str, Vec<u8>)> {
    let content =
        |table: &&'static str| (*table, fs::read(find_table(&folder.join("o").join(table))).unwrap());
    TABLES.iter().map(content).collect()
}

/// Returns whether a cell holds what is written in CSV.
fn is_same(field: &Field, text: &str) -> bool {
    match field {
        Field::Null => text.is_empty(),
        Field::Bool(value) => text == value.to_string() || text == u8::from(*value).to_string(),
        Field::Long(value) => text == value.to_string(),
        Field::Double(value) => text.parse() == Ok(*value) && !(*value == 0.0 && value.is_sign_negative()),
        Field::Str(value) => text == value,
        Field::Date(days) => {
            let days = jiff::ToSpan::days(i64::from(*days));
            text == jiff::civil::date(1970, 1, 1).checked_add(days).unwrap().to_string()
        }
        _ => false,
    }
}

#[test]
fn every_table_holds_in_parquet_what_it_holds_in_csv() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    compare(folder, &[]);
    let in_csv = read(folder);
    let codebook = fs::read_to_string(folder.join("o/codebook.csv")).unwrap();
    let kind_of = |table: &str, column: &str| {
        let start = format!("{table}.csv,{column},");
        let line = codebook.lines().find_map(|line| line.strip_prefix(&start)).unwrap();
        line.split(',').next().unwrap().to_owned()
    };
    // The runs are there, so that only the tables are written anew; the others would belong to nothing.
    compare(folder, &["--format", "parquet"]);
    assert!(TABLES.iter().all(|table| !folder.join("o").join(table).with_extension("csv").exists()));
    for (table, csv) in &in_csv {
        let file = fs::File::open(folder.join("o").join(table).with_extension("parquet")).unwrap();
        let file = SerializedFileReader::new(file).unwrap();
        assert_eq!(
            file.metadata().file_metadata().created_by(),
            Some(concat!("inteso version ", env!("CARGO_PKG_VERSION")))
        );
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let schema = file.metadata().file_metadata().schema_descr_ptr();
        assert_eq!(heads, schema.columns().iter().map(|column| column.name()).collect::<Vec<_>>(), "{table}");
        for column in schema.columns() {
            let kind = match (column.physical_type(), column.logical_type_ref()) {
                (Physical::INT64, None) => "integer",
                (Physical::DOUBLE, None) => "number",
                (Physical::BYTE_ARRAY, Some(LogicalType::String)) => "text",
                (Physical::INT32, Some(LogicalType::Date)) => "date",
                (Physical::BOOLEAN, None) => "boolean",
                other => panic!("{table} {}: {other:?}", column.name()),
            };
            assert_eq!(kind, kind_of(table, column.name()), "{table} {}", column.name());
        }
        let mut rows = file.get_row_iter(None).unwrap();
        let mut count = 0;
        for record in reader.records() {
            let (record, row) = (record.unwrap(), rows.next().unwrap().unwrap());
            for ((name, field), text) in row.get_column_iter().zip(&record) {
                assert!(is_same(field, text), "{table} {name}: {field} and {text}");
            }
            count += 1;
        }
        assert!(rows.next().is_none() && count > 0, "{table}");
    }
    let in_parquet = read(folder);
    compare(folder, &["--format", "parquet"]);
    assert!(read(folder) == in_parquet);
    let (code, _, complaint) = call(folder, &["report", "o"]);
    assert_eq!(code, 0, "{complaint}");
    let (code, ..) = call(folder, &["digest", "o", "--out", "digest"]);
    assert_eq!(code, 0);
    compare(folder, &[]);
    assert!(read(folder) == in_csv);
    let (code, ..) = call(folder, &["digest", "o", "--out", "again"]);
    assert_eq!(code, 0);
    for table in ["points", "summary", "differences", "sample", "facts"] {
        let [one, other] =
            ["digest", "again"].map(|name| fs::read(folder.join(name).join(table).with_extension("csv")));
        assert!(one.unwrap() == other.unwrap(), "{table}");
    }
}
