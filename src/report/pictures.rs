//! Pictures: which ones there are, what they are called and where on the page they stand.

use super::lines::Lines;
use super::material::{index_of, measure};
use super::notation::{configuration, dimension, district, threshold, when};
use super::words::{fill, words};
use super::{Material, bars, forest, lines};
use crate::vocabulary::{Concept, Dimension, Language};

/// A picture with its file name and the words around it.
pub(super) struct Picture {
    /// The file's name.
    pub(super) file: String,
    /// The SVG text.
    pub(super) svg: String,
    /// The words above it; empty for none.
    pub(super) heading: String,
    /// The words below it; empty for none.
    pub(super) caption: String,
    /// Where on the page it stands.
    pub(super) part: Part,
}

/// The part of the page to which a picture belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The indices over time.
    Dimensions,
    /// What the indices are made of.
    Components,
    /// Contrasts with their intervals.
    Differences,
    /// Referrals and hours.
    Counts,
}

/// Draws the main pictures.
pub(super) fn pictures(material: &Material, language: Language) -> Vec<Picture> {
    let words = words(language);
    let mut pictures = Vec::new();
    if material.feasible().is_empty() {
        return pictures;
    }
    let note = format!("{}{}", words.lines_note, left_out(material, language));
    let indices: Vec<_> = Dimension::ALL.iter().map(|member| index_of(*member)).collect();
    pictures.push(Picture {
        file: "dimensions.svg".to_owned(),
        svg: lines::small_multiples(
            material,
            Lines::Values,
            &indices,
            "dimensions",
            words.over_time,
            language,
        ),
        heading: String::new(),
        caption: note,
        part: Part::Dimensions,
    });
    if let Some(reference) =
        material.reference().filter(|_| material.gaps.values().any(|gap| !gap.is_empty()))
    {
        let title = fill(words.gaps_title, &[("reference", configuration(reference, language))]);
        let relevant = threshold(material.relevant_difference, language);
        pictures.push(Picture {
            file: "gaps.svg".to_owned(),
            svg: lines::small_multiples(material, Lines::Gaps, &indices, "gaps", &title, language),
            heading: title,
            caption: fill(words.gaps_note, &[("relevant", relevant)]) + &left_out(material, language),
            part: Part::Dimensions,
        });
    }
    for member in Dimension::ALL {
        let components: Vec<_> = components(*member).iter().map(|name| measure(name)).collect();
        let title = fill(words.components_of, &[("dimension", dimension(*member, language))]);
        pictures.push(Picture {
            file: format!("{}.svg", member.key()),
            svg: lines::small_multiples(material, Lines::Values, &components, member.key(), &title, language),
            heading: dimension(*member, language),
            caption: String::new(),
            part: Part::Components,
        });
    }
    for (place, name) in material.districts.iter().enumerate() {
        if let Some((svg, shown)) = forest::forest(material, place, language) {
            let heading = district(material, place, language).to_owned();
            let mut caption = String::new();
            if shown.drawn < shown.declared {
                let values = [("shown", shown.drawn.to_string()), ("total", shown.declared.to_string())];
                caption = fill(words.forest_cut, &values);
            }
            let file = format!("differences-{}.svg", name.id);
            pictures.push(Picture { file, svg, heading, caption, part: Part::Differences });
        }
    }
    let counted = [
        ("referrals.svg", bars::referrals(material, language), words.referrals_title),
        ("hours.svg", bars::hours(material, language), words.hours_title),
    ];
    for (file, svg, caption) in counted {
        if let Some(svg) = svg {
            let heading = format!("{caption}, {}", when(material, language));
            let caption = left_out(material, language).trim_start().to_owned();
            let picture = Picture { file: file.to_owned(), svg, heading, caption, part: Part::Counts };
            pictures.push(picture);
        }
    }
    pictures
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
        text = format!("{text} {}", fill(words.lines_chosen, &[("total", pictured.to_string())]));
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
