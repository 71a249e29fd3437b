//! The words of the report in both languages, side by side; `{…}` marks what is filled in.

use crate::vocabulary::Language;

macro_rules! words {
    ($($name:ident: $english:literal, $german:literal;)*) => {
        /// All words of the report in one language.
        #[derive(Debug)]
        #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "some words stand on a terminal alone"))]
        pub(super) struct Words {
            $(pub(super) $name: &'static str,)*
        }

        const ENGLISH: Words = Words { $($name: $english,)* };
        const GERMAN: Words = Words { $($name: $german,)* };

        #[cfg(test)]
        pub(super) const PAIRS: &[(&str, &str, &str)] = &[$((stringify!($name), $english, $german),)*];
    };
}

/// Returns the words of a language.
pub(super) const fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    }
}

/// Fills the marked places of a sentence.
pub(super) fn fill(sentence: &str, values: &[(&str, String)]) -> String {
    let mut text = String::with_capacity(sentence.len());
    let mut rest = sentence;
    // What was filled in is not filled again: names may hold braces.
    while let Some((before, behind)) = rest.split_once('{') {
        text.push_str(before);
        let known = behind.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, after))
        });
        if let Some((value, after)) = known {
            text.push_str(value);
            rest = after;
        } else {
            text.push('{');
            rest = behind;
        }
    }
    text + rest
}

words! {
    language_code: "en", "de";
    subtitle: "Report of a simulation", "Bericht einer Simulation";
    and: "and", "und";
    against: "against", "gegen";
    every_district: "all districts", "alle Bezirke";
    years: "years", "Jahre";
    weeks: "weeks", "Wochen";
    replicates: "replicates", "Wiederholungen";
    seed: "seed", "Startwert";
    contents: "On this page", "Auf dieser Seite";

    stage_title: "The run as it goes", "Der Lauf, während er rechnet";
    stage_description: "Curves of the four dimensions, of the load and of the wait at the desk grow week by week.", "Kurven der vier Dimensionen, der Auslastung und der Wartezeit an der Anlaufstelle wachsen Woche für Woche.";
    stage_index: "0 to 1", "0 bis 1";
    stage_days: "days, up to 120", "Tage, bis 120";
    stage_load: "1 = full, up to 4", "1 = voll, bis 4";
    stage_people: "people who fled", "Geflüchtete";
    stage_desk: "Site: {waiting} waiting, open {hours} hours this week", "Standort: {waiting} warten, {hours} Stunden geöffnet in dieser Woche";
    stage_map_description: "{district}: {people} people who fled live here, {waiting} wait at the intermediary's sites.", "{district}: {people} Geflüchtete wohnen hier, {waiting} warten an den Standorten der Instanz.";
    stage_chain: "How far needs have come", "Wie weit Bedarfe gekommen sind";
    strands_title: "Run by run", "Lauf für Lauf";
    strands_note: "One thin line for each run with other luck, thick lines for their means. Where the thin lines of two configurations lie in one another, chance is larger than what separates them.", "Jede dünne Linie ist ein Lauf mit anderem Zufall, dicke Linien sind die Mittel. Wo die dünnen Linien zweier Konfigurationen ineinander liegen, ist der Zufall größer als das, was sie trennt.";

    what_comes_out: "What comes out", "Was herauskommt";
    what_was_compared: "What was compared", "Was verglichen wurde";
    over_time: "Over time", "Im Zeitverlauf";
    behind_the_indices: "What stands behind the indices", "Was hinter den Indizes steht";
    caution: "Uncertainty, assumptions and ethics", "Unsicherheit, Annahmen und Ethik";

    configuration: "configuration", "Konfiguration";
    configurations: "configurations", "Konfigurationen";
    state: "state", "Stand";
    was_run: "run", "gerechnet";
    infeasible: "not feasible: {reason}", "nicht durchführbar: {reason}";
    reference: "reference", "Vergleichsmaßstab";
    year_label: "year {year} (to {date})", "Jahr {year} (bis {date})";
    part_label: "the first {weeks} weeks", "die ersten {weeks} Wochen";

    scope_many: "{count} configurations were run {replicates} times each over {span}, every time with the same chance events for all of them.", "{count} Konfigurationen wurden je {replicates}-mal über {span} gerechnet, jedes Mal mit denselben Zufallsereignissen für alle.";
    scope_one: "One configuration, “{label}”, was run over {span} (replicates: {replicates}); the figures are those of {when}. With nothing to compare it with, the page describes and does not judge.", "Eine Konfiguration, „{label}“, wurde über {span} gerechnet (Wiederholungen: {replicates}); die Zahlen gelten für {when}. Da ein Vergleich fehlt, beschreibt diese Seite und urteilt nicht.";
    scope_none: "No configuration was run, so there is nothing to report.", "Es wurde keine Konfiguration gerechnet, daher gibt es nichts zu berichten.";
    no_contrasts: "No verdict is passed on any two configurations, so no difference seen here is known to be more than chance.", "Über keine zwei Konfigurationen wird ein Urteil abgegeben; von keinem sichtbaren Unterschied ist daher bekannt, dass er mehr als Zufall ist.";
    one_change: "{dimension} from {start} to {end}", "{dimension} von {start} auf {end}";
    one_changes: "Over the run the indices develop as follows ({district}): {changes}.", "Im Lauf der Zeit entwickeln sich die Indizes so ({district}): {changes}.";
    gains: "Compared with “{reference}”, there are {parts}.", "Im Vergleich zu „{reference}“ gibt es {parts}.";
    higher: "more {outcome} with {list}", "mehr {outcome} mit {list}";
    lower: "fewer {outcome} with {list}", "weniger {outcome} mit {list}";
    bound: "With 95 % certainty no two differ by more than {percent} % of the person-years in any outcome.", "Mit 95 % Sicherheit unterscheiden sich keine zwei in irgendeinem Ergebnis um mehr als {percent} % der Personenjahre.";
    access: "If every need were taken up at once (full access), there would be more: {list}.", "Würde jeder Bedarf sofort aufgegriffen (voller Zugang), wären es mehr: {list}.";
    access_part: "{years} {outcome}, of which the configurations bring about {low} to {high} %", "{years} {outcome}, wovon die Konfigurationen {low} bis {high} % erreichen";
    waits: "Person-years on waiting lists, more or fewer than under “{reference}”: {list}.", "Personenjahre auf Wartelisten, mehr oder weniger als unter „{reference}“: {list}.";
    waits_part: "{years} with {label} ({longer} people wait longer, {shorter} shorter)", "{years} mit {label} ({longer} Menschen warten länger, {shorter} kürzer)";
    costs: "Others pay or give in euros, more than under “{reference}” and over all years: {list}.", "Andere zahlen oder geben in Euro, mehr als unter „{reference}“ und über alle Jahre: {list}.";
    costs_part: "{euros} with {label}", "{euros} mit {label}";
    years_work: "person-years in work or training", "Personenjahre in Arbeit oder Ausbildung";
    years_b1: "person-years with German at B1 or better", "Personenjahre mit Deutsch auf B1 oder besser";
    years_private_dwelling: "person-years in a private dwelling", "Personenjahre in einer eigenen Wohnung";
    years_friend: "person-years with a friend among long-standing residents", "Personenjahre mit einer Freundschaft zu Alteingesessenen";
    years_at_home: "person-years of feeling at home", "Personenjahre, in denen sich Menschen zu Hause fühlen";
    short_work: "in work", "in Arbeit";
    short_b1: "German B1", "Deutsch B1";
    short_private_dwelling: "own dwelling", "eigene Wohnung";
    short_friend: "a friend", "mit Freunden";
    short_at_home: "at home", "zu Hause";
    years_caption: "Person-years since the first opening, {district}", "Personenjahre seit der ersten Öffnung, {district}";
    years_note: "A person-year is a year that one person spends in work or training (18 to 64 years), with German at B1 or better (from 6 years on), in a private dwelling, with a friend among long-standing residents, or feeling at home (both from 18 years on). Years of all people are summed up from year {year} of the run on; what stands behind the mark is how many more or fewer. Outcomes are never added to one another.", "Ein Personenjahr ist ein Jahr, das ein Mensch in Arbeit oder Ausbildung (18 bis 64 Jahre), mit Deutsch auf B1 oder besser (ab 6 Jahren), in einer eigenen Wohnung, mit einer Freundschaft zu Alteingesessenen oder mit dem Gefühl verbringt, hier zu Hause zu sein (beides ab 18 Jahren). Gezählt werden die Jahre aller Menschen ab Jahr {year} des Laufs; hinter dem Zeichen steht, wie viele es mehr oder weniger sind. Verschiedene Ergebnisse werden nie zusammengezählt.";
    terminal_note: "Person-years from year {year} on: in all where there is no sign, else more (+) or fewer (−). Needs, load and cost: {when}.", "Personenjahre ab Jahr {year}: ohne Vorzeichen insgesamt, sonst mehr (+) oder weniger (−). Bedarfe, Last und Kosten: {when}.";
    to_decide: "Half of those open would be decided with about {needed} replicates instead of {seen}.", "Die Hälfte der offenen wäre mit etwa {needed} statt {seen} Wiederholungen entschieden.";
    never_decided: "Most of those open lie so near the threshold that more than {seen} replicates would hardly decide them.", "Die meisten offenen liegen so nahe an der Schwelle, dass auch mehr als {seen} Wiederholungen kaum etwas entscheiden.";
    only_in: "{label} (only in {district})", "{label} (nur in {district})";
    many_of: "{count} of {total} configurations, at least in one district", "{count} von {total} Konfigurationen, zumindest in einem Bezirk";
    all_of: "all {total} configurations", "allen {total} Konfigurationen";
    unit_days: "days", "Tage";
    unit_hours: "hours", "Stunden";
    no_gain: "Compared with “{reference}”, no configuration makes a difference in person-years that surely exceeds {relevant}: of {total} comparisons {equal} are practically equal and {open} not decidable.", "Im Vergleich zu „{reference}“ macht keine Konfiguration bei den Personenjahren einen Unterschied, der sicher über {relevant} liegt: Von {total} Vergleichen sind {equal} praktisch gleich und {open} nicht entscheidbar.";
    rest_of_gains: "Of these {total} comparisons {equal} are practically equal and {open} not decidable.", "Von diesen {total} Vergleichen sind {equal} praktisch gleich und {open} nicht entscheidbar.";
    ranking_some: "Among the intermediaries themselves {decided} of {total} comparisons are decided, {equal} are practically equal and {open} are not decidable.", "Unter den Formen der Instanz selbst sind {decided} von {total} Vergleichen entschieden, {equal} praktisch gleich und {open} nicht entscheidbar.";
    ranking_none: "Among the intermediaries themselves none of the {total} comparisons is decided ({equal} practically equal, {open} not decidable): this experiment does not support a ranking of the forms.", "Unter den Formen der Instanz selbst ist keiner der {total} Vergleiche entschieden ({equal} praktisch gleich, {open} nicht entscheidbar): Eine Rangfolge der Formen lässt sich aus diesem Experiment nicht begründen.";
    largest: "The largest secured difference is one of {outcome} in {district}: {difference} with “{one}” against {level} with “{other}” (interval {low} to {high}).", "Der größte gesicherte Unterschied sind {outcome} ({district}): {difference} mit „{one}“ gegenüber {level} mit „{other}“ (Intervall {low} bis {high}).";
    explanation: "What can be counted there: {counts}.", "Zählen lässt sich dort: {counts}.";
    count_of_one: "{what} {one}", "{what} {one}";
    count_pair: "{what} {one} against {other}", "{what} {one} gegenüber {other}";
    overload: "More hours are asked for than there are with {list} (offered load above 1), so people wait or give up.", "Bei {list} werden mehr Stunden nachgefragt, als es gibt (nachgefragte Last über 1); Menschen warten dann oder geben auf.";
    label_and_value: "{label} ({value} in {district})", "{label} ({value} in {district})";
    given: "All this holds given these parameters; {share} % of the {total} parameters are assumptions without evidence. The people are synthetic, and nothing here is a forecast.", "All dies gilt unter diesen Parametern; {share} % der {total} Parameter sind Annahmen ohne Beleg. Die Menschen sind synthetisch, und nichts hier ist eine Prognose.";

    better: "better", "besser";
    worse: "worse", "schlechter";
    equal: "practically equal", "praktisch gleich";
    undecidable: "not decidable", "nicht entscheidbar";
    marks: "Marks against “{reference}”: ▲ better, ▼ worse, ≈ practically equal, ? not decidable. A difference counts as better or worse only if its whole interval lies beyond {relevant} of the person-years compared with; all intervals together hold with 95 %.", "Zeichen gegenüber „{reference}“: ▲ besser, ▼ schlechter, ≈ praktisch gleich, ? nicht entscheidbar. Besser oder schlechter heißt ein Unterschied nur, wenn sein ganzes Intervall jenseits von {relevant} der verglichenen Personenjahre liegt; alle Intervalle zusammen gelten mit 95 %.";
    dimension_caption: "{district}: indices from 0 to 1, {when}; mean over replicates ± half the 95 % interval", "{district}: Indizes von 0 bis 1, {when}; Mittel über Wiederholungen ± halbes 95-%-Intervall";
    index_note: "Each index is made of the components shown further down, of those that apply to a person’s age; feeling welcome stands beside belonging without entering the index. The weights are a value choice.", "Jeder Index besteht aus den unten gezeigten Komponenten, soweit sie auf das Alter einer Person zutreffen; sich willkommen zu fühlen steht neben der Zugehörigkeit, ohne in den Index einzugehen. Die Gewichte sind eine Wertentscheidung.";
    lines_note: "Lines are means over replicates, bands hold 80 % of them (10 to 90 %). The vertical axis of each row is cut to the values that occur and is the same for all districts.", "Linien sind Mittel über Wiederholungen, Bänder umfassen 80 % von ihnen (10 bis 90 %). Die senkrechte Achse jeder Zeile ist auf die vorkommenden Werte zugeschnitten und für alle Bezirke gleich.";
    lines_chosen: "Of these {total}, {drawn} are considered for drawing: the comparators and those whose four indices differ most from the reference.", "Von diesen {total} kommen {drawn} ins Bild: die Vergleichsmaßstäbe und die, deren vier Indizes am weitesten vom Vergleichsmaßstab abweichen.";
    lines_description: "Small line charts: rows are {rows}, columns are districts, one line for each of {count} configurations. At the end: {ends}.", "Kleine Liniendiagramme: Zeilen sind {rows}, Spalten sind Bezirke, je eine Linie für {count} Konfigurationen. Am Ende: {ends}.";
    no_values: "no values", "keine Werte";
    components_of: "Components: {dimension}", "Komponenten: {dimension}";
    gaps_title: "Difference to “{reference}” over time", "Unterschied zu „{reference}“ im Zeitverlauf";
    gaps_note: "Paired differences: each replicate meets the same chance events in both configurations. Bands hold 80 % of the replicates; the grey strip is what is too small to matter (± {relevant}).", "Gepaarte Unterschiede: Jede Wiederholung trifft in beiden Konfigurationen auf dieselben Zufallsereignisse. Bänder umfassen 80 % der Wiederholungen; der graue Streifen ist, was zu klein ist, um zu zählen (± {relevant}).";
    points_caption_all: "Configurations, all of which were run", "Konfigurationen, die alle gerechnet wurden";
    points_caption: "Configurations and whether they were run", "Konfigurationen und ob sie gerechnet wurden";
    forest_title: "Differences between configurations, {district}", "Unterschiede zwischen Konfigurationen, {district}";
    forest_note: "Each mark is a paired mean difference in person-years since the first opening, in per cent of those compared with; all intervals together hold with 95 %. The vertical line marks no difference; the grey band is what the scenario calls too small to matter (± {relevant}). Filled blue or orange: better or worse. Grey square: practically equal. Hollow: not decidable.", "Jede Marke ist eine gepaarte mittlere Differenz der Personenjahre seit der ersten Öffnung, in Prozent der verglichenen; alle Intervalle zusammen gelten mit 95 %. Die senkrechte Linie bedeutet keinen Unterschied; das graue Band ist, was das Szenario für zu klein hält, um zu zählen (± {relevant}). Blau oder orange gefüllt: besser oder schlechter. Graues Quadrat: praktisch gleich. Hohl: nicht entscheidbar.";
    forest_cut: "Only the contrasts with the reference and the first others are drawn, {shown} of {total}; all stand in differences.csv.", "Gezeichnet sind nur die Vergleiche mit dem Vergleichsmaßstab und die ersten weiteren, {shown} von {total}; alle stehen in differences.csv.";
    forest_description: "Forest plot: {count} contrasts for each of five outcomes; decided {decided}, practically equal {equal}, not decidable {open}.", "Forest-Plot: {count} Vergleiche für jedes von fünf Ergebnissen; entschieden {decided}, praktisch gleich {equal}, nicht entscheidbar {open}.";
    no_differences: "No verdict is passed on any two configurations.", "Über keine zwei Konfigurationen wird ein Urteil abgegeben.";
    counts_caption: "{district}: counts, {when}", "{district}: Zählungen, {when}";
    hours_title: "Paid staff hours by use", "Bezahlte Personalstunden nach Verwendung";
    hours_axis: "hours in {when}", "Stunden, {when}";
    referrals_title: "Referrals by step and mode", "Verweise nach Schritt und Art";
    referrals_axis: "referrals in {when}", "Verweise, {when}";
    bars_description: "Stacked horizontal bars. Totals: {totals}.", "Gestapelte waagerechte Balken. Summen: {totals}.";
    step_issued: "issued", "ausgestellt";
    step_reached: "got there", "angekommen";
    step_admitted: "admitted", "aufgenommen";
    step_completed: "completed", "zustande gekommen";
    short_arisen: "needs arisen", "Bedarfe entstanden";
    short_met: "needs met", "Bedarfe gedeckt";
    short_visits: "visits", "Besuche";
    short_reneged: "gave up waiting", "Warten aufgegeben";
    short_wait: "mean wait (days)", "mittlere Wartezeit (Tage)";
    short_issued: "referrals issued", "Verweise";
    short_completed: "of these completed", "davon zustande gekommen";
    cost_per_completed: "€ per completed", "€ je zustande gekommenem Verweis";
    cost_short: "cost (€)", "Kosten (€)";
    cost_items: "Cost by item, all districts, {when} (€)", "Kosten nach Posten, alle Bezirke, {when} (€)";
    sum: "sum", "Summe";
    load_short: "offered load", "Last";
    counts_note: "An advantage of one form must be explainable by such counts, because no configuration acts on a dimension directly. Offered load is the number of hours asked for per hour there is; above 1 the desk is overloaded, never the people.", "Ein Vorteil einer Form muss sich aus solchen Zählungen erklären lassen, denn keine Konfiguration wirkt unmittelbar auf eine Dimension. Die nachgefragte Last ist die Zahl nachgefragter Stunden je vorhandener; über 1 ist die Beratung überlastet, nie die Menschen.";
    kind_measured: "measured", "gemessen";
    kind_estimated: "estimated", "geschätzt";
    kind_calibrated: "calibrated", "kalibriert";
    kind_assumed: "assumed", "angenommen";
    kind_chosen: "chosen", "gesetzt";
    kinds_caption: "Parameters of the model by how well they are known", "Parameter des Modells danach, wie gut sie bekannt sind";
    kind: "kind", "Art";
    count: "number", "Anzahl";
    share: "share", "Anteil";
    ethics_synthetic: "The people on this page are synthetic. This is not a forecast, either for a district or for a person, and it must not be used to allocate people, to sanction, or to cut.", "Die Menschen auf dieser Seite sind synthetisch. Dies ist keine Prognose, weder für einen Stadtbezirk noch für eine Person, und darf nicht dazu dienen, Menschen zuzuweisen, zu sanktionieren oder Mittel zu kürzen.";
    ethics_law: "Migration law, arrivals and the housing market are given from outside: local work does not change them.", "Migrationsrecht, Zuzug und Wohnungsmarkt sind von außen gegeben: Arbeit vor Ort ändert sie nicht.";
    ethics_assumptions: "Of {total} parameters {assumed} are assumed ({share} %). What no evidence informs (sponsorship, name, participation, meeting intervals, hours per case and more) is driven by assumption.", "Von {total} Parametern sind {assumed} angenommen ({share} %). Was kein Beleg stützt (Trägerschaft, Name, Partizipation, Abstände der Treffen, Stunden je Fall und anderes), folgt aus Annahmen.";
    ethics_ensemble_no: "One set of parameters was used. Intervals show chance between replicates, not the uncertainty of the parameters; another plausible set may rank the forms otherwise.", "Es wurde ein einziger Parametersatz verwendet. Die Intervalle zeigen den Zufall zwischen Wiederholungen, nicht die Unsicherheit der Parameter; ein anderer plausibler Satz kann die Formen anders ordnen.";
    ethics_undecided: "Not decidable: {open} of {total} comparisons of person-years. Practically equal is a finding, not decidable is none.", "Nicht entscheidbar: {open} von {total} Vergleichen der Personenjahre. Praktisch gleich ist ein Befund, nicht entscheidbar ist keiner.";
    ethics_weights: "Index weights are value choices. The components stand beside every index so that others can weigh them otherwise.", "Die Gewichte der Indizes sind Wertentscheidungen. Die Komponenten stehen neben jedem Index, damit andere sie anders gewichten können.";
    ethics_comparators: "Both comparators belong to every comparison: no intermediary, and the same money for services that exist already. Present here: {present}.", "Zu jedem Vergleich gehören beide Vergleichsmaßstäbe: keine Instanz, und dasselbe Geld für bestehende Dienste. Hier vorhanden: {present}.";
    neither: "neither", "keiner von beiden";
    ethics_belonging: "Belonging is not a duty. Identification is measured because the question was asked, not as a demand on anybody; reception by others is shown beside it.", "Zugehörigkeit ist keine Pflicht. Identifikation wird gemessen, weil danach gefragt wurde, nicht als Forderung an irgendwen; die Aufnahme durch andere steht daneben.";
    ethics_groups: "No results are shown by origin. Group differences are counted barriers, not traits of people.", "Ergebnisse nach Herkunft werden nicht gezeigt. Gruppenunterschiede sind gezählte Hürden, keine Eigenschaften von Menschen.";
    ethics_without: "The model was built without the people concerned. The next step is to check it with them.", "Das Modell wurde ohne die Menschen gebaut, um die es geht. Der nächste Schritt ist, es mit ihnen zu prüfen.";
    terminal_title: "{name}: {when}", "{name}: {when}";
    by_goals: "by goals", "nach Zielen";
    goals_note: "“By goals” is the mean of the four indices with the weights of the scenario’s goals ({weights}). These weights are a value choice; they carry no verdict and order configurations only as far as their differences are decided.", "„Nach Zielen“ ist das Mittel der vier Indizes mit den Gewichten der Ziele des Szenarios ({weights}). Diese Gewichte sind eine Wertentscheidung; sie enthalten kein Urteil und ordnen Konfigurationen nur so weit, wie ihre Unterschiede entschieden sind.";
    terminal_cost: "€ a year", "€ im Jahr";
    terminal_load: "load", "Last";
    measure: "measure", "Maß";
    turning: "Where the ranking turns", "Wo sich die Rangfolge dreht";
    turning_note: "Two configurations are laid side by side under each condition (budget, arrivals, distance). The ranking turns where one is ahead under one condition and the other under another, each time by more than chance and, for indices, by more than the relevant difference.", "Je zwei Konfigurationen stehen unter jeder Bedingung (Budget, Ankünfte, Wege) nebeneinander. Die Rangfolge dreht sich, wo unter einer Bedingung die eine und unter einer anderen die andere vorn liegt, jedes Mal über den Zufall hinaus und bei Indizes um mehr als den relevanten Unterschied.";
    turning_pairs: "pairs", "Paare";
    turning_same: "same ahead everywhere", "überall dieselbe vorn";
    turning_equal: "practically equal everywhere", "überall praktisch gleich";
    turning_open: "neither", "weder noch";
    turning_turns: "turns", "dreht sich";
    turning_none: "No turn is established.", "Dass sich eine Rangfolge dreht, ist nirgends belegt.";
    turning_more: "{count} more stand in turning.csv.", "{count} weitere stehen in turning.csv.";
    facts_caption: "Published figures beside what came out under the circumstances of the base scenario ({points}); nothing was fitted to them here", "Veröffentlichte Zahlen neben dem, was unter den Umständen des Basisszenarios herauskam ({points}); nichts davon wurde hier angepasst";
    facts_none: "No configuration stands under the circumstances of the base scenario, so published figures stand beside nothing here.", "Keine Konfiguration steht unter den Umständen des Basisszenarios, daher stehen hier keine veröffentlichten Zahlen.";
    marks_matched: "Marks against the comparator under the same circumstances and with the same budget (no intermediary where there is that, else existing services): ▲ better, ▼ worse, ≈ practically equal, ? not decidable. A difference counts as better or worse only if its whole interval lies beyond {relevant} of the person-years compared with; all intervals together hold with 95 %.", "Zeichen gegenüber dem Vergleichsmaßstab unter denselben Umständen und mit demselben Budget (keine Instanz, wo es das gibt, sonst bestehende Dienste): ▲ besser, ▼ schlechter, ≈ praktisch gleich, ? nicht entscheidbar. Besser oder schlechter heißt ein Unterschied nur, wenn sein ganzes Intervall jenseits von {relevant} der verglichenen Personenjahre liegt; alle Intervalle zusammen gelten mit 95 %.";
    other_circumstances: "The pictures are of the {pictured} configurations with one budget under the same circumstances, with their comparators; {rest} under other circumstances or budgets stand in the tables.", "Die Bilder gelten den {pictured} Konfigurationen mit gleichem Budget unter denselben Umständen, samt ihren Vergleichsmaßstäben; {rest} unter anderen Umständen oder Budgets stehen in den Tabellen.";
    common: "For all of them: {list}.", "Für alle gilt: {list}.";
    common_but: "The same for all that do not ignore it: {list}.", "Gleich für alle, die es beachten: {list}.";
    more_listed: "{count} more configurations stand in points.csv and summary.csv.", "{count} weitere Konfigurationen stehen in points.csv und summary.csv.";
    cost_uncounted: "What existing services take of others is not counted (–)", "Was bestehende Dienste anderen abverlangen, ist nicht gezählt (–)";
    fact: "figure", "Zahl";
    fact_value: "here", "hier";
    fact_band: "published", "veröffentlicht";
    fact_standing: "band", "Band";
    fact_in: "within", "innerhalb";
    fact_out: "outside", "außerhalb";
    fact_few: "too few", "zu wenige";
    needs_met: "In {when} the needs met were {list}: help comes from many sides, and the intermediary is one of them.", "Gedeckte Bedarfe, {when}: {list}. Hilfe kommt von vielen Seiten, die Instanz ist eine davon.";
    cost_others: "What it takes of others beside the budget, all districts, {when} (hours)", "Was es andere neben dem Budget kostet, alle Bezirke, {when} (Stunden)";
    cost_others_rent: "What anchors do not charge, all districts, {when} (€)", "Was Anker nicht berechnen, alle Bezirke, {when} (€)";
    skip: "To the answer", "Zur Antwort";
    district: "District", "Bezirk";
    outcome: "Outcome", "Ergebnis";
    dimension: "Dimension", "Dimension";
    save_picture: "Save picture (SVG)", "Bild sichern (SVG)";
    save_data: "Save data (CSV)", "Daten sichern (CSV)";
    keys: "Values: point at a mark, or go from mark to mark with the arrow keys.", "Werte: auf eine Marke zeigen oder mit den Pfeiltasten von Marke zu Marke gehen.";

    lead_which: "Which form?", "Welche Form?";
    lead_gained: "What does it bring?", "Was bringt es?";
    lead_elsewhere: "And under other conditions?", "Und unter anderen Bedingungen?";
    elsewhere: "How full the desks are – {list}.", "Wie voll die Beratung ist – {list}.";
    under_condition: "{condition}: load {load}, wait {wait} days", "{condition}: Last {load}, Wartezeit {wait} Tage";
    some_turn: "The order of the forms turns between conditions, see below.", "Die Rangfolge der Formen dreht sich zwischen den Bedingungen, siehe unten.";
    none_turns: "No turn in the order of the forms can be shown between conditions; what is open may still turn.", "Dass sich die Rangfolge der Formen zwischen den Bedingungen dreht, ist nicht belegt; was offen ist, kann sich noch drehen.";
    lead_sure: "How sure is that?", "Wie sicher ist das?";
    which_none: "The forms cannot be told apart here: none of {total} comparisons between them is decided.", "Die Formen lassen sich hier nicht unterscheiden: Von {total} Vergleichen zwischen ihnen ist keiner entschieden.";
    which_equal: "Which form it is makes no difference that matters: in all {total} comparisons they are practically equal.", "Welche Form es ist, macht keinen Unterschied, der zählt: In allen {total} Vergleichen sind sie praktisch gleich.";
    which_some: "{one} brings {difference} more {outcome} than {other} (interval {low} to {high}; all intervals together hold with 95 %). Of {total} comparisons between the forms {decided} are decided, and this is the largest difference.", "{one} bringt {difference} {outcome} mehr als {other} (Intervall {low} bis {high}; alle Intervalle zusammen gelten mit 95 %). Von {total} Vergleichen zwischen den Formen sind {decided} entschieden, und dies ist der größte Unterschied.";
    from_to: "{low} to {high}", "{low} bis {high}";
    gained_part: "{range} {outcome} ({people} people on average)", "{range} {outcome} (im Mittel {people} Menschen)";
    gained: "Compared with {reference}, over {years} years{where}: {list}. These are means; beside work stands what changes most. {decided}", "Gegenüber {reference} in {years} Jahren{where}: {list}. Das sind Mittelwerte; neben der Arbeit steht, was sich am meisten ändert. {decided}";
    together: ", all districts together", ", alle Bezirke zusammen";
    gained_none: "None of this is decided; it may be chance.", "Nichts davon ist entschieden; es kann Zufall sein.";
    gained_some: "Decided of {total} such comparisons: {count}.", "Entschieden von {total} solchen Vergleichen: {count}.";
    at_the_desk: "In the last year needs met change by {met}; the mean wait for a talk is {wait} days; the year costs {cost} €.", "Im letzten Jahr ändert sich die Zahl gedeckter Bedarfe um {met}; auf ein Gespräch wartet man im Mittel {wait} Tage; das Jahr kostet {cost} €.";
    gained_instead: "Existing services for the same money: {list}.", "Bestehende Dienste für dasselbe Geld: {list}.";
    gained_at_most: "Full access, the yardstick: {list}.", "Voller Zugang, der Maßstab: {list}.";
    how_sure: "Of {total} comparisons of person-years{places} {decided} are decided, {equal} practically equal and {open} open (not decidable).", "Von {total} Vergleichen der Personenjahre{places} sind {decided} entschieden, {equal} praktisch gleich und {open} offen (nicht entscheidbar).";
    each_place: ", in each district and in all together,", ", in jedem Bezirk und in allen zusammen,";
    more_conditions: "The other {count} conditions stand in the table below.", "Die {count} weiteren Bedingungen stehen in der Tabelle unten.";
    given_short: "{share} % of the parameters are assumptions.", "{share} % der Parameter sind Annahmen.";
    years_title: "Person-years more or fewer than with “{reference}”, {district}", "Personenjahre mehr oder weniger als mit „{reference}“, {district}";
    gained_note: "Person-years more or fewer since the first opening; the top row counts all with “{reference}”. A mark is the mean, its line the interval: all of them hold together with 95 %. Filled blue: more, filled orange: fewer, both decided. Square: practically equal. Hollow: open. Within the grey band (± {relevant} of the top row) a difference is too small to matter.", "Personenjahre mehr oder weniger seit der ersten Öffnung; die oberste Zeile zählt alle bei „{reference}“. Die Marke ist das Mittel, ihre Linie das Intervall: Alle zusammen gelten mit 95 %. Blau gefüllt: mehr, orange gefüllt: weniger, beides entschieden. Quadrat: praktisch gleich. Hohl: offen. Im grauen Band (± {relevant} der obersten Zeile) ist ein Unterschied zu klein, um zu zählen.";
    gained_yardstick: "Full access stands below the axis as a number.", "Der volle Zugang steht als Zahl unter der Achse.";
    burdens: "Who waits, and who pays besides", "Wer wartet, und wer sonst noch zahlt";
    loads: "How full the desks are", "Wie voll die Beratung ist";
    loads_caption: "Hours asked for per hour there is, and mean wait; above 1 more is asked for than there is", "Nachgefragte Stunden je vorhandener Stunde und mittlere Wartezeit; über 1 wird mehr nachgefragt, als da ist";
    load_and_wait: "{load}; {wait} days", "{load}; {wait} Tage";

    why: "Why: what is asked for and what becomes of it", "Warum: was nachgefragt wird und was daraus wird";
    desk_title: "Load and waiting at the desks over time", "Last und Wartezeit der Beratung im Zeitverlauf";

    chain_title: "What becomes of needs, {district}", "Was aus Bedarfen wird, {district}";
    chain_note: "All needs of people who fled since the first opening and how far each got with the intermediary, mean over replicates. Below a step stands how many did not reach it; not every one of them was lost. The bars of the first two steps have a scale of their own, since few needs come to any desk. The last bar counts needs talked about, sent on or not. How many needs are met by anyone stands at the end.", "Alle Bedarfe Geflüchteter seit der ersten Öffnung und wie weit jeder mit der Instanz kam, im Mittel der Wiederholungen. Unter jedem Schritt steht, wie viele ihn nicht erreichten; nicht alle davon sind verloren. Die Balken der ersten beiden Schritte haben einen eigenen Maßstab, da nur wenige Bedarfe in eine Beratung kommen. Der letzte Balken geht von den besprochenen Bedarfen aus, ob verwiesen oder nicht. Wie viele überhaupt gedeckt werden, gleich durch wen, steht am Ende.";
    chain_value: "{label}: {value} ({share} % of the step before)", "{label}: {value} ({share} % des Schritts davor)";
    chain_first: "{label}: {value}", "{label}: {value}";
    chain_last: "{label}: {value} ({share} % of those talked about)", "{label}: {value} ({share} % der besprochenen)";
    chain_arisen: "needs that arose", "entstandene Bedarfe";
    chain_known: "the intermediary was known", "die Instanz war bekannt";
    chain_unknown: "it was not known", "sie war nicht bekannt";
    chain_came: "came to its desk", "kamen in ihre Beratung";
    chain_stayed_away: "known, but nobody came with it", "bekannt, aber niemand kam damit";
    chain_served: "talked about there", "dort besprochen";
    chain_gave_up: "gave up waiting, or still wait", "Warten aufgegeben, oder warten noch";
    chain_sent: "sent on", "weiterverwiesen";
    chain_not_sent: "not sent on: solved in the talk, or left open", "im Gespräch gelöst oder offen geblieben";
    chain_arrived: "got there", "dort angekommen";
    chain_lost: "never got there, or not yet", "nie oder noch nicht angekommen";
    chain_admitted: "admitted", "aufgenommen";
    chain_refused: "turned away, or waiting for a place", "abgewiesen, oder warten auf einen Platz";
    chain_met: "met through it", "durch sie gedeckt";
    chain_unmet: "talked about there, but not met through it", "dort besprochen, aber nicht durch sie gedeckt";
    chain_by_whomever: "Met by anyone", "Gedeckt, gleich durch wen";
    map: "Where", "Wo";
    map_title: "The district: {district}", "Der Bezirk: {district}";
    map_note: "Neighbourhoods are discs of their size around their middle, not their borders. Where institutions (such as schools, doctors, advice services, clubs) and accommodation are not known, the model makes them by rule; shown are those of the first replicate. The broken ring is a kilometre around a site.", "Stadtteile sind Scheiben ihrer Größe um ihre Mitte, nicht ihre Grenzen. Wo Einrichtungen (etwa Schulen, Praxen, Beratungsstellen, Vereine) und Unterkünfte nicht bekannt sind, setzt sie das Modell nach Regeln; gezeigt sind die der ersten Wiederholung. Der gestrichelte Ring liegt einen Kilometer um einen Standort.";
    map_description: "A map: {neighbourhoods} neighbourhoods, {institutions} institutions, {accommodation} shared accommodations, {sites} sites of the intermediary.", "Eine Karte: {neighbourhoods} Stadtteile, {institutions} Einrichtungen, {accommodation} Unterkünfte, {sites} Standorte der Instanz.";
    map_accommodation: "shared accommodation", "Gemeinschaftsunterkunft";
    map_institution: "institution", "Einrichtung";
    map_kilometre: "1 km", "1 km";

    who_gains: "Who gains", "Wer gewinnt";
    who_gains_note: "Groups are made by facts that are fixed before the worlds differ, never by origin; “never seen” is the exception and describes. Intervals hold one by one, so colour shows a direction and is no verdict.", "Gruppen werden nach Tatsachen gebildet, die feststehen, bevor sich die Welten unterscheiden, nie nach Herkunft; „nie gesehen“ ist die Ausnahme und beschreibt nur. Die Intervalle gelten je für sich; Farbe zeigt daher eine Richtung und ist kein Urteil.";
    who_gains_none: "People were not recorded one by one here, so there are no figures by group. On the command line `inteso compare` records them with --people yes.", "Menschen wurden hier nicht einzeln erfasst, daher gibt es keine Zahlen nach Gruppen. Auf der Befehlszeile erfasst sie `inteso compare` mit --people yes.";
    groups_title: "Who gains: {outcome}, {district}", "Wer gewinnt: {outcome}, {district}";
    groups_note: "Person-years more or fewer for each hundred people of the group, since the first opening; behind the group how many people it has, those included to whom the outcome does not apply. Blue: the interval lies above 0; orange: below; hollow: it holds 0. Of a hundred such intervals about five miss 0 by chance alone. Groups of fewer than 30 people, and those to nobody of whom the outcome applies, are left out.", "Personenjahre mehr oder weniger je hundert Menschen der Gruppe, seit der ersten Öffnung; hinter der Gruppe steht, wie viele Menschen sie hat, auch die, auf die das Ergebnis nicht zutrifft. Blau: Das Intervall liegt über 0; orange: darunter; hohl: Es enthält 0. Von hundert solchen Intervallen verfehlen etwa fünf die 0 allein durch Zufall. Gruppen mit weniger als 30 Menschen fehlen, ebenso solche, auf die das Ergebnis bei niemandem zutrifft.";
    groups_value: "{difference} for each hundred people ({low} … {high}); in all {all}", "{difference} je hundert Menschen ({low} … {high}); insgesamt {all}";
    first_years_heading: "The first five years since arrival", "Die ersten fünf Jahre seit der Ankunft";
    first_years_title: "The first five years since arrival, {district}", "Die ersten fünf Jahre seit der Ankunft, {district}";
    first_years_note: "Days more or fewer for each person in the first five years since arrival, with its 95 % interval; above each column how many of the five years it is in the case compared with. Counted are people who arrived from {from} to {until} and whose five years lie within the run, those included to whom the outcome does not apply. Large marks follow people until they leave. Small marks follow those who are there in both worlds until they leave the first of them, so that staying longer adds nothing. Blue: the interval lies above 0; orange: below; hollow: it holds 0.", "Tage mehr oder weniger je Mensch in den ersten fünf Jahren seit der Ankunft, mit 95-%-Intervall. Über jeder Spalte steht, wie viele der fünf Jahre es im Vergleichsfall sind. Gezählt sind Menschen, die von {from} bis {until} ankamen und deren fünf Jahre im Lauf liegen, auch die, auf die das Ergebnis nicht zutrifft. Große Zeichen zählen bis zum Wegzug. Kleine Zeichen zählen nur, wer in beiden Welten da ist, und in beiden bis zum früheren Wegzug: Länger zu bleiben bringt hier nichts. Blau: Das Intervall liegt über 0; orange: darunter; hohl: Es enthält 0.";
    first_years_level: "otherwise {years} of 5 years", "sonst {years} von 5 Jahren";
    first_years_value: "{difference} days ({low} … {high}); {years} years instead of {against}", "{difference} Tage ({low} … {high}); {years} Jahre statt {against}";
    exits_actual: "until they leave", "bis zum Wegzug";
    exits_equal: "until the earlier of both exits", "bis zum früheren Wegzug";
    by_sex: "By sex", "Nach Geschlecht";
    by_age: "By age", "Nach Alter";
    by_education: "By schooling", "Nach Bildung";
    by_household: "By household", "Nach Haushalt";
    by_status: "By residence status", "Nach Aufenthaltsstatus";
    by_arrival: "By arrival", "Nach Ankunft";
    by_seen: "Seen by the intermediary", "Von der Instanz gesehen";
    everybody: "everybody", "alle";
    with_child_under_3: "with a child under three", "mit Kind unter drei Jahren";
    with_child_3_to_5: "with a child from three to five", "mit Kind von drei bis fünf Jahren";
    with_child_6_to_17: "with a child from six to seventeen", "mit Kind von sechs bis siebzehn Jahren";
    alone: "alone", "allein";
    several_adults: "several adults", "mehrere Erwachsene";
    before_opening: "before the opening", "vor der Öffnung";
    after_opening: "after the opening", "nach der Öffnung";
    never_seen: "never seen (describes)", "nie gesehen (beschreibend)";
    residents_caption: "Long-standing residents, {district}, {when}; mean over replicates ± half the 95 % interval", "Alteingesessene, {district}, {when}; Mittel über Wiederholungen ± halbes 95-%-Intervall";
    resident_needs: "needs met in the year", "gedeckte Bedarfe im Jahr";
    resident_contact: "in contact", "mit Kontakt";
    resident_attitude: "attitude (−1 to 1)", "Einstellung (−1 bis 1)";
    volunteers: "volunteers", "Ehrenamtliche";

    by_year_title: "Person-years more or fewer than with “{reference}”, year by year", "Personenjahre mehr oder weniger als mit „{reference}“, Jahr für Jahr";
    by_year_note: "Each point is the difference of a year; every row has a scale of its own; full access is left out. Bands are 95 % intervals of each point on its own.", "Jeder Punkt ist der Unterschied eines Jahres; jede Zeile hat ihren eigenen Maßstab; der volle Zugang fehlt. Bänder sind 95-%-Intervalle jedes Punkts für sich.";
    years_asked: "Dotted: the years asked for ({years}).", "Gepunktet: die Jahre, nach denen gefragt ist ({years}).";
    indices_title: "The four dimensions", "Die vier Dimensionen";

    curves_title: "Person-years more or fewer than with the comparator, by condition", "Personenjahre mehr oder weniger als mit dem Vergleichsmaßstab, nach Bedingung";
    curves_note: "Each form, and existing services, against the comparator under the same condition. Intervals hold together with 95 %; filled: decided. Whether two forms change order is not seen from crossing lines; what follows says it. Conditions stand side by side, not to scale; full access is left out.", "Jede Form und die bestehenden Dienste gegen den Vergleichsmaßstab unter derselben Bedingung. Die Intervalle gelten zusammen mit 95 %; gefüllt: entschieden. Ob zwei Formen die Plätze tauschen, lässt sich an kreuzenden Linien nicht ablesen. Das steht darunter. Die Bedingungen stehen nebeneinander, nicht maßstäblich; der volle Zugang fehlt.";
    curves_cut: "The first {shown} of {total} lines are drawn; all stand in differences.csv.", "Gezeichnet sind die ersten {shown} von {total} Linien; alle stehen in differences.csv.";
    turning_between: "it turns between {from} and {to}, in the mean at about {about}", "sie dreht sich zwischen {from} und {to}, im Mittel bei etwa {about}";

    how_sure_title: "How sure is it", "Wie sicher das ist";
    relevant_note: "A difference counts from {relevant} on.", "Ein Unterschied zählt ab {relevant}.";

    glossary: "What the words mean", "Was die Wörter heißen";
    term_person_year: "Person-year", "Personenjahr";
    gloss_person_year: "A year of one person in a state, such as in work. Ten people for a year are ten, as are five for two years.", "Ein Jahr eines Menschen in einem Zustand, etwa in Arbeit. Zehn Menschen ein Jahr lang sind zehn Personenjahre, fünf Menschen zwei Jahre lang auch.";
    term_form: "Form, configuration", "Form, Konfiguration";
    gloss_form: "How the intermediary (a Welcome Point) works: it refers people to others, guides them there, hosts others in its house, or provides offers of its own; at one site (central) or several (decentral).", "Wie die Instanz (ein Welcome Point) arbeitet: Sie verweist an andere, begleitet dorthin, nimmt andere in ihrem Haus auf oder macht eigene Angebote; an einem Ort (zentral) oder an mehreren (dezentral).";
    term_comparator: "Comparators", "Vergleichsmaßstäbe";
    gloss_comparator: "No intermediary; existing services, which get the same money for more hours; and full access, a yardstick that nobody could build: every need is taken up at once.", "Keine Instanz; bestehende Dienste, die dasselbe Geld für mehr Stunden bekommen; und der volle Zugang, ein Maßstab, den niemand bauen könnte: Jeder Bedarf wird sofort aufgegriffen.";
    term_need: "Need", "Bedarf";
    gloss_need: "Something a person needs help with: German, authorities, a dwelling, work, health, schooling, or company. It is met when the help it asks for has been given, by whomever.", "Etwas, wobei ein Mensch Hilfe braucht: Deutsch, Behörden, Wohnung, Arbeit, Gesundheit, Bildung oder Kontakt. Gedeckt ist ein Bedarf, wenn die nötige Hilfe geleistet ist, von wem auch immer.";
    term_load: "Load", "Last";
    gloss_load: "Hours asked for per hour there is. Above 1 the queue grows until people give up.", "Nachgefragte Stunden je vorhandener Stunde. Über 1 wächst die Schlange, bis Menschen aufgeben.";
    term_verdict: "Decided, practically equal, open (not decidable)", "Entschieden, praktisch gleich, offen (nicht entscheidbar)";
    gloss_verdict: "Decided: the whole interval lies beyond what is too small to matter. Practically equal: all of it lies within. Open: neither can be said; more runs may tell.", "Entschieden: Das ganze Intervall liegt jenseits dessen, was zu klein ist, um zu zählen. Praktisch gleich: Es liegt ganz darin. Offen: Keines von beiden lässt sich sagen; mehr Läufe können es zeigen.";
    term_replicate: "Replicate", "Wiederholung";
    gloss_replicate: "The same configuration run again with other chance. All configurations meet the same chance events in the same replicate.", "Dieselbe Konfiguration, noch einmal mit anderem Zufall gerechnet. In derselben Wiederholung treffen alle Konfigurationen auf dieselben Zufallsereignisse.";
    term_dimension: "The four dimensions", "Die vier Dimensionen";
    gloss_dimension: "Culturation (language and local knowledge), placement (work, school, dwelling), interaction (contact and friends), identification (feeling at home). Each is an index from 0 to 1, whose weights are a value choice.", "Kulturation (Sprache und Ortskenntnis), Platzierung (Arbeit, Schule, Wohnung), Interaktion (Kontakt und Freundschaft), Identifikation (sich zu Hause fühlen). Jede ist ein Index von 0 bis 1, dessen Gewichte eine Wertentscheidung sind.";

    again: "To compute it again", "Noch einmal rechnen";
    again_text: "Made by INTESO {version} with {replicates} replicates, seed {seed}. In the folder of this page, this computes the same numbers again:", "Gerechnet mit INTESO {version}, {replicates} Wiederholungen, Startwert {seed}. Im Ordner dieser Seite rechnet dies dieselben Zahlen noch einmal:";
    again_files: "The numbers stand in the tables beside this page: summary.csv, differences.csv and others; codebook.csv explains each column.", "Die Zahlen stehen in den Tabellen neben dieser Seite: summary.csv, differences.csv und weiteren; codebook.csv erklärt jede Spalte.";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holes(sentence: &str) -> Vec<&str> {
        let mut found: Vec<_> =
            sentence.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn both_languages_fill_the_same_places() {
        for (name, english, german) in PAIRS {
            assert!(!english.is_empty() && !german.is_empty(), "{name}");
            assert_eq!(holes(english), holes(german), "{name}");
        }
    }
}
