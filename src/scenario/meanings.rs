//! What the words of options mean, in a sentence each.

use crate::vocabulary::Language;

use super::schema::{FIELDS, Field, Shape, Word, folded};

/// A word of a closed list with its meaning.
struct Meaning {
    /// The key that takes the word.
    key: &'static str,
    word: &'static str,
    english: &'static str,
    german: &'static str,
}

const fn meaning(key: &'static str, word: &'static str, [english, german]: [&'static str; 2]) -> Meaning {
    Meaning { key, word, english, german }
}

/// The keys that decide on a form, word by word.
#[rustfmt::skip]
const MEANINGS: &[Meaning] = &[
    meaning("intermediary.approach", "refer", ["Informs, and refers to institutions; who is sent goes alone.", "Informiert und verweist an Institutionen; den Weg gehen die Menschen allein."]),
    meaning("intermediary.approach", "guide", ["Informs, refers, and comes along as far as hours of staff and volunteers go.", "Informiert, verweist und geht mit, so weit Stunden von Hauptamtlichen und Ehrenamtlichen reichen."]),
    meaning("intermediary.approach", "host", ["Gives rooms to external institutions, which hold weekly hours there.", "Gibt externen Institutionen Räume, die dort Sprechstunden halten."]),
    meaning("intermediary.approach", "provide", ["Makes offers of its own in its rooms.", "Macht eigene Angebote in eigenen Räumen."]),
    meaning("intermediary.approach", "none", ["A comparator: no intermediary; costs nothing, and ignores all other options.", "Ein Vergleichspunkt: keine Instanz; kostet nichts, alle anderen Optionen zählen nicht."]),
    meaning("intermediary.approach", "existing_services", ["A comparator: the same euros buy hours at services that exist; of the other options only budget and opening count.", "Ein Vergleichspunkt: Dasselbe Geld kauft Stunden bei Diensten, die es schon gibt; von den anderen Optionen zählen nur Budget und Eröffnung."]),
    meaning("intermediary.approach", "full_access", ["A yardstick, no policy: every need is taken up at once by somebody who knows the way. Costs nothing, is compared with `none` alone and never ranked.", "Ein Maßstab, keine Konfiguration: Jeder Bedarf wird sofort von jemandem aufgenommen, der den Weg kennt. Kostet nichts, wird nur mit `none` verglichen und nie eingereiht."]),
    meaning("intermediary.siting", "central", ["One site.", "Ein Standort."]),
    meaning("intermediary.siting", "decentral", ["Several sites, as many as `sites` says, which divide hours, staff and rent.", "Mehrere Standorte, so viele, wie `sites` sagt; sie teilen sich Stunden, Personal und Miete."]),
    meaning("intermediary.attachment", "standalone", ["A house of its own.", "Ein eigenes Haus."]),
    meaning("intermediary.attachment", "attached", ["Rooms beside an existing institution, the anchor.", "Räume neben einer vorhandenen Institution, dem Anker."]),
    meaning("intermediary.attachment", "integrated", ["Rooms in the house of an existing institution, the anchor, and its opening hours.", "Räume im Haus einer vorhandenen Institution, des Ankers, mit deren Öffnungszeiten."]),
    meaning("intermediary.sponsorship", "municipal", ["The municipality carries it.", "Die Kommune ist Trägerin."]),
    meaning("intermediary.sponsorship", "independent", ["An independent welfare organisation carries it.", "Ein freier Träger der Wohlfahrtspflege trägt sie."]),
    meaning("intermediary.sponsorship", "unattached", ["Nobody carries it.", "Niemand trägt sie."]),
    meaning("intermediary.naming", "target_group", ["Its name says for whom it is.", "Der Name sagt, für wen sie da ist."]),
    meaning("intermediary.naming", "open", ["Its name is open to all.", "Der Name meint alle."]),
    meaning("intermediary.naming", "place", ["It is named after the place.", "Sie heißt nach dem Ort."]),
    meaning("intermediary.naming_scope", "local", ["A name of its own in each district.", "Ein eigener Name in jedem Stadtbezirk."]),
    meaning("intermediary.naming_scope", "uniform", ["One name in the whole city.", "Ein Name in der ganzen Stadt."]),
    meaning("markets", "scarce", ["Who takes a dwelling, a vacancy or an apprenticeship leaves one fewer, as it is.", "Wer eine Wohnung, eine Stelle oder einen Ausbildungsplatz nimmt, lässt einen weniger übrig, wie es ist."]),
    meaning("markets", "unlimited", ["Takers leave no fewer, as in no city that there is.", "Es bleiben nicht weniger übrig, wie in keiner wirklichen Stadt."]),
];

/// Returns the words of all options with the keys that take them.
pub(super) fn words() -> impl Iterator<Item = (&'static Field, Word)> {
    // A single field of action takes the words of the approach.
    let fields = FIELDS.iter().filter(|field| !field.key.starts_with("intermediary.approach."));
    fields.flat_map(|field| match field.shape {
        Shape::Word(list) | Shape::Words(list) => list().into_iter().map(|word| (field, word)).collect(),
        _ => Vec::new(),
    })
}

/// Explains a word of an option, in either language; nothing where no option takes it.
pub(super) fn explain(word: &str, language: Language) -> Vec<String> {
    let wanted = folded(word);
    let is_meant = |known: &Word| folded(known.key) == wanted || folded(known.german_key) == wanted;
    words().filter(|(_, known)| is_meant(known)).map(|(field, known)| told(field, &known, language)).collect()
}

fn told(field: &Field, word: &Word, language: Language) -> String {
    let Word { key, german_key, english, german } = word;
    let is_german = language == Language::German;
    let meaning = MEANINGS.iter().find(|meaning| meaning.key == field.key && meaning.word == *key);
    let meaning = meaning.map(|meaning| if is_german { meaning.german } else { meaning.english });
    let (label, of) = if is_german { (german, "ein Wort von") } else { (english, "a word of") };
    let said = meaning.map(|meaning| format!("\n  {meaning}")).unwrap_or_default();
    format!("{key} ({german_key}): {label}{said}\n  {of}: {}", field.key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_key_that_has_meanings_has_one() {
        let has_meanings = |key: &str| MEANINGS.iter().any(|meaning| meaning.key == key);
        let mut count = 0;
        for (field, word) in words().filter(|(field, _)| has_meanings(field.key)) {
            let is_there =
                MEANINGS.iter().any(|meaning| (meaning.key, meaning.word) == (field.key, word.key));
            assert!(is_there, "{} = {} has no meaning in src/scenario/meanings.rs", field.key, word.key);
            count += 1;
        }
        assert_eq!(count, MEANINGS.len());
    }

    #[test]
    fn words_are_explained_in_either_language() {
        for word in ["full_access", "voller-zugang", "Voller-Zugang"] {
            let [told] = &explain(word, Language::English)[..] else { panic!("{word}") };
            assert!(told.starts_with("full_access (voller-zugang)") && told.contains("yardstick"), "{told}");
        }
        assert!(explain("lotsen", Language::German)[0].contains("geht mit"));
        assert_eq!(explain("nowhere", Language::English), Vec::<String>::new());
    }
}
