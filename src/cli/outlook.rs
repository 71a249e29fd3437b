//! Outlook: how many replicates an experiment needs, as far as the results that are there can tell.

use std::path::Path;

use serde_json::{Value, json};

use super::study::default_folder;
use crate::analysis::compare::DifferenceRow;
use crate::analysis::outlook::Outlook;
use crate::experiment::table_reader::TableReader;
use crate::phrase::{Phrase, phrase};

/// What is asked of the results of an experiment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// How wide an interval may be, from end to end, as a share of the person-years compared with; twice the relevant difference
    /// where nothing was said.
    pub(super) width: Option<f64>,
    /// The folder of the results; the usual one where nothing was said.
    pub(super) out: Option<&'a Path>,
}

impl Asked<'_> {
    /// Returns what the results of an experiment tell; nothing where there are none, or none with an interval.
    pub(super) fn outlook(&self, name: &str, relevant_difference: f64) -> Option<Outlook> {
        let folder = self.out.map_or_else(|| default_folder(name), Path::to_owned);
        let table = TableReader::<DifferenceRow>::open(&folder.join("differences")).ok()?;
        let rows: Vec<DifferenceRow> = table.collect::<Result<_, _>>().ok()?;
        Outlook::of(&rows, relevant_difference, self.width.unwrap_or(2.0 * relevant_difference))
    }
}

/// Says what an outlook is.
pub(super) fn line(outlook: &Outlook) -> Phrase {
    let Outlook { seen, width, asked, needed, open, judged, to_decide } = outlook;
    let percent = |share: f64| format!("{:.1}", 100.0 * share);
    let (wide, asked) = (percent(*width), percent(*asked));
    let (weit, gefragt) = (wide.replace('.', ","), asked.replace('.', ","));
    let first = match needed {
        Some(needed) => phrase!(
            "of {seen} replicates that are there the widest interval of a verdict is {wide} % of the person-years compared with; {asked} % need about {needed}",
            "bei {seen} vorliegenden Wiederholungen ist das breiteste Intervall eines Urteils {weit} % der verglichenen Personenjahre breit; {gefragt} % brauchen etwa {needed}"
        ),
        None => phrase!(
            "of {seen} replicates that are there the widest interval of a verdict is {wide} % of the person-years compared with; no number in reach makes it {asked} %",
            "bei {seen} vorliegenden Wiederholungen ist das breiteste Intervall eines Urteils {weit} % der verglichenen Personenjahre breit; keine erreichbare Zahl macht daraus {gefragt} %"
        ),
    };
    let second = match to_decide {
        _ if *open == 0 => phrase!("all {judged} are decided", "alle {judged} sind entschieden"),
        Some(needed) => phrase!(
            "{open} of {judged} are open, half of them decided with about {needed}",
            "{open} von {judged} sind offen, die Hälfte davon mit etwa {needed} entschieden"
        ),
        None => phrase!(
            "{open} of {judged} are open, most of them too near the threshold for more to decide them",
            "{open} von {judged} sind offen, die meisten zu nahe an der Schwelle, als dass mehr sie entschieden"
        ),
    };
    Phrase::join(&[first, second], "; ")
}

/// Returns an outlook as a value.
pub(super) fn json(outlook: &Outlook) -> Value {
    json!({
        "replicates": outlook.seen,
        "width": outlook.width,
        "asked_width": outlook.asked,
        "replicates_for_width": outlook.needed,
        "judged": outlook.judged,
        "not_decidable": outlook.open,
        "replicates_for_half_of_these": outlook.to_decide,
    })
}
