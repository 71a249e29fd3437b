//! The map: neighbourhoods, institutions and accommodation of a district, and where the intermediary has its sites.

use super::data::Data;
use super::drawing::{Anchor, Drawing, FAINT_INK, GRID, INK, Lettering, PLAIN, Stroke, stroke, text_width};
use super::notation::{configuration, district, number};
use super::words::{Words, fill, words};
use super::{Material, PlaceKind, PlaceNote};
use crate::vocabulary::Language;

const WIDTH: f64 = 1_000.0;
/// Pixels beside the map for what its signs mean.
const LEGEND: f64 = 330.0;
/// Kilometres around what is drawn.
const AROUND: f64 = 0.5;
/// Kilometres of the ring around a site: a quarter of an hour on foot.
const RING: f64 = 1.0;
const TALLEST: f64 = 620.0;
/// Kilometres within which two sites are one on the map.
const SAME: f64 = 0.02;

/// A site with the configurations that have it.
struct Site {
    at: (f64, f64),
    points: Vec<u32>,
}

fn sites(notes: &[&PlaceNote]) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    for note in notes.iter().filter(|note| note.kind == PlaceKind::Site) {
        let is_here = |site: &&mut Site| {
            let (x, y) = (site.at.0 - note.at.0, site.at.1 - note.at.1);
            x.abs().max(y.abs()) < SAME
        };
        match sites.iter_mut().find(is_here) {
            Some(site) if site.points.contains(&note.point) => {}
            Some(site) => site.points.push(note.point),
            None => sites.push(Site { at: note.at, points: vec![note.point] }),
        }
    }
    sites
}

/// Draws a district; nothing where its places are not known.
pub(super) fn picture(material: &Material, place: usize, language: Language) -> Option<(String, Data)> {
    let words = words(language);
    let notes: Vec<&PlaceNote> = material.places.iter().filter(|note| note.district == place).collect();
    let has_extent = |note: &&&PlaceNote| note.kind == PlaceKind::Neighbourhood;
    if !notes.iter().any(|note| has_extent(&note)) {
        return None;
    }
    let reach =
        |note: &PlaceNote| AROUND + note.area.map_or(0.0, |area| (area / std::f64::consts::PI).sqrt());
    let bound =
        |of: &dyn Fn(&PlaceNote) -> f64| notes.iter().map(|note| of(note)).fold(f64::INFINITY, f64::min);
    let (west, south) = (bound(&|note| note.at.0 - reach(note)), bound(&|note| note.at.1 - reach(note)));
    let (east, north) = (-bound(&|note| -note.at.0 - reach(note)), -bound(&|note| -note.at.1 - reach(note)));
    let scale = ((WIDTH - LEGEND - 20.0) / (east - west)).min(TALLEST / (north - south));
    let to = |(x, y): (f64, f64)| ((x - west) * scale, (north - y) * scale);
    let mut drawing = Drawing::new(WIDTH);
    for note in notes.iter().filter(|note| note.kind == PlaceKind::Neighbourhood) {
        let (x, y) = to(note.at);
        let radius = (note.area.unwrap_or(0.0) / std::f64::consts::PI).sqrt() * scale;
        drawing.disc(x, y, (radius * 10.0).round() / 10.0, "#eef1f4", GRID, &note.name);
    }
    for note in &notes {
        let (x, y) = to(note.at);
        match note.kind {
            PlaceKind::Institution => drawing.disc(x, y, 3.0, "#8a94a0", "#8a94a0", &note.name),
            PlaceKind::Accommodation => {
                drawing.rectangle(x - 3.5, y - 3.5, 7.0, 7.0, "#e69f00", words.map_accommodation);
            }
            PlaceKind::Neighbourhood | PlaceKind::Site => {}
        }
    }
    let sites = sites(&notes);
    let groups = groups(&sites);
    for site in &sites {
        let (x, y) = to(site.at);
        let position = groups.iter().position(|group| *group == site.points).unwrap_or(0);
        let colour = stroke(position).colour;
        let names: Vec<String> = named(material, &site.points, language);
        drawing.ring(x, y, RING * scale, colour);
        drawing.disc(x, y, 7.0, colour, "#ffffff", &names.join("; "));
    }
    for note in notes.iter().filter(|note| note.kind == PlaceKind::Neighbourhood) {
        let (x, y) = to(note.at);
        let middle = Lettering { anchor: Anchor::Middle, size: 12.0, ..PLAIN };
        // Names at the edge stay inside.
        let half = text_width(&note.name, middle.size) / 2.0;
        drawing.text(x.max(half), y + 22.0, &note.name, middle);
    }
    legend(&mut drawing, material, &groups, words, language);
    let bottom = (north - south) * scale + 10.0;
    drawing.line((10.0, bottom), (10.0 + scale, bottom), Stroke { colour: INK, width: 2.0, dashes: "" });
    drawing.text(16.0 + scale, bottom + 4.0, words.map_kilometre, TICK_START);
    let values = [("district", district(material, place, language).to_owned())];
    let count = |kind: PlaceKind| notes.iter().filter(|note| note.kind == kind).count().to_string();
    let described = fill(
        words.map_description,
        &[
            ("neighbourhoods", count(PlaceKind::Neighbourhood)),
            ("institutions", count(PlaceKind::Institution)),
            ("accommodation", count(PlaceKind::Accommodation)),
            ("sites", number(sites.len() as f64, 0, language)),
        ],
    );
    let names: usize = groups.iter().map(Vec::len).sum();
    let height = bottom.max(90.0 + 20.0 * names as f64 + 10.0 * groups.len() as f64) + 16.0;
    let svg = drawing.finish(height, &format!("map-{place}"), &fill(words.map_title, &values), &described);
    Some((svg, data(material, &notes)))
}

const TICK_START: Lettering = Lettering { size: 12.0, weight: 400, fill: FAINT_INK, anchor: Anchor::Start };

/// Returns the sets of configurations that share sites, in their order.
fn groups(sites: &[Site]) -> Vec<Vec<u32>> {
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for site in sites {
        if !groups.contains(&site.points) {
            groups.push(site.points.clone());
        }
    }
    groups
}

fn named(material: &Material, points: &[u32], language: Language) -> Vec<String> {
    points.iter().filter_map(|number| Some(configuration(material.point(*number)?, language))).collect()
}

fn legend(
    drawing: &mut Drawing,
    material: &Material,
    groups: &[Vec<u32>],
    words: &Words,
    language: Language,
) {
    let left = WIDTH - LEGEND;
    let mut y = 20.0;
    for (position, points) in groups.iter().enumerate() {
        let colour = stroke(position).colour;
        drawing.disc(left + 8.0, y, 7.0, colour, "#ffffff", "");
        for name in named(material, points, language) {
            drawing.label(left + 26.0, y, &name, LEGEND - 30.0, PLAIN);
            y += 20.0;
        }
        y += 10.0;
    }
    drawing.rectangle(left + 4.5, y - 3.5, 7.0, 7.0, "#e69f00", "");
    drawing.label(left + 26.0, y, words.map_accommodation, LEGEND - 30.0, PLAIN);
    y += 26.0;
    drawing.disc(left + 8.0, y, 3.0, "#8a94a0", "#8a94a0", "");
    drawing.label(left + 26.0, y, words.map_institution, LEGEND - 30.0, PLAIN);
}

fn data(material: &Material, notes: &[&PlaceNote]) -> Data {
    let mut data = Data::new(&["point", "district", "kind", "name", "east_km", "north_km", "area_km2"]);
    for note in notes {
        let kind = match note.kind {
            PlaceKind::Neighbourhood => "neighbourhood",
            PlaceKind::Site => "site",
            PlaceKind::Accommodation => "accommodation",
            PlaceKind::Institution => "institution",
        };
        data.push()
            .number(note.point)
            .text(&material.districts[note.district].id)
            .text(kind)
            .text(&note.name)
            .value(note.at.0)
            .value(note.at.1)
            .value(note.area.unwrap_or(f64::NAN));
    }
    data
}
