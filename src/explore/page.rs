//! The page, put together of its sources: served in parts, or all in one file.
//!
//! The modules are joined into one script, so that the page needs neither a bundler nor files beside it, which a browser would not
//! load from a disk. Imports therefore stand on one line each, and no two modules have a name at the top in common.

use std::io::Write;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use super::LICENCES;
use super::lessons::lessons;
use crate::phrase::phrase;
use crate::report;
use crate::session::about;
use crate::vocabulary::Language;

/// The page with marks where it goes on.
const SKELETON: &str = include_str!("../../web/page/page.html");

const STYLES: &[&str] = &[report::STYLE, include_str!("../../web/page/page.css")];

/// The modules, each behind those that it imports.
const MODULES: &[(&str, &str)] = &[
    ("enliven.js", report::ENLIVEN),
    ("state.js", include_str!("../../web/page/state.js")),
    ("words.js", include_str!("../../web/page/words.js")),
    ("engine.js", include_str!("../../web/page/engine.js")),
    ("levers.js", include_str!("../../web/page/levers.js")),
    ("stage.js", include_str!("../../web/page/stage.js")),
    ("results.js", include_str!("../../web/page/results.js")),
    ("lessons.js", include_str!("../../web/page/lessons.js")),
    ("own.js", include_str!("../../web/page/own.js")),
    ("main.js", include_str!("../../web/page/main.js")),
];

/// What a worker of the page in one file begins with.
const WORKER: &str = include_str!("../../web/page/worker.js");

/// What the page in one file must not do: it asks nobody.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; \
    style-src 'unsafe-inline'; worker-src blob:; img-src data: blob:; connect-src 'none'; form-action 'none'; base-uri 'none'";

const HEAD: &str = "<!-- head -->";
const NOTICES: &str = "<!-- licences -->";
const FOOT: &str = "<!-- foot -->";
const ABOUT: &str = "<!-- about -->";

/// Joins the modules.
pub(super) fn joined() -> String {
    let mut script = String::from("(async () => {\n\"use strict\";\n");
    for (name, text) in MODULES {
        script.push_str("\n// ");
        script.push_str(name);
        script.push('\n');
        for line in text.lines().filter(|line| !line.starts_with("import ")) {
            script.push_str(line.strip_prefix("export ").unwrap_or(line));
            script.push('\n');
        }
    }
    script.push_str("})();\n");
    script
}

/// Joins the styles.
pub(super) fn style() -> String {
    STYLES.join("\n")
}

/// Returns the page whose parts the server has.
pub(super) fn served(language: Language) -> String {
    let licences = phrase!(
        "<a id=\"licences\" href=\"/licences.txt\">Licences</a>",
        "<a id=\"licences\" href=\"/licences.txt\">Lizenzen</a>"
    );
    // Nothing in it ends the element in which it stands.
    let about = known().replace('<', "\\u003c");
    filled(
        language,
        &about,
        "<link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/page.css\">\n<script src=\"/page.js\" defer></script>",
        licences.in_language(language),
        "",
    )
}

/// Returns the page with all that it needs, the engine too.
pub(super) fn exported(engine: &[u8], language: Language) -> String {
    let head = format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n<link rel=\"icon\" href=\"data:,\">\n<style>\n{}</style>",
        inlined(&style())
    );
    let text = LICENCES.replace('&', "&amp;").replace('<', "&lt;");
    let notices = phrase!(
        "<details id=\"licences\"><summary>Licences</summary><pre>{text}</pre></details>",
        "<details id=\"licences\"><summary>Lizenzen</summary><pre lang=\"en\">{text}</pre></details>"
    );
    let foot = format!(
        "<script type=\"application/octet-stream\" id=\"engine\">{}</script>\n\
         <script type=\"text/plain\" id=\"worker\">\n{}</script>\n<script>\n{}</script>",
        packed(engine),
        inlined(WORKER),
        inlined(&joined())
    );
    filled(language, &packed(known().as_bytes()), &head, notices.in_language(language), &foot)
}

/// Returns what the page knows before it asks: levers in both languages, lessons, limits.
fn known() -> String {
    let known = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "de": about(Language::German),
        "en": about(Language::English),
        "lessons": lessons(),
    });
    known.to_string()
}

fn filled(language: Language, about: &str, head: &str, notices: &str, foot: &str) -> String {
    let page = match language {
        Language::English => SKELETON.to_owned(),
        Language::German => SKELETON.replace("<html lang=\"en\">", "<html lang=\"de\">"),
    };
    [(HEAD, head), (NOTICES, notices), (ABOUT, about), (FOOT, foot)]
        .iter()
        .fold(page, |page, (mark, text)| page.replacen(mark, text, 1))
}

/// Returns a script or style so that nothing in it ends the element in which it stands, or hides its end.
fn inlined(text: &str) -> String {
    text.replace("</", "<\\/").replace("<!--", "<\\!--")
}

/// Compresses bytes and writes them as text.
fn packed(bytes: &[u8]) -> String {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).expect("memory takes whatever is written");
    BASE64_STANDARD.encode(packer.finish().expect("memory takes whatever is written"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::io::Read;

    use super::*;

    /// Returns the names at the top of a module.
    fn top_names(text: &str) -> Vec<&str> {
        text.lines()
            .filter_map(|line| {
                let line = line.strip_prefix("export ").unwrap_or(line);
                let line = line.strip_prefix("async ").unwrap_or(line);
                ["function ", "function* ", "const ", "let ", "class "]
                    .iter()
                    .find_map(|word| line.strip_prefix(word))
                    .map(|rest| {
                        rest.split(|sign: char| !sign.is_alphanumeric() && sign != '_').next().unwrap()
                    })
            })
            .collect()
    }

    #[test]
    fn every_module_is_joined_behind_those_that_it_imports() {
        let mut seen = BTreeSet::new();
        for (name, text) in MODULES {
            for line in text.lines().filter(|line| line.starts_with("import")) {
                let from = line
                    .strip_prefix("import { ")
                    .and_then(|rest| rest.split_once(" } from \"./"))
                    .and_then(|(names, rest)| Some((names, rest.strip_suffix("\";")?)));
                let Some((names, from)) = from else { panic!("{name}: `{line}` is not on one line") };
                assert!(seen.contains(from), "{name} imports {from}, which stands behind it");
                assert!(!names.contains(" as "), "{name}: `{line}` gives another name");
            }
            for line in text.lines().filter(|line| line.starts_with("export ")) {
                assert!(
                    !line.starts_with("export {") && !line.starts_with("export default"),
                    "{name}: {line}"
                );
            }
            seen.insert((*name).to_owned());
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/web/page");
        let there: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.strip_suffix(".js").is_some_and(|name| name != "worker"))
            .collect();
        // The report's own script comes from where it belongs.
        seen.remove("enliven.js");
        assert_eq!(seen, there);
    }

    #[test]
    fn every_word_of_the_page_is_used_and_none_is_missing() {
        let text = |own: &str| MODULES.iter().find(|(name, _)| *name == own).unwrap().1;
        let known: BTreeSet<&str> = text("words.js")
            .lines()
            .filter_map(|line| line.strip_prefix("  ")?.split_once(": [\""))
            .map(|(key, _)| key.trim_matches('"'))
            .collect();
        let others = || MODULES.iter().filter(|(name, _)| *name != "words.js");
        let said: BTreeSet<&str> = others()
            .flat_map(|(_, text)| text.split("say(lang").skip(1))
            .filter_map(|call| {
                call.strip_prefix("()").unwrap_or(call).strip_prefix(", \"")?.split('"').next()
            })
            .collect();
        assert!(said.len() > 20, "{said:?}");
        assert_eq!(said.difference(&known).collect::<Vec<_>>(), Vec::<&&str>::new(), "missing");
        // Some are said by a name that is put together elsewhere, such as that of a file.
        let is_named = |key: &&&str| others().any(|(_, text)| text.contains(&format!("\"{key}\"")));
        assert_eq!(
            known.iter().filter(|key| !is_named(key)).collect::<Vec<_>>(),
            Vec::<&&str>::new(),
            "unused"
        );
    }

    #[test]
    fn no_two_modules_have_a_name_in_common() {
        let mut names: Vec<&str> = MODULES.iter().flat_map(|(_, text)| top_names(text)).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert!(all > 0);
        assert_eq!(names.len(), all, "{names:?}");
        assert_eq!(
            top_names("export const a = 1;\nexport async function b() {\n  const c = 2;\n}\nlet d_1;"),
            ["a", "b", "d_1"]
        );
    }

    #[test]
    fn the_skeleton_has_each_mark_once() {
        for mark in [HEAD, NOTICES, ABOUT, FOOT, "<html lang=\"en\">"] {
            assert_eq!(SKELETON.matches(mark).count(), 1, "{mark}");
        }
        assert!(served(Language::German).contains("<html lang=\"de\">"));
        assert!(!joined().contains("\nimport ") && !joined().contains("\nexport "));
    }

    #[test]
    fn the_page_in_one_file_holds_the_engine_and_loads_nothing() {
        let engine = b"\0asm\x01\0\0\0 and so on".repeat(50);
        let page = exported(&engine, Language::English);
        let start = page.find("id=\"engine\">").unwrap() + "id=\"engine\">".len();
        let packed = page[start..].split('<').next().unwrap();
        let mut unpacked = Vec::new();
        let bytes = BASE64_STANDARD.decode(packed).unwrap();
        flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, engine);
        assert!(!page.contains(" src=") && !page.contains("href=\"/"));
        assert_eq!(page.matches("<script").count(), page.matches("</script>").count());
        let policy = page.find("Content-Security-Policy").unwrap();
        assert!(policy < page.find("<style").unwrap() && policy < page.find("<script").unwrap());
    }

    #[test]
    fn nothing_in_a_script_ends_it() {
        assert_eq!(inlined("a = \"</script><!-- \""), "a = \"<\\/script><\\!-- \"");
    }
}
