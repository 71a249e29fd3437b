//! The lessons as the page has them: sheets as markup, forms as settings.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, html};
use serde_json::{Map, Value, json};

use crate::experiment::lessons::{LESSONS, Lesson};

/// What the sections of a sheet are to the page, in their order.
const SECTIONS: [&str; 7] = ["question", "prediction", "steps", "see", "why", "on", "teacher"];

/// Settings of a run that an experiment and a scenario have beside those of the forms.
const WEEKS: u64 = 416;

/// Returns all lessons.
pub(super) fn lessons() -> Value {
    LESSONS.iter().map(lesson).collect()
}

fn lesson(lesson: &Lesson) -> Value {
    json!({
        "id": lesson.id,
        "experiment": experiment(lesson.toml),
        "de": sheet(lesson.sheet[0]),
        "en": sheet(lesson.sheet[1]),
    })
}

/// Returns the experiment as the page asks for it: what holds for all forms, and the forms.
fn experiment(toml: &str) -> Value {
    let table: toml::Table = toml.parse().expect("a test reads the experiments of all lessons");
    let get = |key: &str| table.get(key).map(value);
    let mut common = get("set").and_then(|set| set.as_object().cloned()).unwrap_or_default();
    let districts = common.remove("districts").unwrap_or_else(|| json!(["sb5", "sb6"]));
    let points: Vec<Value> = table
        .get("point")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .map(|point| {
            let of = |key: &str| point.get(key).map(value);
            json!({ "name": of("name"), "name_de": of("name_de"), "set": of("set") })
        })
        .collect();
    json!({
        "districts": districts,
        "weeks": get("weeks").unwrap_or_else(|| json!(WEEKS)),
        "replicates": get("replicates"),
        "common": common,
        "points": points,
    })
}

/// Returns a value of TOML as one of JSON; days are texts.
fn value(toml: &toml::Value) -> Value {
    match toml {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(truth) => json!(truth),
        toml::Value::Datetime(day) => json!(day.to_string()),
        toml::Value::Array(items) => items.iter().map(value).collect(),
        toml::Value::Table(table) => {
            let entries: Map<String, Value> =
                table.iter().map(|(key, own)| (key.clone(), value(own))).collect();
            Value::Object(entries)
        }
    }
}

/// Returns a sheet with its title and sections as markup.
fn sheet(markdown: &str) -> Value {
    let mut chunks = markdown.split("\n## ");
    let title = chunks.next().unwrap_or_default().trim().trim_start_matches("# ").to_owned();
    let parts: Vec<Value> = chunks
        .zip(SECTIONS)
        .map(|(chunk, name)| {
            let (title, body) = chunk.split_once('\n').unwrap_or((chunk, ""));
            json!({ "name": name, "title": title.trim(), "html": markup(body) })
        })
        .collect();
    json!({ "title": title, "parts": parts })
}

/// Writes Markdown as markup. A link to a point of an experiment becomes one that sets a form; what is no link to anything in the page
/// keeps its words alone.
fn markup(markdown: &str) -> String {
    let mut open = Vec::new();
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => {
            let found = form(&dest_url);
            open.push(found.is_some());
            Event::InlineHtml(CowStr::from(found.map_or_else(String::new, |(letter, point)| {
                format!(
                    "<a href=\"#\" role=\"button\" data-set=\"{letter}\" data-point=\"{}\">",
                    escaped(&point)
                )
            })))
        }
        Event::End(pulldown_cmark::TagEnd::Link) => {
            let closes = open.pop().unwrap_or(false);
            Event::InlineHtml(CowStr::from(if closes { "</a>" } else { "" }))
        }
        other => other,
    });
    let mut text = String::new();
    html::push_html(&mut text, events);
    // What may be wider than the screen can be reached and moved by keyboard.
    text.replace("<table>", "<div class=\"scroll\" tabindex=\"0\"><table>")
        .replace("</table>", "</table></div>")
}

/// Returns the form that a link sets and the point to which it does.
fn form(address: &str) -> Option<(char, String)> {
    let (_, fragment) = address.split_once(".toml#")?;
    let (letter, point) = fragment.split_once('=')?;
    let letter = letter.chars().next().filter(|letter| "AB".contains(*letter))?;
    Some((letter, decoded(point)))
}

/// Decodes what stands for other bytes in an address.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let code = behind.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        if let Some(byte) = code.filter(|_| *first == b'%').and_then(|code| u8::from_str_radix(code, 16).ok())
        {
            bytes.push(byte);
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Inquiry, Part};

    #[test]
    fn every_lesson_has_all_sections_in_both_languages_and_links_that_set_its_forms() {
        let lessons = lessons();
        let lessons = lessons.as_array().unwrap();
        assert_eq!(lessons.len(), 8);
        for lesson in lessons {
            let points = lesson["experiment"]["points"].as_array().unwrap();
            assert!(points.len() >= 2, "{}", lesson["id"]);
            for language in ["de", "en"] {
                let parts = lesson[language]["parts"].as_array().unwrap();
                assert_eq!(parts.len(), SECTIONS.len(), "{} {language}", lesson["id"]);
                let steps = parts[2]["html"].as_str().unwrap();
                assert!(steps.contains("data-set=\"A\"") && steps.contains("data-set=\"B\""), "{steps}");
                for link in steps.split("data-point=\"").skip(1) {
                    let name = link.split('"').next().unwrap().replace("&amp;", "&");
                    assert!(points.iter().any(|point| point["name"] == name.as_str()), "{name}");
                }
            }
        }
    }

    #[test]
    fn a_question_made_of_a_lesson_is_answered() {
        for lesson in lessons().as_array().unwrap() {
            let own = &lesson["experiment"];
            let forms: Vec<&Value> =
                own["points"].as_array().unwrap().iter().take(2).map(|point| &point["set"]).collect();
            let ask = json!({
                "language": "de", "districts": own["districts"], "weeks": own["weeks"],
                "replicates": own["replicates"], "common": own["common"], "forms": forms,
            });
            let inquiry = Inquiry::open(&ask.to_string());
            assert!(inquiry.is_ok_and(|inquiry| inquiry.forms() >= 4), "{}", lesson["id"]);
        }
    }

    #[test]
    fn sections_that_a_sheet_has_opened_are_on_the_page() {
        let languages = [("de", "ffnen Sie ", ['„', '“']), ("en", "pen ", ['“', '”'])];
        for (place, (language, open, [begin, end])) in languages.into_iter().enumerate() {
            let ask = json!({ "language": language, "districts": ["sb6"], "weeks": 8, "replicates": 1, "forms": [{}] });
            let inquiry = Inquiry::open(&ask.to_string()).unwrap();
            let mut findings = inquiry.findings();
            let lines = (0..inquiry.forms()).filter_map(|form| {
                let mut passage = inquiry.begin(form, 1, Part::WHOLE);
                while passage.step().is_some() {}
                findings.take(&inquiry, passage.finish())
            });
            let drawn: Value = serde_json::from_str(&lines.last().unwrap()).unwrap();
            let titles: Vec<&str> = drawn["parts"]
                .as_array()
                .unwrap()
                .iter()
                .map(|part| part["title"].as_str().unwrap())
                .collect();
            let mut count = 0;
            for text in LESSONS.iter().flat_map(|lesson| lesson.sheet[place].split(open).skip(1)) {
                let Some((before, rest)) = text.split_once(begin) else { continue };
                if before.chars().count() > 30 {
                    continue;
                }
                let title = rest.split_once(end).unwrap().0;
                assert!(titles.contains(&title), "{title} is none of {titles:?}");
                count += 1;
            }
            assert_eq!(count, 7, "{language}");
        }
    }

    #[test]
    fn links_that_lead_nowhere_in_the_page_keep_their_words() {
        assert_eq!(markup("[a *b*](../x.md)").trim(), "<p>a <em>b</em></p>");
        assert_eq!(decoded("one%20site%"), "one site%");
    }
}
