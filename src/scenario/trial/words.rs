//! The words that columns of panel and residents hold, where they are a closed list.

use crate::vocabulary::{Concept, Education, Origin, Route, Sex, Status, WorkState};

/// Returns the words of a column; nothing where they are no closed list.
pub(super) fn of(column: &str) -> Option<Vec<&'static str>> {
    fn keys<C: Concept>() -> Vec<&'static str> {
        C::ALL.iter().map(|member| member.key()).collect()
    }
    Some(match column {
        "sex" => keys::<Sex>(),
        "origin" => keys::<Origin>(),
        "education" => keys::<Education>(),
        "status" => keys::<Status>(),
        "work" => keys::<WorkState>(),
        "first_route" => keys::<Route>(),
        "dwelling" => vec!["shared", "private"],
        "recognition" => vec!["none", "pending", "recognised", "refused"],
        "in_education" => vec!["none", "waiting", "childcare", "school", "preparatory_class"],
        "course_state" => vec!["never", "waiting", "attending", "interrupted", "finished"],
        "self_rating" => vec!["none", "some", "good"],
        "first_test_class" => vec!["below_a2", "a2", "b1"],
        "age_group" => vec!["18-44", "45-59", "60-74", "75+"],
        "volunteer_state" => vec!["never", "former", "on_their_own", "attached"],
        _ => return None,
    })
}
