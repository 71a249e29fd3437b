//! Options of an intermediary: from what was written to a configuration, and back to text.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::draft::{BUDGET, FUNDING, Leaf, Leaves, STAFF, SUPPORT};
use super::source::Value;
use crate::configuration::{CityNetworking, Configuration, Funding, LocalNetworking};
use crate::quantity::{Euro, Hours, Share};
use crate::time::Week;
use crate::vocabulary::{Approach, Concept, Each, PerField, Support};

/// Options by their path within the intermediary.
pub(crate) type Options<'a> = BTreeMap<&'a str, &'a Leaf>;

/// Makes the configuration; returns the path of what is missing when something is.
///
/// Comparators keep only what they do not ignore, the rest is as in the default scenario.
pub(crate) fn configuration(options: &Options<'_>, defaults: &Leaves) -> Result<Configuration, String> {
    let written = read(options)?;
    if written.support == Support::Intermediary {
        return Ok(written);
    }
    let defaults: Options<'_> = defaults.iter().map(|(path, leaf)| (&**path, &**leaf)).collect();
    let plain = Configuration { support: written.support, ..read(&defaults)? };
    let free = Funding::Budget(Euro::default());
    Ok(match written.support {
        Support::Nobody => Configuration { funding: free, ..plain },
        Support::FullAccess => Configuration { opens: written.opens, funding: free, ..plain },
        Support::ExistingServices | Support::Intermediary => {
            Configuration { opens: written.opens, funding: written.funding, ..plain }
        }
    })
}

fn read(options: &Options<'_>) -> Result<Configuration, String> {
    let funding = *options.get(FUNDING).ok_or(FUNDING)?;
    let amount = funding.value.number().ok_or(FUNDING)?;
    Ok(Configuration {
        support: word(options, SUPPORT)?,
        opens: Week::of(value(options, "opens")?.date().ok_or("opens")?),
        approach: each(|field| word::<Approach>(options, &format!("approach.{field}")))?,
        siting: word(options, "siting")?,
        sites: integer(options, "sites")?,
        attachment: word(options, "attachment")?,
        anchor: word(options, "anchor")?,
        sponsorship: word(options, "sponsorship")?,
        naming: word(options, "naming")?,
        naming_scope: word(options, "naming_scope")?,
        funding: if funding.key == STAFF {
            Funding::Staff(amount)
        } else {
            Funding::Budget(Euro::new(amount).map_err(|_| FUNDING)?)
        },
        opening_hours_per_week: Hours::new(number(options, "opening_hours_per_week")?)
            .map_err(|_| "opening_hours_per_week")?,
        volunteers: integer(options, "volunteers")?,
        rooms: integer(options, "rooms")?,
        accompaniment: share(options, "accompaniment")?,
        own_offers: share(options, "own_offers")?,
        methods: each(|method| share(options, &format!("methods.{method}")))?,
        participation: share(options, "principles.participation")?,
        inclusion: share(options, "principles.inclusion")?,
        audience: chosen(options, "audience")?,
        goals: each(|dimension| share(options, &format!("goals.{dimension}")))?,
        fields: chosen(options, "content")?,
        tasks: chosen(options, "content")?,
        local_network: LocalNetworking {
            coordinator: word(options, "local_network.coordinator")?,
            interval_weeks: integer(options, "local_network.interval_weeks")?,
            early_goals: boolean(options, "local_network.early_goals")?,
            person_independent: boolean(options, "local_network.person_independent")?,
            open_place: boolean(options, "local_network.open_place")?,
            working_groups: boolean(options, "local_network.working_groups")?,
            merging: boolean(options, "local_network.merging")?,
        },
        city_network: CityNetworking {
            share: share(options, "city_network.share")?,
            reporting: boolean(options, "city_network.reporting")?,
            tiers: chosen(options, "city_network.tiers")?,
            programme_coordination: boolean(options, "city_network.programme_coordination")?,
            exchange: boolean(options, "city_network.exchange")?,
        },
    })
}

fn value<'a>(options: &Options<'a>, path: &str) -> Result<&'a Value, String> {
    options.get(path).map(|leaf| &leaf.value).ok_or_else(|| path.to_owned())
}

fn word<C: Concept>(options: &Options<'_>, path: &str) -> Result<C, String> {
    value(options, path)?.word().and_then(C::parse).ok_or_else(|| path.to_owned())
}

fn number(options: &Options<'_>, path: &str) -> Result<f64, String> {
    value(options, path)?.number().ok_or_else(|| path.to_owned())
}

fn share(options: &Options<'_>, path: &str) -> Result<Share, String> {
    Share::new(number(options, path)?).map_err(|_| path.to_owned())
}

fn integer<T: TryFrom<i64>>(options: &Options<'_>, path: &str) -> Result<T, String> {
    let number = value(options, path)?.integer();
    number.and_then(|number| T::try_from(number).ok()).ok_or_else(|| path.to_owned())
}

fn boolean(options: &Options<'_>, path: &str) -> Result<bool, String> {
    match value(options, path)?.data {
        super::source::Data::Boolean(value) => Ok(value),
        _ => Err(path.to_owned()),
    }
}

fn each<C: Concept, T: Copy, const N: usize>(
    mut value: impl FnMut(&str) -> Result<T, String>,
) -> Result<Each<C, T, N>, String> {
    let values: Vec<T> = C::ALL.iter().map(|member| value(member.key())).collect::<Result<_, _>>()?;
    Ok(Each::from_fn(|member: C| values[member.position()]))
}

fn chosen<C: Concept, const N: usize>(options: &Options<'_>, path: &str) -> Result<Each<C, bool, N>, String> {
    let words = value(options, path)?.items();
    Ok(Each::from_fn(|member: C| {
        words.iter().filter_map(Value::word).any(|word| C::parse(word) == Some(member))
    }))
}

/// Returns the options of a configuration as keys and TOML values, without those that a comparator ignores.
pub(crate) fn written(configuration: &Configuration) -> Vec<(String, String)> {
    let quote = |word: &str| format!("\"{word}\"");
    let opens = || ("opens".to_owned(), configuration.opens.monday().to_string());
    let funding = || match configuration.funding {
        Funding::Staff(staff) => (STAFF.to_owned(), plain(staff)),
        Funding::Budget(budget) => (BUDGET.to_owned(), plain(budget.get())),
    };
    match configuration.support {
        Support::Nobody => return vec![("approach".to_owned(), quote(Support::Nobody.key()))],
        Support::FullAccess => {
            return vec![("approach".to_owned(), quote(Support::FullAccess.key())), opens()];
        }
        Support::ExistingServices => {
            let approach = quote(Support::ExistingServices.key());
            return vec![("approach".to_owned(), approach), opens(), funding()];
        }
        Support::Intermediary => {}
    }
    let mut lines = Vec::new();
    let mut line = |key: &str, value: String| lines.push((key.to_owned(), value));
    line("approach", approach(configuration.approach));
    line("siting", quote(configuration.siting.key()));
    line("sites", configuration.sites.to_string());
    line("attachment", quote(configuration.attachment.key()));
    line("anchor", quote(configuration.anchor.key()));
    line("sponsorship", quote(configuration.sponsorship.key()));
    line("naming", quote(configuration.naming.key()));
    line("naming_scope", quote(configuration.naming_scope.key()));
    let (key, value) = funding();
    line(&key, value);
    line("opening_hours_per_week", plain(configuration.opening_hours_per_week.get()));
    let (key, value) = opens();
    line(&key, value);
    line("volunteers", configuration.volunteers.to_string());
    line("rooms", configuration.rooms.to_string());
    line("accompaniment", plain(configuration.accompaniment.get()));
    line("own_offers", plain(configuration.own_offers.get()));
    for (method, share) in configuration.methods.iter() {
        line(&format!("methods.{method}"), plain(share.get()));
    }
    line("principles.participation", plain(configuration.participation.get()));
    line("principles.inclusion", plain(configuration.inclusion.get()));
    line("audience", list(&[keys(&configuration.audience)]));
    for (dimension, weight) in configuration.goals.iter() {
        line(&format!("goals.{dimension}"), plain(weight.get()));
    }
    line("content", list(&[keys(&configuration.fields), keys(&configuration.tasks)]));
    let local = &configuration.local_network;
    line("local_network.coordinator", quote(local.coordinator.key()));
    line("local_network.interval_weeks", local.interval_weeks.to_string());
    line("local_network.early_goals", local.early_goals.to_string());
    line("local_network.person_independent", local.person_independent.to_string());
    line("local_network.open_place", local.open_place.to_string());
    line("local_network.working_groups", local.working_groups.to_string());
    line("local_network.merging", local.merging.to_string());
    let city = &configuration.city_network;
    line("city_network.share", plain(city.share.get()));
    line("city_network.tiers", list(&[keys(&city.tiers)]));
    line("city_network.reporting", city.reporting.to_string());
    line("city_network.programme_coordination", city.programme_coordination.to_string());
    line("city_network.exchange", city.exchange.to_string());
    lines
}

fn approach(approach: PerField<Approach>) -> String {
    let first = approach.values()[0];
    if approach.values().iter().all(|other| *other == first) {
        return format!("\"{first}\"");
    }
    let parts: Vec<String> =
        approach.iter().map(|(field, approach)| format!("{field} = \"{approach}\"")).collect();
    format!("{{ {} }}", parts.join(", "))
}

fn keys<C: Concept, const N: usize>(chosen: &Each<C, bool, N>) -> Vec<&'static str> {
    chosen.iter().filter(|(_, is_chosen)| **is_chosen).map(|(member, _)| member.key()).collect()
}

fn list(parts: &[Vec<&'static str>]) -> String {
    let words: Vec<String> = parts.iter().flatten().map(|word| format!("\"{word}\"")).collect();
    format!("[{}]", words.join(", "))
}

/// Writes a text so that TOML reads the same text.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            other if other.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(other));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Writes a number so that reading gives the same number.
pub(crate) fn plain(number: f64) -> String {
    // Zero may be negative, which no reader expects.
    if number == 0.0 { "0".to_owned() } else { number.to_string() }
}
