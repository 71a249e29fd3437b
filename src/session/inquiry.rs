//! An inquiry: the experiment that a question comes to, with the models of what can be paid.

use serde_json::{Value, json};

use super::ask::Ask;
use super::own::Made;
use crate::analysis::Results;
use crate::experiment::design::{self, Design, Experiment, Found};
use crate::experiment::point::Comparator;
use crate::phrase::Phrase;
use crate::run::{Model, Models};
use crate::scenario::{Document, Fault, Faults};
use crate::vocabulary::Language;

/// What a page wants to know, ready to be run.
#[derive(Debug)]
pub struct Inquiry {
    ask: Ask,
    /// The district of one's own, if that is what is asked about.
    own: Option<Made>,
    experiment: Experiment,
    /// For each point its model, or why it cannot be paid.
    models: Vec<Result<Model, Phrase>>,
    /// Positions of points that are run.
    run: Vec<usize>,
}

impl Inquiry {
    /// Reads what a page asks.
    ///
    /// # Errors
    /// Returns the line that says what is wrong with it.
    pub fn open(ask: &str) -> Result<Self, String> {
        let ask = Ask::read(ask).map_err(|faults| fault_line(&faults, Language::German))?;
        let language = ask.language();
        Self::of(ask).map_err(|faults| fault_line(&faults, language))
    }

    fn of(ask: Ask) -> Result<Self, Faults> {
        let mut faults = ask.faults();
        let own =
            ask.district.as_ref().map(|own| own.read(ask.language())).transpose().unwrap_or_else(|more| {
                faults.extend(more);
                None
            });
        if !faults.is_empty() {
            return Err(faults.into());
        }
        let document = document(&ask.experiment(own.as_ref()), own.as_ref())?;
        let experiment = design::read(&document, &[])?;
        let mut makers = Models::default();
        let model = |scenario| makers.model(scenario).map_err(|obstacles| obstacles.phrase());
        let models: Vec<Result<Model, Phrase>> =
            experiment.points.iter().map(|point| &point.scenario).map(model).collect();
        let run = (0..models.len()).filter(|position| models[*position].is_ok()).collect();
        Ok(Self { ask, own, experiment, models, run })
    }

    /// Returns how many configurations are run: those that can be paid, forms first.
    pub const fn forms(&self) -> usize {
        self.run.len()
    }

    /// Returns how many of them are forms, whose first run is watched; they come before comparators.
    pub fn watched(&self) -> usize {
        self.comparators().iter().filter(|comparator| comparator.is_none()).count()
    }

    /// Returns how often each is run.
    pub const fn replicates(&self) -> u32 {
        self.experiment.replicates
    }

    pub(super) const fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// Returns which of these options, keys with words, the forms cannot have as things stand, each with why: form, key, word and
    /// reason. Nothing where the question does not ask for it.
    pub(super) fn closed(
        &self,
        options: &[(&'static str, &'static str)],
    ) -> Vec<(usize, &'static str, &'static str, Phrase)> {
        let mut closed = Vec::new();
        let forms = if self.ask.options { self.ask.forms.len() } else { 0 };
        for form in 0..forms {
            let own = self.own.as_ref();
            let document = document(&self.ask.variants(own, form, options), own);
            // The question itself has been read, so what all variants share is sound.
            let Ok(mut design) = document.and_then(|document| Design::open(&document, &[])) else { continue };
            let mut makers = Models::default();
            for (key, word) in options {
                let reason = match design.next_point() {
                    Some(Ok(Found::New(point))) => {
                        makers.model(&point.scenario).err().map(|obstacles| obstacles.phrase())
                    }
                    Some(Err(faults)) => faults.iter().next().map(|fault| fault.found.clone()),
                    _ => None,
                };
                closed.extend(reason.map(|reason| (form, *key, *word, reason)));
            }
        }
        closed
    }

    pub(super) const fn language(&self) -> Language {
        match self.ask.language.as_bytes() {
            b"de" => Language::German,
            _ => Language::English,
        }
    }

    pub(super) const fn own(&self) -> Option<&Made> {
        self.own.as_ref()
    }

    pub(super) fn models(&self) -> &[Result<Model, Phrase>] {
        &self.models
    }

    /// Returns the position of a configuration among the points.
    pub(super) fn position(&self, form: usize) -> usize {
        self.run[form]
    }

    /// Returns the experiment as a text that stands beside its base, `scenario.toml`.
    pub(super) fn written(&self) -> String {
        self.experiment.to_toml()
    }

    /// Returns the model of a point that is run.
    pub(super) fn model(&self, position: usize) -> &Model {
        self.models[position].as_ref().expect("this point is run because its model could be made")
    }

    /// Returns which comparator each point is that is run, in their order.
    pub(super) fn comparators(&self) -> Vec<Option<Comparator>> {
        self.run.iter().map(|position| self.experiment.points[*position].comparator()).collect()
    }

    /// Returns results without runs.
    pub(super) fn results(&self) -> Results {
        Results::new(&self.experiment, |position| self.models[position].is_ok())
    }

    /// Returns for each point why it cannot be paid.
    pub(super) fn infeasible(&self) -> Vec<Option<Phrase>> {
        self.models.iter().map(|model| model.as_ref().err().cloned()).collect()
    }
}

/// Reads an experiment beside the files of the own district.
fn document(text: &str, own: Option<&Made>) -> Result<Document, Faults> {
    Document::given("explorer.toml", text, own.map(Made::files).cloned().unwrap_or_default())
}

/// Says what is wrong with a question.
pub(super) fn fault_line(faults: &Faults, language: Language) -> String {
    let say = |phrase: &Phrase| phrase.in_language(language).to_owned();
    let each = |fault: &Fault| {
        json!({
            "found": say(&fault.found),
            "allowed": fault.allowed.as_ref().map(say),
            "nearest": fault.nearest,
            "about": fault.about,
        })
    };
    let faults: Vec<Value> = faults.iter().map(each).collect();
    json!({ "kind": "fault", "faults": faults }).to_string()
}
