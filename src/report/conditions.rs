//! Conditions: policies side by side under several budgets, loads or other conditions.

use super::PointNote;
use crate::vocabulary::Language;

/// Policies and conditions of a picture.
pub(super) struct Field<'a> {
    /// What each line is called, with its point under each condition.
    pub(super) policies: Vec<(String, Vec<Option<&'a PointNote>>)>,
    /// What each condition is called.
    pub(super) conditions: Vec<String>,
}

impl<'a> Field<'a> {
    /// Lays points side by side; nothing where they do not stand under several conditions.
    pub(super) fn of(points: &[&'a PointNote], language: Language) -> Option<Self> {
        let points: Vec<&PointNote> =
            points.iter().copied().filter(|point| !point.condition.english().is_empty()).collect();
        let mut conditions: Vec<(Option<f64>, String)> = Vec::new();
        for point in &points {
            let name = point.condition.in_language(language);
            if conditions.iter().all(|(_, known)| known != name) {
                conditions.push((point.size, name.to_owned()));
            }
        }
        if conditions.len() < 2 {
            return None;
        }
        if conditions.iter().all(|(size, _)| size.is_some()) {
            conditions.sort_by(|one, other| f64::total_cmp(&one.0.unwrap_or(0.0), &other.0.unwrap_or(0.0)));
        }
        let conditions: Vec<String> = conditions.into_iter().map(|(_, name)| name).collect();
        let mut policies: Vec<(String, Vec<Option<&PointNote>>)> = Vec::new();
        for point in points {
            let name = point.policy.in_language(language);
            let position = policies.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
                policies.push((name.to_owned(), vec![None; conditions.len()]));
                policies.len() - 1
            });
            let place = conditions.iter().position(|known| known == point.condition.in_language(language));
            if let Some(place) = place {
                policies[position].1[place].get_or_insert(point);
            }
        }
        // A single point makes no curve.
        policies.retain(|(_, own)| own.iter().flatten().count() > 1);
        (!policies.is_empty()).then_some(Self { policies, conditions })
    }
}
