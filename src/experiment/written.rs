//! Experiments as text that stands beside the resolved base, `scenario.toml`: reading it gives the same points again.

use std::fmt::Write;

use super::design::{Design, Experiment};
use super::sample::Sampled;
use crate::phrase::Phrase;
use crate::scenario::{Scenario, quoted};

impl Design {
    /// Returns the experiment as text: policies, factors and the sample, not the points that come of them.
    pub fn to_toml(&self) -> String {
        self.text(self.base().replicates)
    }

    /// Returns it with so many replicates.
    pub fn text(&self, replicates: u32) -> String {
        let question = Phrase::new(
            self.word("question").unwrap_or_default(),
            self.word("question_de").or_else(|| self.word("question")).unwrap_or_default(),
        );
        let mut text = head(&self.name(), &question, self.base(), replicates, self.common());
        text.push_str(&self.declaration().to_toml());
        text + &self.sampled().text
    }

    /// Returns the list of parameter sets, which lies beside the experiment as `sets.csv`; nothing where none are listed.
    pub fn list(&self) -> Option<&str> {
        self.sample.as_ref()?.list()
    }

    /// Returns what stands for the points.
    pub(super) fn sampled(&self) -> Sampled {
        let mut text = self.outlines.to_toml();
        for row in self.entry("contrast").iter().flat_map(|entry| entry.value.items()) {
            let side =
                |name: &str| quoted(row.entry(name).and_then(|label| label.word()).unwrap_or_default());
            contrast(&mut text, &side("better"), &side("than"));
        }
        if let Some(sample) = &self.sample {
            text.push_str(&sample.to_toml());
        }
        Sampled { text, list: self.list().map(str::to_owned) }
    }
}

impl Experiment {
    /// Returns the experiment as text.
    pub fn to_toml(&self) -> String {
        let mut text = head(&self.name, &self.question, &self.base, self.replicates, &self.common);
        text.push_str(&self.declaration.to_toml());
        if let Some(sampled) = &self.sampled {
            return text + &sampled.text;
        }
        for point in &self.points {
            let _ = write!(
                text,
                "\n[[point]]\nname = {}\nname_de = {}\nset = {}\n",
                quoted(&point.label),
                quoted(point.shown.german()),
                table(&point.set)
            );
            // What is the same scenario stands there too, so that reading says so again.
            for alias in &point.aliases {
                let _ = write!(text, "\n[[point]]\nname = {}\nset = {}\n", quoted(alias), table(&point.set));
            }
        }
        for found in self.contrasts.iter().filter(|_| self.declared) {
            let label = |number: usize| quoted(self.points.get(number - 1).map_or("", |point| &point.label));
            contrast(&mut text, &label(found.better), &label(found.than));
        }
        text
    }
}

fn head(
    name: &str,
    question: &Phrase,
    base: &Scenario,
    replicates: u32,
    common: &[(String, String)],
) -> String {
    let mut text = format!(
        "name = {}\nquestion = {}\nquestion_de = {}\nbase = \"scenario.toml\"\nreplicates = {}\nweeks = {}\nevery = {}\nseed = {}\n",
        quoted(name),
        quoted(question.english()),
        quoted(question.german()),
        replicates,
        base.weeks,
        base.every,
        base.seed
    );
    if !common.is_empty() {
        let _ = writeln!(text, "set = {}", table(common));
    }
    text
}

fn table(set: &[(String, String)]) -> String {
    let set: Vec<String> = set.iter().map(|(key, value)| format!("{} = {value}", quoted(key))).collect();
    format!("{{ {} }}", set.join(", "))
}

fn contrast(text: &mut String, better: &str, than: &str) {
    let _ = write!(text, "\n[[contrast]]\nbetter = {better}\nthan = {than}\n");
}
