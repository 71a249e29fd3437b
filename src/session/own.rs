//! A district of one's own as a page asks for it: a name, and as many of ten numbers as are known.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::own_district::{self, ASKED, Asked, Figures, Number, Wrong};
use crate::phrase::{Phrase, one_line, phrase};
use crate::scenario::Fault;
use crate::scenario::faults::nearest;
use crate::vocabulary::Language;

/// Signs of a name that still stands on a map.
const LONGEST_NAME: usize = 60;

/// Bytes of a number as it is typed.
const LONGEST_NUMBER: usize = 100;

/// A district that nobody has described yet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Own {
    /// What it is called.
    pub name: String,
    /// Numbers as they are typed, by [`Asked::key`]; those that are not there, or blank, are guessed.
    pub numbers: BTreeMap<String, String>,
}

/// An own district whose numbers are read and guessed.
#[derive(Debug)]
pub(super) struct Made {
    id: String,
    figures: Figures,
    /// The name of the scenario among the files.
    scenario: String,
    /// Texts of description and scenario by their names.
    files: BTreeMap<String, String>,
}

impl Own {
    /// Reads the numbers and makes the files, commented in a language.
    ///
    /// # Errors
    /// Returns all faults of name and numbers.
    pub(super) fn read(&self, language: Language) -> Result<Made, Vec<Fault>> {
        let mut faults: Vec<Fault> = self.name_fault().into_iter().collect();
        let keys = || ASKED.iter().map(Asked::key);
        for (key, typed) in &self.numbers {
            let Some(known) = keys().find(|known| known == key) else {
                let found =
                    phrase!("no number of a district is `{key}`", "keine Zahl eines Bezirks heißt `{key}`");
                let all = Phrase::same(keys().collect::<Vec<_>>().join(", "));
                faults.push(Fault::new(found).allowed(all).nearest(nearest(key, keys())));
                continue;
            };
            if typed.len() > LONGEST_NUMBER {
                let found = phrase!("`{key}` is a long text", "`{key}` ist ein langer Text");
                let most = phrase!("up to {LONGEST_NUMBER} bytes", "höchstens {LONGEST_NUMBER} Byte");
                faults.push(Fault::new(found).allowed(most).about(known));
            }
        }
        let is_typed = |typed: &&str| !typed.trim().is_empty() && typed.len() <= LONGEST_NUMBER;
        let typed = ASKED
            .map(|asked| self.numbers.get(asked.key()).map(String::as_str).filter(|typed| is_typed(typed)));
        match Figures::read(typed, called) {
            Ok(figures) if faults.is_empty() => Ok(Made::of(&one_line(&self.name), figures, language)),
            Ok(_) => Err(faults),
            Err(more) => Err(faults.into_iter().chain(more.into_iter().map(fault)).collect()),
        }
    }

    fn name_fault(&self) -> Option<Fault> {
        let found = match one_line(&self.name).chars().count() {
            0 => phrase!("the district has no name", "der Bezirk hat keinen Namen"),
            1..=LONGEST_NAME => return None,
            long => {
                phrase!(
                    "the district's name has {long} characters",
                    "der Name des Bezirks hat {long} Zeichen"
                )
            }
        };
        let allowed = phrase!("1 to {LONGEST_NAME} characters", "1 bis {LONGEST_NAME} Zeichen");
        Some(Fault::new(found).allowed(allowed).about("name"))
    }
}

fn fault(wrong: Wrong) -> Fault {
    Fault::new(wrong.why).about(ASKED[wrong.number as usize].key())
}

/// A page shows labels, and no options.
fn called(asked: &Asked) -> Phrase {
    phrase!("“{label}”", "„{label}“"; label = asked.label())
}

impl Made {
    fn of(name: &str, figures: Figures, language: Language) -> Self {
        let [description, scenario, _] = own_district::files(name, &figures, language);
        Self {
            id: own_district::id(name),
            figures,
            scenario: scenario.0.clone(),
            files: BTreeMap::from([description, scenario]),
        }
    }

    /// Returns the district's id.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Returns the name of the scenario among the files.
    pub(super) fn scenario(&self) -> &str {
        &self.scenario
    }

    /// Returns the texts of description and scenario by their names.
    pub(super) const fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }

    /// Returns the budget in euros a year, a whole number.
    pub(super) fn budget(&self) -> u64 {
        self.figures[Number::Budget].value as u64
    }

    /// Says of each number what it is and how it was guessed.
    pub(super) fn numbers(&self, language: Language) -> Vec<Value> {
        let say = |phrase: &Phrase| phrase.in_language(language).to_owned();
        let each = self.figures.each().map(|(asked, figure)| {
            json!({
                "key": asked.key(),
                "label": say(&asked.label()),
                "shown": say(&asked.shown(figure.value)),
                "guess": figure.guess.as_ref().map(say),
            })
        });
        each.collect()
    }
}

/// Says what is asked for.
pub(super) fn asked(language: Language) -> Vec<Value> {
    let each = ASKED.iter().map(|asked| {
        let label = asked.label().in_language(language).to_owned();
        json!({ "key": asked.key(), "label": label, "unit": asked.unit })
    });
    each.collect()
}
