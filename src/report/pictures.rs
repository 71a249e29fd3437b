//! Pictures: which ones there are, what they are called and where on the page they stand.

use super::data::Data;
use super::lines::Lines;
use super::material::{index_of, measure};
use super::notation::{configuration, dimension, district, outcome_short, percent, threshold, when};
use super::words::{fill, words};
use super::{
    Material, PointNote, bars, by_year, chain, curves, first_years, forest, groups, lines, map, years,
};
use crate::observation::Outcome;
use crate::vocabulary::{Concept, Dimension, Language};

/// A picture with its file name, its numbers and the words around it.
pub(super) struct Picture {
    /// The file's name.
    pub(super) file: String,
    /// The SVG text.
    pub(super) svg: String,
    /// The numbers in it.
    pub(super) data: Data,
    /// The words above it; empty for none.
    pub(super) heading: String,
    /// The words below it; empty for none.
    pub(super) caption: String,
    /// Where on the page it stands.
    pub(super) part: Part,
    /// By what it differs from those before and after it of which one is seen at a time: what, and which.
    pub(super) options: Vec<(&'static str, String)>,
}

/// The part of the page to which a picture belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The answer at the top.
    Answer,
    /// Referrals and hours.
    Why,
    /// Person-years by group.
    WhoGains,
    /// Person-years and indices over time.
    Time,
    /// What the indices are made of.
    Components,
    /// Person-years over budgets, loads or other conditions.
    Turning,
    /// Where things are.
    Map,
    /// Contrasts with their intervals.
    HowSure,
}

/// Draws the main pictures.
pub(super) fn pictures(material: &Material, language: Language) -> Vec<Picture> {
    if material.feasible().is_empty() {
        return Vec::new();
    }
    let mut pictures = gained(material, language);
    pictures.extend(why(material, language));
    pictures.extend(who_gains(material, language));
    pictures.extend(over_time(material, language));
    pictures.extend(turning(material, language));
    pictures.extend(maps(material, language));
    pictures.extend(how_sure(material, language));
    pictures
}

/// Returns the districts, all together first.
fn places(material: &Material) -> impl Iterator<Item = usize> {
    let count = material.districts.len();
    (0..count).rev().take(1).chain(0..count.saturating_sub(1))
}

fn gained(material: &Material, language: Language) -> Vec<Picture> {
    let words = words(language);
    let picture = |place: usize| {
        let (svg, data) = years::picture(material, place, language)?;
        let relevant = percent(material.relevant_difference, language);
        let reference = material.reference().map_or_else(String::new, |point| configuration(point, language));
        let has_yardstick = material.drawn().into_iter().any(PointNote::is_yardstick);
        let yardstick = if has_yardstick { format!(" {}", words.gained_yardstick) } else { String::new() };
        Some(Picture {
            file: format!("person-years-{}.svg", material.districts[place].id),
            svg,
            data,
            heading: String::new(),
            caption: fill(words.gained_note, &[("relevant", relevant), ("reference", reference)])
                + &yardstick
                + &left_out(material, language),
            part: Part::Answer,
            options: vec![(words.district, district(material, place, language).to_owned())],
        })
    };
    places(material).filter_map(picture).collect()
}

fn why(material: &Material, language: Language) -> Vec<Picture> {
    let words = words(language);
    let counted = [
        ("referrals.svg", bars::referrals(material, language), words.referrals_title),
        ("hours.svg", bars::hours(material, language), words.hours_title),
    ];
    let picture = |(file, drawn, title): (&str, Option<(String, Data)>, &str)| {
        let (svg, data) = drawn?;
        Some(Picture {
            file: file.to_owned(),
            svg,
            data,
            heading: format!("{title}, {}", when(material, language)),
            caption: left_out(material, language).trim_start().to_owned(),
            part: Part::Why,
            options: Vec::new(),
        })
    };
    let mut pictures = chains(material, language);
    pictures.extend(counted.into_iter().filter_map(picture));
    let at_the_desk = DESK.map(measure);
    let title = words.desk_title;
    let (svg, data) = lines::small_multiples(material, Lines::Values, &at_the_desk, "desk", title, language);
    if material.feasible().iter().any(|point| !point.is_comparator()) {
        pictures.push(Picture {
            file: "desk.svg".to_owned(),
            svg,
            data,
            heading: title.to_owned(),
            caption: words.lines_note.to_owned() + &left_out(material, language),
            part: Part::Why,
            options: Vec::new(),
        });
    }
    pictures
}

fn chains(material: &Material, language: Language) -> Vec<Picture> {
    let words = words(language);
    let picture = |place: usize| {
        let (svg, data) = chain::picture(material, place, language)?;
        Some(Picture {
            file: format!("chain-{}.svg", material.districts[place].id),
            svg,
            data,
            heading: String::new(),
            caption: words.chain_note.to_owned() + &left_out(material, language),
            part: Part::Why,
            options: vec![(words.district, district(material, place, language).to_owned())],
        })
    };
    places(material).filter_map(picture).collect()
}

fn maps(material: &Material, language: Language) -> Vec<Picture> {
    let words = words(language);
    let picture = |place: usize| {
        let (svg, data) = map::picture(material, place, language)?;
        Some(Picture {
            file: format!("map-{}.svg", material.districts[place].id),
            svg,
            data,
            heading: String::new(),
            caption: words.map_note.to_owned() + &left_out(material, language),
            part: Part::Map,
            options: vec![(words.district, district(material, place, language).to_owned())],
        })
    };
    (0..material.districts.len()).filter_map(picture).collect()
}

/// What is followed over time at the desks.
const DESK: [&str; 2] = ["offered_load", "waiting_mean"];

fn who_gains(material: &Material, language: Language) -> Vec<Picture> {
    let words = words(language);
    let outcomes = groups::outcomes(material);
    let pairs = outcomes.iter().flat_map(|outcome| places(material).map(move |place| (*outcome, place)));
    let picture = |(outcome, place): (Outcome, usize)| {
        let (svg, data) = groups::picture(material, place, outcome, language)?;
        Some(Picture {
            file: format!("who-gains-{}-{}.svg", outcome.key(), material.districts[place].id),
            svg,
            data,
            heading: String::new(),
            caption: words.groups_note.to_owned() + &left_out(material, language),
            part: Part::WhoGains,
            options: vec![
                (words.outcome, outcome_short(outcome, words).to_owned()),
                (words.district, district(material, place, language).to_owned()),
            ],
        })
    };
    let first_years = |place: usize| {
        let (svg, data) = first_years::picture(material, place, language)?;
        Some(Picture {
            file: format!("first-years-{}.svg", material.districts[place].id),
            svg,
            data,
            heading: words.first_years_heading.to_owned(),
            caption: first_years::caption(material, place, language) + &left_out(material, language),
            part: Part::WhoGains,
            options: vec![(words.district, district(material, place, language).to_owned())],
        })
    };
    pairs.filter_map(picture).chain(places(material).filter_map(first_years)).collect()
}

fn over_time(material: &Material, language: Language) -> Vec<Picture> {
    let words = words(language);
    let mut pictures = Vec::new();
    let left_out = left_out(material, language);
    let mut push = |file: &str, (svg, data): (String, Data), heading: String, caption: String, part: Part| {
        let (file, options) = (format!("{file}.svg"), Vec::new());
        pictures.push(Picture { file, svg, data, heading, caption, part, options });
    };
    let reference = material.reference();
    if let Some((reference, drawn)) = reference.zip(by_year::picture(material, language)) {
        let reference = configuration(reference, language);
        let heading = fill(words.by_year_title, &[("reference", reference)]);
        let is_drawn = |year: &&u32| material.by_year.iter().any(|note| note.year == **year);
        let asked = material.years_asked.iter().filter(is_drawn);
        let asked: Vec<String> = asked.map(|year| by_year::calendar(*year).to_string()).collect();
        let asked = if asked.is_empty() {
            String::new()
        } else {
            format!(" {}", fill(words.years_asked, &[("years", asked.join(", "))]))
        };
        let caption = format!("{}{asked}{left_out}", words.by_year_note);
        push("person-years-by-year", drawn, heading, caption, Part::Time);
    }
    let indices: Vec<_> = Dimension::ALL.iter().map(|member| index_of(*member)).collect();
    if let Some(reference) = reference.filter(|_| material.gaps.values().any(|gap| !gap.is_empty())) {
        let title = fill(words.gaps_title, &[("reference", configuration(reference, language))]);
        let relevant = threshold(material.relevant_difference, language);
        let drawn = lines::small_multiples(material, Lines::Gaps, &indices, "gaps", &title, language);
        let caption = fill(words.gaps_note, &[("relevant", relevant)]) + &left_out;
        push("gaps", drawn, title, caption, Part::Time);
    }
    let title = words.indices_title;
    let drawn = lines::small_multiples(material, Lines::Values, &indices, "dimensions", title, language);
    push("dimensions", drawn, title.to_owned(), format!("{}{left_out}", words.lines_note), Part::Time);
    for member in Dimension::ALL {
        let components: Vec<_> = components(*member).iter().map(|name| measure(name)).collect();
        let name = dimension(*member, language);
        let title = fill(words.components_of, &[("dimension", name.clone())]);
        let key = member.key();
        let drawn = lines::small_multiples(material, Lines::Values, &components, key, &title, language);
        let (svg, data) = drawn;
        let options = vec![(words.dimension, name)];
        let (file, heading, caption) =
            (format!("{key}.svg"), String::new(), format!("{}{left_out}", words.lines_note));
        pictures.push(Picture { file, svg, data, heading, caption, part: Part::Components, options });
    }
    pictures
}

fn turning(material: &Material, language: Language) -> Option<Picture> {
    let words = words(language);
    let (svg, data, [shown, total]) = curves::picture(material, language)?;
    let mut caption = words.curves_note.to_owned();
    if shown < total {
        let values = [("shown", shown.to_string()), ("total", total.to_string())];
        caption = format!("{caption} {}", fill(words.curves_cut, &values));
    }
    Some(Picture {
        file: "turning.svg".to_owned(),
        svg,
        data,
        heading: words.curves_title.to_owned(),
        caption,
        part: Part::Turning,
        options: Vec::new(),
    })
}

fn how_sure(material: &Material, language: Language) -> Vec<Picture> {
    let words = words(language);
    let picture = |place: usize| {
        let (svg, data, shown) = forest::forest(material, place, language)?;
        let relevant = percent(material.relevant_difference, language);
        let mut caption = fill(words.forest_note, &[("relevant", relevant)]);
        if shown.drawn < shown.declared {
            let values = [("shown", shown.drawn.to_string()), ("total", shown.declared.to_string())];
            caption = format!("{caption} {}", fill(words.forest_cut, &values));
        }
        Some(Picture {
            file: format!("differences-{}.svg", material.districts[place].id),
            svg,
            data,
            heading: String::new(),
            caption,
            part: Part::HowSure,
            options: vec![(words.district, district(material, place, language).to_owned())],
        })
    };
    places(material).filter_map(picture).collect()
}

/// Says which configurations are not drawn and why; empty where all are.
fn left_out(material: &Material, language: Language) -> String {
    let words = words(language);
    let all = material.feasible().len();
    let pictured = material.feasible().iter().filter(|point| point.is_pictured).count();
    let drawn = material.drawn().len();
    let mut text = String::new();
    if pictured < all {
        let values = [("pictured", pictured.to_string()), ("rest", (all - pictured).to_string())];
        text = format!(" {}", fill(words.other_circumstances, &values));
    }
    if drawn < pictured {
        let values = [("total", pictured.to_string()), ("drawn", drawn.to_string())];
        text = format!("{text} {}", fill(words.lines_chosen, &values));
    }
    text
}

/// Returns the components printed for an index; welcome stands beside belonging without entering it.
const fn components(member: Dimension) -> &'static [&'static str] {
    match member {
        Dimension::Culturation => &["language_mean", "local_knowledge_mean"],
        Dimension::Placement => &["employed_share", "private_housing_share", "in_education_share"],
        Dimension::Interaction => &["frequent_contact_share", "strong_tie_share"],
        Dimension::Identification => &["belonging_mean", "welcome_share"],
    }
}
