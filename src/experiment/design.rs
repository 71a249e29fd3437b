//! The design of an experiment (stand-in).

use crate::scenario::{Fault, Faults, Loaded, Places, Scenario, Source};

/// An experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Experiment {
    /// The name.
    pub name: String,
    /// The question.
    pub question: String,
    /// The resolved base.
    pub base: Scenario,
    /// Where the keys of the base were set.
    pub places: Places,
    /// Number of replicates.
    pub replicates: u32,
    /// The points.
    pub points: Vec<Point>,
    /// The declared contrasts.
    pub contrasts: Vec<Contrast>,
    /// Whether the contrasts were declared.
    pub declared: bool,
}

/// A point of an experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The number, from 1.
    pub number: usize,
    /// The label.
    pub label: String,
    /// Further labels.
    pub aliases: Vec<String>,
    /// Factor levels.
    pub factors: Vec<(String, String)>,
    /// Keys with values as in a file.
    pub set: Vec<(String, String)>,
    /// The scenario.
    pub scenario: Scenario,
    /// Where its keys were set.
    pub places: Places,
}

/// Two points that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contrast {
    /// Number of the point that may be better.
    pub better: usize,
    /// Number of the point it is compared with.
    pub than: usize,
}

impl Experiment {
    /// Returns the experiment as TOML.
    pub fn to_toml(&self) -> String {
        let mut text =
            format!("base = \"scenario.toml\"\nname = {:?}\nreplicates = {}\n", self.name, self.replicates);
        for point in &self.points {
            let _ = std::fmt::Write::write_fmt(
                &mut text,
                format_args!(
                    "[[point]]\nname = {:?}\nfile = \"points/{}.toml\"\n",
                    point.label, point.number
                ),
            );
        }
        text
    }
}

/// Loads an experiment.
///
/// # Errors
/// Returns all faults.
pub fn load(source: &Source, settings: &[(String, String)]) -> Result<Experiment, Faults> {
    let headline = "[[point]]\nname = \"none\"\nset = { \"intermediary.approach\" = \"none\" }\n\
        [[point]]\nname = \"existing services\"\nset = { \"intermediary.approach\" = \"existing_services\" }\n\
        [[factor]]\nkey = \"intermediary.approach\"\nlevels = [\"refer\", \"provide\"]\n\
        [[factor]]\nkey = \"intermediary.siting\"\nlevels = [\"central\", \"decentral\"]\n";
    let text = match source {
        Source::Embedded(_) => headline.to_owned(),
        Source::File(path) => {
            std::fs::read_to_string(path).map_err(|error| Faults(vec![Fault(error.to_string())]))?
        }
    };
    let table: toml::Table = toml::from_str(&text).map_err(|error| Faults(vec![Fault(error.to_string())]))?;
    if !table.contains_key("point") && !table.contains_key("factor") {
        return Err(Faults(vec![Fault("an experiment has points or factors".to_owned())]));
    }
    let mut layers = vec![("every".to_owned(), "13".to_owned())];
    layers.extend(settings.iter().cloned());
    let settings = layers.as_slice();
    let Loaded { scenario: base, .. } =
        crate::scenario::load(&Source::Embedded("default".to_owned()), settings)?;
    let mut settings_of: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for point in table.get("point").and_then(toml::Value::as_array).into_iter().flatten() {
        let set = point.get("set").and_then(toml::Value::as_table).into_iter().flatten();
        settings_of.push((
            point.get("name").and_then(toml::Value::as_str).unwrap_or_default().to_owned(),
            set.map(|(key, value)| (key.clone(), value.as_str().map_or(value.to_string(), str::to_owned)))
                .collect(),
        ));
    }
    let mut crossed = vec![Vec::new()];
    for factor in table.get("factor").and_then(toml::Value::as_array).into_iter().flatten() {
        let key = factor.get("key").and_then(toml::Value::as_str).unwrap_or_default();
        let levels: Vec<_> =
            factor.get("levels").and_then(toml::Value::as_array).into_iter().flatten().collect();
        crossed = crossed
            .into_iter()
            .flat_map(|so_far: Vec<(String, String)>| {
                levels.iter().map(move |level| {
                    let mut next = so_far.clone();
                    next.push((key.to_owned(), level.as_str().map_or(level.to_string(), str::to_owned)));
                    next
                })
            })
            .collect();
    }
    if table.contains_key("factor") {
        for set in crossed {
            settings_of
                .push((set.iter().map(|(_, level)| level.as_str()).collect::<Vec<_>>().join(" "), set));
        }
    }
    let mut points = Vec::new();
    for (label, factors) in settings_of {
        let mut all = factors.clone();
        all.extend(settings.iter().cloned());
        let Loaded { scenario, .. } = crate::scenario::load(&Source::Embedded("default".to_owned()), &all)?;
        points.push(Point {
            number: points.len() + 1,
            label,
            aliases: Vec::new(),
            set: Vec::new(),
            factors,
            scenario,
            places: Places::default(),
        });
    }
    let mut contrasts = Vec::new();
    for better in 2..=points.len() {
        contrasts.extend((1..better).map(|than| Contrast { better, than }));
    }
    let replicates = table.get("replicates").and_then(toml::Value::as_integer).unwrap_or(3) as u32;
    let name = match source {
        Source::Embedded(name) => name.clone(),
        Source::File(path) => path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
    };
    Ok(Experiment {
        name,
        question: String::new(),
        base,
        places: Places::default(),
        replicates,
        points,
        contrasts,
        declared: false,
    })
}
