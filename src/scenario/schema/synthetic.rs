//! The columns of a table of synthetic districts.

use super::{Field, Shape};

/// Returns a field of a class: a number or a range with its unit, kind and source.
const fn stated(
    key: &'static str,
    (count, low, high): (usize, f64, f64),
    [english, german]: [&'static str; 2],
    [creates, creates_german]: [&'static str; 2],
) -> Field {
    let shape = Shape::Stated { count, low, high };
    Field { key, shape, unit: "", english, german, creates, creates_german }
}

const fn name(key: &'static str, [english, german]: [&'static str; 2]) -> Field {
    let [creates, creates_german] = ["A label.", "Eine Bezeichnung."];
    Field { key, shape: Shape::Text, unit: "", english, german, creates, creates_german }
}

/// A class of synthetic districts.
#[rustfmt::skip]
pub(super) const CLASS: &[Field] = &[
    name("name", ["English name", "englischer Name"]),
    name("name_de", ["German name", "deutscher Name"]),
    stated("in_block", (1, 0.0, 1_000.0), ["districts in a block", "Bezirke im Block"], ["How many districts of a block are of this class; an even number.", "Wie viele Bezirke eines Blocks von dieser Art sind; eine gerade Zahl."]),
    stated("inhabitants", (2, 1_000.0, 2_000_000.0), ["inhabitants", "Einwohner*innen"], ["Fewest and most inhabitants.", "Die kleinste und die größte Zahl Ansässiger."]),
    stated("arrivals_per_1000", (1, 0.0, 1_000.0), ["arrivals", "Ankünfte"], ["People assigned while the series lasts, per 1 000 inhabitants.", "Zugewiesene im Lauf der Reihe je 1 000 Ansässige."]),
    stated("migration_history", (2, 0.0, 1.0), ["migration history", "Migrationsgeschichte"], ["Smallest and largest share.", "Kleinster und größter Anteil."]),
    stated("welfare", (2, 0.0, 1.0), ["welfare", "Grundsicherung"], ["Smallest and largest share who receive basic income support.", "Kleinster und größter Anteil mit Grundsicherung."]),
    stated("inhabitants_per_km2", (2, 1.0, 50_000.0), ["density", "Dichte"], ["Fewest and most inhabitants per square kilometre.", "Die wenigsten und die meisten Ansässigen je Quadratkilometer."]),
    stated("settled_share", (2, 0.01, 1.0), ["settled", "besiedelt"], ["Smallest and largest settled share of the area.", "Kleinster und größter besiedelter Anteil der Fläche."]),
    stated("inhabitants_per_neighbourhood", (1, 500.0, 2_000_000.0), ["inhabitants of a neighbourhood", "Ansässige je Stadtteil"], ["On average; a district has 3 to 60 neighbourhoods.", "Im Mittel; ein Bezirk hat 3 bis 60 Stadtteile."]),
    stated("neighbourhood_spread", (1, 0.0, 0.9), ["spread of the neighbourhoods", "Streuung der Stadtteile"], ["Largest relative deviation from the average.", "Größte Abweichung vom Mittel, im Verhältnis zu ihm."]),
    stated("youngest", (6, 0.0, 1.0), ["youngest ages", "jüngste Altersgruppen"], ["Shares by age group where people are youngest; sum 1.", "Anteile der Altersgruppen, wo die Menschen am jüngsten sind; Summe 1."]),
    stated("oldest", (6, 0.0, 1.0), ["oldest ages", "älteste Altersgruppen"], ["Shares by age group where people are oldest; sum 1.", "Anteile der Altersgruppen, wo die Menschen am ältesten sind; Summe 1."]),
];
