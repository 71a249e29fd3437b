//! The list of measures: name, unit, direction and words, from which files, codebook and report are made.

use crate::vocabulary::Dimension;

/// Whether more is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// Neither; a count or a value choice.
    Neutral,
}

/// What kind of figure a measure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// An index of a dimension, 0 to 1.
    Index(Dimension),
    /// A component of an index or a share of people, 0 to 1, at the end of the interval.
    Share,
    /// A state that is not a share, at the end of the interval.
    State,
    /// A number of events or hours since the row before.
    Flow,
    /// A ratio or mean over the interval.
    Ratio,
}

/// A measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// The name in files.
    pub name: &'static str,
    /// The unit.
    pub unit: &'static str,
    /// What kind of figure it is.
    pub role: Role,
    /// Whether more is better.
    pub direction: Direction,
    /// The label in English.
    pub english: &'static str,
    /// The label in German.
    pub german: &'static str,
}

impl Measure {
    /// Returns the position of a measure in [`MEASURES`] by its name.
    pub fn position(name: &str) -> Option<usize> {
        MEASURES.iter().position(|measure| measure.name == name)
    }
}

macro_rules! measures {
    ($($name:literal, $unit:literal, $role:expr, $direction:ident, $english:literal, $german:literal;)*) => {
        /// All measures, in the order of the columns of `series.csv`.
        pub const MEASURES: &[Measure] = &[$(Measure {
            name: $name, unit: $unit, role: $role, direction: Direction::$direction, english: $english, german: $german,
        },)*];

        /// The names of all measures, in the same order.
        pub const MEASURE_NAMES: &[&str] = &[$($name),*];
    };
}

measures! {
    "present", "persons", Role::State, Neutral, "people who fled, in the city", "Geflüchtete in der Stadt";
    "refugees", "persons", Role::State, Neutral, "people who fled, living in the district", "Geflüchtete im Stadtbezirk";
    "in_accommodation", "persons", Role::State, Neutral, "in shared accommodation", "in Unterkünften";
    "in_accommodation_settled", "persons", Role::State, Neutral, "in shared accommodation with settled status", "in Unterkünften mit Schutzstatus";
    "left_accommodation", "persons", Role::Flow, Neutral, "left shared accommodation", "aus Unterkünften ausgezogen";
    "person_years_work", "person-years", Role::Flow, Up, "years in work or training, of all together", "Personenjahre in Arbeit oder Ausbildung";
    "person_years_b1", "person-years", Role::Flow, Up, "years with German at B1 or better, of all together", "Personenjahre mit Deutsch auf B1 oder besser";
    "person_years_private_dwelling", "person-years", Role::Flow, Up, "years in a private dwelling, of all together", "Personenjahre in einer eigenen Wohnung";
    "person_years_friend", "person-years", Role::Flow, Up, "years with a friend among long-standing residents, of all together", "Personenjahre mit Freundschaft zu Alteingesessenen";
    "person_years_at_home", "person-years", Role::Flow, Up, "years of feeling at home, of all together", "Personenjahre, in denen sich Menschen zu Hause fühlen";
    "culturation", "index", Role::Index(Dimension::Culturation), Up, "culturation", "Kulturation";
    "placement", "index", Role::Index(Dimension::Placement), Up, "placement", "Platzierung";
    "interaction", "index", Role::Index(Dimension::Interaction), Up, "interaction", "Interaktion";
    "identification", "index", Role::Index(Dimension::Identification), Up, "identification", "Identifikation";
    "language_mean", "level 0-6", Role::State, Up, "language level (0 none, 6 C2)", "Sprachniveau (0 keins, 6 C2)";
    "local_knowledge_mean", "index", Role::Share, Up, "local knowledge", "Ortskenntnis";
    "employed_share", "share", Role::Share, Up, "adults in employment", "Erwachsene in Beschäftigung";
    "good_german_share", "share", Role::Share, Up, "good or very good German (own rating)", "gutes oder sehr gutes Deutsch (Selbsteinschätzung)";
    "private_housing_share", "share", Role::Share, Up, "in a private dwelling", "in einer eigenen Wohnung";
    "frequent_contact_share", "share", Role::Share, Up, "meet long-standing residents often", "häufiger Kontakt zu Alteingesessenen";
    "no_contact_share", "share", Role::Share, Down, "no contact to long-standing residents", "kein Kontakt zu Alteingesessenen";
    "strong_tie_share", "share", Role::Share, Up, "have a friend among long-standing residents", "Freundschaft mit Alteingesessenen";
    "belonging_mean", "index", Role::Share, Up, "belonging", "Zugehörigkeit";
    "welcome_share", "share", Role::Share, Up, "feel fully or mostly welcome", "fühlen sich willkommen";
    "in_education_share", "share", Role::Share, Up, "children in childcare or school", "Kinder in Kita oder Schule";
    "settled_share", "share", Role::Share, Neutral, "with settled status", "mit Schutzstatus";
    "knows_intermediary_share", "share", Role::Share, Up, "know the intermediary", "kennen die Instanz";
    "knows_service_share", "share", Role::Share, Up, "know a counselling service", "kennen eine Beratungsstelle";
    "needs_arisen", "needs", Role::Flow, Neutral, "needs that arose", "entstandene Bedarfe";
    "needs_met", "needs", Role::Flow, Up, "needs met", "gedeckte Bedarfe";
    "letters_arrived", "letters", Role::Flow, Neutral, "letters of authorities that ask for an answer", "Behördenschreiben mit Frist";
    "letters_answered_helped", "letters", Role::Flow, Up, "letters answered in time with help", "mit Hilfe fristgerecht beantwortete Schreiben";
    "letters_answered_alone", "letters", Role::Flow, Neutral, "letters answered in time alone", "allein fristgerecht beantwortete Schreiben";
    "letters_missed", "letters", Role::Flow, Down, "missed letters", "versäumte Schreiben";
    "benefit_gap_weeks", "person-weeks", Role::Flow, Down, "weeks without benefits after a missed letter", "Wochen ohne Leistungen nach versäumtem Schreiben";
    "courses_registered", "persons", Role::Flow, Neutral, "registered for a German course", "für einen Deutschkurs angemeldet";
    "courses_registered_helped", "persons", Role::Flow, Up, "registered for a German course with help", "mit Hilfe für einen Deutschkurs angemeldet";
    "visits", "visits", Role::Flow, Neutral, "visits to the intermediary", "Besuche der Instanz";
    "first_visits", "visits", Role::Flow, Neutral, "first visits", "Erstbesuche";
    "resident_visits", "visits", Role::Flow, Neutral, "visits by long-standing residents", "Besuche Alteingesessener";
    "institution_visits", "visits", Role::Flow, Neutral, "questions of institutions", "Anfragen von Institutionen";
    "served", "visits", Role::Flow, Up, "visits served", "bediente Besuche";
    "reneged", "visits", Role::Flow, Down, "gave up waiting", "Warten aufgegeben";
    "waiting_mean", "days", Role::Ratio, Down, "mean wait at the desk", "mittlere Wartezeit";
    "waiting_p90", "days", Role::Ratio, Down, "wait that 90 % stay below", "Wartezeit, die 90 % unterschreiten";
    "utilisation", "share", Role::Ratio, Neutral, "desk hours spent with people", "Auslastung der Beratung";
    "offered_load", "ratio", Role::Ratio, Down, "hours asked for per direct hour", "nachgefragte je direkte Stunde";
    "hours_followed", "hours", Role::Flow, Neutral, "hours of follow-up at the intermediary's desks", "Stunden der Fallbegleitung an den Beratungsplätzen der Instanz";
    "weeks_followed", "weeks of persons", Role::Flow, Neutral, "weeks in which people were followed up, of all together; divided by 52 the caseload", "Wochen, in denen Menschen begleitet wurden, alle zusammen; durch 52 geteilt die Fallzahl";
    "hours_advice", "hours", Role::Flow, Neutral, "hours for people at advice services", "Stunden für Menschen in Beratungsstellen";
    "hours_advice_used", "hours", Role::Flow, Neutral, "hours of advice services spent with people", "genutzte Stunden der Beratungsstellen";
    "hours_social_work", "hours", Role::Flow, Neutral, "hours for single people in social work in accommodation", "Stunden für Einzelne in der sozialen Arbeit der Unterkünfte";
    "hours_social_work_used", "hours", Role::Flow, Neutral, "hours of social work spent with people", "genutzte Stunden der sozialen Arbeit";
    "hours_job_centre", "hours", Role::Flow, Neutral, "hours for placement at job centres", "Stunden für Vermittlung in Jobcentern";
    "hours_job_centre_used", "hours", Role::Flow, Neutral, "hours for placement given to people", "genutzte Stunden für Vermittlung";
    "opening_hours", "hours", Role::Flow, Up, "opening hours", "Öffnungsstunden";
    "referrals_issued", "referrals", Role::Flow, Neutral, "referrals issued", "Verweise";
    "referrals_reached", "referrals", Role::Flow, Up, "referrals that got there", "angekommene Verweise";
    "referrals_admitted", "referrals", Role::Flow, Up, "referrals admitted", "aufgenommene Verweise";
    "referrals_completed", "referrals", Role::Flow, Up, "referrals completed", "zustande gekommene Verweise";
    "referrals_issued_alone", "referrals", Role::Flow, Neutral, "issued, alone", "Verweise, allein";
    "referrals_reached_alone", "referrals", Role::Flow, Up, "got there, alone", "angekommen, allein";
    "referrals_admitted_alone", "referrals", Role::Flow, Up, "admitted, alone", "aufgenommen, allein";
    "referrals_completed_alone", "referrals", Role::Flow, Up, "completed, alone", "zustande gekommen, allein";
    "referrals_issued_accompanied", "referrals", Role::Flow, Neutral, "issued, accompanied", "Verweise, begleitet";
    "referrals_reached_accompanied", "referrals", Role::Flow, Up, "got there, accompanied", "angekommen, begleitet";
    "referrals_admitted_accompanied", "referrals", Role::Flow, Up, "admitted, accompanied", "aufgenommen, begleitet";
    "referrals_completed_accompanied", "referrals", Role::Flow, Up, "completed, accompanied", "zustande gekommen, begleitet";
    "referrals_issued_colocated", "referrals", Role::Flow, Neutral, "issued, same house", "Verweise, im selben Haus";
    "referrals_reached_colocated", "referrals", Role::Flow, Up, "got there, same house", "angekommen, im selben Haus";
    "referrals_admitted_colocated", "referrals", Role::Flow, Up, "admitted, same house", "aufgenommen, im selben Haus";
    "referrals_completed_colocated", "referrals", Role::Flow, Up, "completed, same house", "zustande gekommen, im selben Haus";
    "referrals_issued_inhouse", "referrals", Role::Flow, Neutral, "issued, own offer", "Verweise, eigenes Angebot";
    "referrals_reached_inhouse", "referrals", Role::Flow, Up, "got there, own offer", "angekommen, eigenes Angebot";
    "referrals_admitted_inhouse", "referrals", Role::Flow, Up, "admitted, own offer", "aufgenommen, eigenes Angebot";
    "referrals_completed_inhouse", "referrals", Role::Flow, Up, "completed, own offer", "zustande gekommen, eigenes Angebot";
    "external_places", "places", Role::Flow, Neutral, "places of others used after a referral", "genutzte Plätze anderer nach Verweis";
    "staff_hours_paid", "hours", Role::Flow, Neutral, "paid staff hours", "bezahlte Personalstunden";
    "hours_casework", "hours", Role::Flow, Neutral, "casework", "Einzelfallhilfe";
    "hours_groupwork", "hours", Role::Flow, Neutral, "groupwork", "Gruppenarbeit";
    "hours_networking", "hours", Role::Flow, Neutral, "networking", "Vernetzung";
    "hours_social_space", "hours", Role::Flow, Neutral, "social space", "Sozialraum";
    "hours_overhead", "hours", Role::Flow, Neutral, "overhead", "Verwaltung";
    "hours_coordination", "hours", Role::Flow, Neutral, "coordination of volunteers", "Koordination Ehrenamt";
    "hours_idle", "hours", Role::Flow, Neutral, "idle", "Leerlauf";
    "hours_absent", "hours", Role::Flow, Neutral, "absent", "abwesend";
    "hours_unspent", "hours", Role::Flow, Neutral, "unspent", "ungenutzt";
    "volunteers_active", "persons", Role::State, Neutral, "active volunteers", "aktive Ehrenamtliche";
    "volunteers_ever", "persons", Role::State, Neutral, "residents who ever helped", "jemals ehrenamtlich Helfende";
    "volunteers_attached", "persons", Role::State, Neutral, "volunteers attached to the intermediary", "Ehrenamtliche der Instanz";
    "volunteer_hours", "hours", Role::Flow, Neutral, "hours of volunteers", "Stunden Ehrenamtlicher";
    "hours_replaced", "hours", Role::Flow, Neutral, "paid work replaced by unpaid", "durch Ehrenamt ersetzte bezahlte Arbeit";
    "refusals_housing", "refusals", Role::Flow, Down, "refusals by landlords", "Absagen von Vermietenden";
    "refusals_job_search", "refusals", Role::Flow, Down, "refused applications", "Absagen bei Bewerbungen";
    "refusals_work", "refusals", Role::Flow, Down, "hostility at work", "Ablehnung am Arbeitsplatz";
    "resident_attitude", "-1 to 1", Role::State, Up, "attitude of residents", "Einstellung der Alteingesessenen";
    "resident_contact_share", "share", Role::Share, Up, "residents in contact", "Alteingesessene mit Kontakt";
    "resident_needs_arisen", "needs", Role::Flow, Neutral, "needs of residents that arose", "entstandene Bedarfe Alteingesessener";
    "resident_needs_met", "needs", Role::Flow, Up, "needs of residents met", "gedeckte Bedarfe Alteingesessener";
    "resident_needs_referred", "needs", Role::Flow, Neutral, "needs of residents referred on", "weiterverwiesene Bedarfe Alteingesessener";
    "resident_unmet_share", "share", Role::Ratio, Down, "needs of residents not met", "ungedeckte Bedarfe Alteingesessener";
    "public_life_share", "share", Role::Share, Neutral, "decisions that follow stated needs", "Entscheidungen nach geäußertem Bedarf";
    "decisions", "decisions", Role::Flow, Neutral, "decisions of local bodies", "Entscheidungen örtlicher Gremien";
    "decisions_followed", "decisions", Role::Flow, Neutral, "decisions for the need stated most", "Entscheidungen für den meistgenannten Bedarf";
    "club_members_share", "share", Role::Share, Neutral, "people who fled who are members of a club (from 6 years on)", "Geflüchtete mit Vereinsmitgliedschaft (ab 6 Jahren)";
    "public_life_gap", "difference of shares", Role::State, Neutral, "residents taking part in public life more often than people who fled", "Abstand der Teilhabe: Alteingesessene minus Geflüchtete";
    "network_density", "share", Role::Share, Neutral, "ties among institutions", "Netzwerkdichte";
    "network_core", "share", Role::Share, Neutral, "institutions that are members of the network", "Institutionen, die dem Netzwerk angehören";
    "meetings_held", "meetings", Role::Flow, Neutral, "meetings of the local network", "Treffen des Netzwerks vor Ort";
    "hand_overs", "persons", Role::Flow, Up, "handed over from institution to institution", "Übergaben zwischen Institutionen";
    "duplication", "share", Role::Share, Down, "duplicate offers", "Doppelstrukturen";
    "gaps", "share", Role::Share, Down, "gaps in offers", "Lücken im Angebot";
    "directory_correct_share", "share", Role::Share, Up, "correct directory entries", "richtige Verzeichniseinträge";
    "coverage_housing", "share", Role::Share, Up, "open needs with a programme or free offer near: housing", "offene Bedarfe mit Programm oder freiem Angebot in der Nähe: Wohnen";
    "coverage_education", "share", Role::Share, Up, "open needs with a programme or free offer near: education", "offene Bedarfe mit Programm oder freiem Angebot in der Nähe: Bildung";
    "coverage_work", "share", Role::Share, Up, "open needs with a programme or free offer near: work", "offene Bedarfe mit Programm oder freiem Angebot in der Nähe: Arbeit";
    "coverage_civil_society", "share", Role::Share, Up, "open needs with a programme or free offer near: civil society", "offene Bedarfe mit Programm oder freiem Angebot in der Nähe: Zivilgesellschaft";
    "programme_fit", "share", Role::Share, Up, "fit of programmes to open needs", "Passung der Programme zu offenen Bedarfen";
    "programmes_doubled", "needs", Role::Flow, Down, "needs with programmes of several tiers while another has none", "mehrfach bedachte Bedarfe, während ein anderer leer ausgeht";
    "programmes_missing", "needs", Role::Flow, Down, "needs without a programme", "Bedarfe ohne Programm";
    "bodies_attended", "meetings", Role::Flow, Neutral, "meetings of city bodies attended", "besuchte Gremien";
    "needs_reported", "needs", Role::Flow, Neutral, "needs reported to the municipality", "der Kommune gemeldete Bedarfe";
    "participants_drawn", "persons", Role::Flow, Neutral, "took an own place though an external one was free", "eigener Platz trotz freiem Platz bei anderen";
    "volunteers_drawn", "persons", Role::Flow, Neutral, "volunteers who came from other service", "Ehrenamtliche aus anderem Engagement";
    "weeks_without_grant", "weeks", Role::Flow, Down, "weeks without a grant", "Wochen ohne Förderung";
    "cost_eur", "EUR", Role::Flow, Neutral, "cost of the intermediary", "Kosten der Instanz";
}
