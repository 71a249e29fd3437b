//! The tables of numbers: which measures a sheet shows, and how they are written.

use inteso::ledger::CostItem;
use inteso::vocabulary::Language;

use super::runs::Reading::{self, Last, Mean, Others, Percent, Share, Sum};
use super::runs::{Taught, taught};

/// Hours of institutions to which people are sent.
pub(super) const PLACES: Reading = Others(&[CostItem::ExternalPlaces]);
/// Hours of attached volunteers.
const VOLUNTEERS: Reading = Others(&[CostItem::VolunteerHours]);
/// Hours of those who use the intermediary.
pub(super) const USERS: Reading = Others(&[
    CostItem::UsersWaiting,
    CostItem::UsersAtDesk,
    CostItem::UsersOnTheWay,
    CostItem::UsersAttending,
]);

/// What a row shows: its words in German and English, what is read, how many decimals, and whether with the range.
type Line = ([&'static str; 2], Reading, usize, bool);

const VISITS: Line = (["Besuche von Geflüchteten", "visits by people who fled"], Sum("visits"), 0, true);
const SERVED: Line =
    (["bediente Besuche, von allen", "visits served, of everybody"], Sum("served"), 0, false);
const RENEGED: Line =
    (["Warten aufgegeben, von allen", "gave up waiting, of everybody"], Sum("reneged"), 0, true);
const WAIT: Line = (["mittlere Wartezeit in Tagen", "mean wait in days"], Mean("waiting_mean"), 0, false);
const MET: Line = (["gedeckte Bedarfe", "needs met"], Sum("needs_met"), 0, true);
const TALKS: Line = (["Stunden für Gespräche", "hours of talks"], Sum("hours_casework"), 0, false);
const STAFF: Line = (["bezahlte Stunden", "paid hours"], Sum("staff_hours_paid"), 0, false);

const DISTANCE: &[Line] = &[
    STAFF,
    (
        ["kennen die Stelle am Ende, %", "know the desk at the end, %"],
        Percent("knows_intermediary_share"),
        0,
        false,
    ),
    VISITS,
    RENEGED,
    WAIT,
    MET,
];

const REFERRAL: &[Line] = &[
    (["verwiesen", "sent"], Sum("referrals_issued"), 0, true),
    (["aufgenommen", "admitted"], Sum("referrals_admitted"), 0, true),
    (
        ["zustande gekommen, wenn jemand allein geht, %", "completed, of those who go alone, %"],
        Share("referrals_completed_alone", "referrals_issued_alone"),
        0,
        false,
    ),
    (
        ["zustande gekommen, wenn jemand begleitet wird, %", "completed, of those accompanied, %"],
        Share("referrals_completed_accompanied", "referrals_issued_accompanied"),
        0,
        false,
    ),
    (
        ["zustande gekommen im selben Haus, %", "completed in the same house, %"],
        Share("referrals_completed_colocated", "referrals_issued_colocated"),
        0,
        false,
    ),
    RENEGED,
];

const OVERLOAD: &[Line] = &[
    VISITS,
    SERVED,
    RENEGED,
    WAIT,
    (
        ["gedeckt von den entstandenen Bedarfen, %", "met of the needs arisen, %"],
        Share("needs_met", "needs_arisen"),
        0,
        false,
    ),
];

const COORDINATED: &[Line] = &[
    (["Ehrenamtliche am Ende", "volunteers at the end"], Last("volunteers_attached"), 0, true),
    (["Stunden für Koordination", "hours of coordination"], Sum("hours_coordination"), 0, false),
    TALKS,
    VISITS,
    RENEGED,
    MET,
];

const NETWORKS: &[Line] = &[
    (["Treffen", "meetings"], Sum("meetings_held"), 0, false),
    (
        ["bestehende von möglichen Bindungen, %", "ties there are of those possible, %"],
        Percent("network_density"),
        1,
        true,
    ),
    (["Doppelstrukturen, % der Angebote", "double structures, % of offers"], Percent("duplication"), 0, true),
    (["Lücken, %", "gaps, %"], Percent("gaps"), 0, true),
    (["richtige Adressen, %", "correct addresses, %"], Percent("directory_correct_share"), 0, true),
    TALKS,
    MET,
];

const CONTACT: &[Line] = &[
    TALKS,
    (
        ["Stunden für Begegnung und Stadtteil", "hours of encounter and neighbourhood"],
        Sum("hours_social_space"),
        0,
        false,
    ),
    (
        ["Alteingesessene mit Kontakt, %", "long-standing residents in contact, %"],
        Percent("resident_contact_share"),
        1,
        true,
    ),
    (["Einstellung, −1 bis 1", "attitude, −1 to 1"], Last("resident_attitude"), 3, true),
    (
        [
            "Geflüchtete, die häufig Alteingesessene treffen, %",
            "people who fled who often meet long-standing residents, %",
        ],
        Percent("frequent_contact_share"),
        0,
        false,
    ),
    MET,
];

const EQUAL_COST: &[Line] = &[
    (["Kosten der Stadt, €", "cost to the city, €"], Sum("cost_eur"), 0, false),
    STAFF,
    VISITS,
    MET,
    (["Stunden anderer Einrichtungen", "hours of other institutions"], PLACES, 0, false),
    (["Stunden von Ehrenamtlichen", "hours of volunteers"], VOLUNTEERS, 0, false),
    (["Stunden der Menschen selbst", "hours of people themselves"], USERS, 0, false),
];

/// Returns the table of a lesson in a language.
pub(super) fn of(id: &str, language: Language) -> String {
    let lines = match id {
        "distance" => DISTANCE,
        "referral" => REFERRAL,
        "overload" => OVERLOAD,
        "volunteers" => COORDINATED,
        "networks" => NETWORKS,
        "contact" => CONTACT,
        "equal_cost" => EQUAL_COST,
        _ => return apart(taught(id), language),
    };
    let points = &taught(id).experiment.points;
    let mut rows = vec![vec![said(["in drei Jahren", "in three years"], language).to_owned()]];
    rows[0].extend(points.iter().map(|point| point.shown.in_language(language).to_owned()));
    for &(words, reading, decimals, has_range) in lines {
        let mut row = vec![said(words, language).to_owned()];
        row.extend(points.iter().map(|point| {
            let values: Vec<f64> = taught(id).read(&point.label, reading).into_iter().flatten().collect();
            cell(&values, decimals, has_range, language)
        }));
        rows.push(row);
    }
    written(&rows)
}

/// Returns the table of a lesson on the differences of single runs.
fn apart(taught: &Taught, language: Language) -> String {
    let head = [
        ["Unterschied", "difference"],
        ["Läufe", "runs"],
        ["Mittel", "mean"],
        ["kleinster", "smallest"],
        ["größter", "largest"],
        ["Läufe über 0", "runs above 0"],
    ];
    let mut rows = vec![head.map(|words| said(words, language).to_owned()).to_vec()];
    let pairs: [([&str; 2], [&str; 2], &str, usize); 3] = [
        (
            ["gedeckte Bedarfe: Verweisen minus eigene Angebote", "needs met: refer minus own offers"],
            ["refer", "provide"],
            "needs_met",
            0,
        ),
        (
            ["Jahre in Arbeit: Verweisen minus eigene Angebote", "years in work: refer minus own offers"],
            ["refer", "provide"],
            "person_years_work",
            1,
        ),
        (
            [
                "gedeckte Bedarfe: bestehende Dienste minus keine Instanz",
                "needs met: existing services minus nobody",
            ],
            ["existing_services", "none"],
            "needs_met",
            0,
        ),
    ];
    for (words, pair, measure, decimals) in pairs {
        let [one, other] = pair.map(|point| taught.values(point, Sum(measure)));
        let differences: Vec<f64> = one.iter().zip(other).map(|(one, other)| one - other).collect();
        for runs in [3, differences.len()] {
            let some = &differences[..runs];
            let [low, high] = ends(some);
            let above = some.iter().filter(|value| **value > 0.0).count();
            let mut row = vec![said(words, language).to_owned(), runs.to_string()];
            row.extend([mean(some), low, high].map(|value| number(value, decimals, language)));
            row.push(above.to_string());
            rows.push(row);
        }
    }
    written(&rows)
}

fn said(words: [&'static str; 2], language: Language) -> &'static str {
    match language {
        Language::German => words[0],
        Language::English => words[1],
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn ends(values: &[f64]) -> [f64; 2] {
    values
        .iter()
        .fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], &value| [low.min(value), high.max(value)])
}

/// Returns the mean of what replicates say, where asked for with the range of those that differ; a dash where they say nothing.
fn cell(values: &[f64], decimals: usize, has_range: bool, language: Language) -> String {
    if values.is_empty() {
        return "–".to_owned();
    }
    let [low, high] = ends(values).map(|value| number(value, decimals, language));
    let mean = number(mean(values), decimals, language);
    if has_range && low != high { format!("{mean} ({low} … {high})") } else { mean }
}

/// Returns a number with blanks between thousands from 10 000 on.
fn number(value: f64, decimals: usize, language: Language) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let is_zero = text.chars().all(|sign| matches!(sign, '0' | '.'));
    let grouped = match whole.len() {
        5.. => format!("{} {}", &whole[..whole.len() - 3], &whole[whole.len() - 3..]),
        _ => whole.to_owned(),
    };
    let point = if part.is_empty() { "" } else { said([",", "."], language) };
    let sign = if value < 0.0 && !is_zero { "−" } else { "" };
    format!("{sign}{grouped}{point}{part}")
}

/// Returns a table in Markdown, a line each row.
fn written(rows: &[Vec<String>]) -> String {
    let line = |row: &Vec<String>| format!("| {} |\n", row.join(" | "));
    let rule = format!("|---{}|\n", "|---:".repeat(rows[0].len() - 1));
    rows[..1].iter().map(line).chain([rule]).chain(rows[1..].iter().map(line)).collect()
}
