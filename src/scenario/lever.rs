//! Levers: what a trial can offer to people, each by numbers, its dose.
//!
//! A lever changes an opportunity (time, place, meetings, information, permission) and never an outcome or a probability of one. The
//! first number of a dose says how much; at 0, where it stands unless an arm says otherwise, nothing is changed for anybody.

/// What a trial changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is described by its declaration")]
pub enum Lever {
    WorkBar,
    CourseTravel,
    Information,
    TandemOffer,
    Accompaniment,
    SameHouse,
    GroupContact,
    CoursePlaces,
    ChildcarePlace,
    HousingSupport,
    EmployerMatching,
    IntensiveProgramme,
    Appointment,
    Reminder,
    EarlyStart,
    Letters,
    JobSupport,
    Advice,
}

/// What a lever is.
#[derive(Debug, Clone, Copy)]
pub struct Declaration {
    /// The lever.
    pub lever: Lever,
    /// The word in files.
    pub key: &'static str,
    /// The German word that is accepted as well.
    pub german_key: &'static str,
    /// The name in English.
    pub english: &'static str,
    /// The name in German.
    pub german: &'static str,
    /// Which opportunity it changes, in English.
    pub changes: &'static str,
    /// The same in German.
    pub changes_german: &'static str,
    /// The numbers of its dose; the first says how much.
    pub doses: &'static [Dose],
    /// What is known of it in the program.
    pub form: Form,
}

/// On whose hours a lever acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// It acts, and takes nobody's hours.
    Acts,
    /// It acts, and may take hours of the district's own staff and volunteers.
    ActsOnHours,
}

/// A number of a dose.
#[derive(Debug, Clone, Copy)]
pub struct Dose {
    /// The key.
    pub key: &'static str,
    /// The unit.
    pub unit: &'static str,
    /// The unit in German.
    pub unit_german: &'static str,
    /// The smallest allowed value.
    pub low: f64,
    /// The largest allowed value.
    pub high: f64,
    /// What holds where an arm does not say.
    pub otherwise: f64,
    /// What it is, in English.
    pub english: &'static str,
    /// What it is, in German.
    pub german: &'static str,
}

impl Dose {
    /// Returns whether it counts what there is no half of.
    pub fn is_whole(&self) -> bool {
        ![SHARE, HOURS_A_WEEK, HOURS, MONTHS, MINUTES, PACE, VARIATION]
            .iter()
            .any(|[unit, _]| *unit == self.unit)
    }
}

impl Lever {
    /// Returns the declaration of the lever.
    ///
    /// # Panics
    /// Never: a test holds that every lever is declared.
    pub fn declared(self) -> &'static Declaration {
        LEVERS.iter().find(|declared| declared.lever == self).expect("a test holds that each is declared")
    }

    /// Returns the lever of an English or German word.
    pub fn parse(word: &str) -> Option<Self> {
        LEVERS
            .iter()
            .find(|declared| declared.key == word || declared.german_key == word)
            .map(|declared| declared.lever)
    }

    /// Returns whether it offers anything to long-standing residents, and not to people who fled alone.
    pub const fn reaches_residents(self) -> bool {
        matches!(self, Self::GroupContact)
    }
}

const fn dose(
    key: &'static str,
    [unit, unit_german]: [&'static str; 2],
    [low, high, otherwise]: [f64; 3],
    [english, german]: [&'static str; 2],
) -> Dose {
    Dose { key, unit, unit_german, low, high, otherwise, english, german }
}

const fn lever(
    lever: Lever,
    [key, german_key]: [&'static str; 2],
    [english, german]: [&'static str; 2],
    [changes, changes_german]: [&'static str; 2],
    form: Form,
    doses: &'static [Dose],
) -> Declaration {
    Declaration { lever, key, german_key, english, german, changes, changes_german, doses, form }
}

const WEEKS: [&str; 2] = ["weeks", "Wochen"];
const HOURS_A_WEEK: [&str; 2] = ["hours a week", "Stunden je Woche"];
const SHARE: [&str; 2] = ["share", "Anteil"];
const HOURS: [&str; 2] = ["hours", "Stunden"];
const MONTHS: [&str; 2] = ["months", "Monate"];
const MINUTES: [&str; 2] = ["minutes", "Minuten"];
const PACE: [&str; 2] = ["meetings a week", "Treffen je Woche"];
const VARIATION: [&str; 2] = ["coefficient of variation", "Variationskoeffizient"];

/// For how long what is offered is there.
const DURATION: Dose = dose("weeks", WEEKS, [1.0, 520.0, 52.0], ["for how long", "wie lange"]);

/// All levers.
#[rustfmt::skip]
pub const LEVERS: &[Declaration] = &[
    lever(Lever::WorkBar, ["work_bar", "arbeitsverbot"], ["bar to work", "Arbeitsverbot"], [
        "Work is barred for at least so many months from arrival, whatever the law and the status say.",
        "Arbeit ist mindestens so viele Monate ab der Ankunft verboten, was auch immer Gesetz und Status sagen.",
    ], Form::Acts, &[
        dose("months", MONTHS, [0.0, 120.0, 0.0], ["months from arrival", "Monate ab der Ankunft"]),
    ]),
    lever(Lever::CourseTravel, ["course_travel", "kursweg"], ["way to the course", "Weg zum Kurs"], [
        "The way to the integration course takes so many minutes more, there and back each.",
        "Der Weg zum Integrationskurs dauert hin und zurück je so viele Minuten länger.",
    ], Form::Acts, &[
        dose("minutes", MINUTES, [0.0, 240.0, 0.0], ["further minutes each way", "weitere Minuten je Weg"]),
    ]),
    lever(Lever::Information, ["information", "information"], ["information alone", "nur Information"], [
        "A message in the person's language names the intermediary and an advice service; nobody comes along. As many remember it as remember what outreach tells them. Reminders go to whoever has an open need.",
        "Eine Nachricht in der Sprache der Person nennt die Instanz und eine Beratungsstelle; niemand kommt mit. Sie bleibt ebenso vielen im Gedächtnis wie das, was aufsuchende Arbeit vermittelt. Erinnerungen erhält, wer einen offenen Bedarf hat.",
    ], Form::Acts, &[
        dose("messages", ["messages", "Nachrichten"], [0.0, 12.0, 0.0], ["messages, the first at once", "Nachrichten, die erste sofort"]),
        dose("reminders", ["messages", "Nachrichten"], [0.0, 52.0, 0.0], ["reminders, after the messages", "Erinnerungen, nach den Nachrichten"]),
        dose("every_weeks", WEEKS, [1.0, 52.0, 4.0], ["from one to the next", "von einer zur nächsten"]),
    ]),
    lever(Lever::TandemOffer, ["tandem_offer", "tandem"], ["offer of a tandem", "Angebot eines Tandems"], [
        "Partners are offered: adult residents, whose hours nobody in the district counts on. Pairs that come about meet at a pace of their own, which is drawn for each.",
        "Es werden Partner*innen angeboten: erwachsene Ansässige, mit deren Stunden im Bezirk niemand rechnet. Paare, die zustande kommen, treffen sich in einem eigenen Takt, der für jedes gezogen wird.",
    ], Form::Acts, &[
        dose("offers", ["partners", "Partner*innen"], [0.0, 5.0, 0.0], ["partners offered", "angebotene Partner*innen"]),
        dose("matched_share", SHARE, [0.0, 1.0, 1.0], ["offers for which somebody is found", "Angebote, für die sich jemand findet"]),
        dose("within_weeks", WEEKS, [1.0, 104.0, 13.0], ["within which somebody is found", "innerhalb derer sich jemand findet"]),
        dose("meetings_per_week", PACE, [0.0, 14.0, 1.0], ["mean over the pairs", "Mittel über die Paare"]),
        dose("variation", VARIATION, [0.0, 3.0, 1.0], ["how far pairs differ in their pace", "wie sehr sich die Paare im Takt unterscheiden"]),
        dose("hours", HOURS, [0.0, 12.0, 1.5], ["hours of a meeting, of which a part is practice of German", "Stunden eines Treffens, von denen ein Teil Übung in Deutsch ist"]),
        DURATION,
    ]),
    lever(Lever::Accompaniment, ["accompaniment", "begleitung"], ["somebody who comes along", "Begleitung"], [
        "Somebody comes along to so many first appointments at institutions to which nobody else comes along.",
        "Jemand kommt zu so vielen ersten Terminen bei Institutionen mit, zu denen sonst niemand mitkommt.",
    ], Form::ActsOnHours, &[
        dose("ways", ["appointments", "Termine"], [0.0, 100.0, 0.0], ["appointments with somebody along", "Termine mit Begleitung"]),
        DURATION,
    ]),
    lever(Lever::SameHouse, ["same_house", "unter_einem_dach"], ["offers in the same house", "Angebote im selben Haus"], [
        "What a desk refers the person to sits under its own roof: there is no way, and one goes at once.",
        "Das Angebot, an das die Anlaufstelle die Person verweist, ist im selben Haus: ohne Weg und sofort.",
    ], Form::Acts, &[
        dose("referrals", ["referrals", "Verweisungen"], [0.0, 100.0, 0.0], ["referrals that stay in the house", "Verweisungen, die im Haus bleiben"]),
        DURATION,
    ]),
    lever(Lever::GroupContact, ["group_contact", "gruppenkontakt"], ["contact in a group", "Kontakt in einer Gruppe"], [
        "A group of residents and people who fled meets on an equal footing with a common task.",
        "Eine Gruppe aus Ansässigen und Geflüchteten trifft sich auf Augenhöhe mit gemeinsamer Aufgabe.",
    ], Form::Acts, &[
        dose("meetings", ["meetings", "Treffen"], [0.0, 100.0, 0.0], ["meetings of the group, one a week", "Treffen der Gruppe, eines je Woche"]),
        dose("people", ["people", "Menschen"], [2.0, 100.0, 12.0], ["people in the group, half of them of the other side; others of the own side are not simulated", "Menschen in der Gruppe, zur Hälfte von der anderen Seite; weitere von der eigenen sind nicht abgebildet"]),
    ]),
    lever(Lever::CoursePlaces, ["course_places", "kursplaetze"], ["places in courses", "Kursplätze"], [
        "A place in an integration course is kept for the person, who waits for none and takes nobody else's. The status has to entitle as ever.",
        "Ein Platz im Integrationskurs ist für die Person freigehalten: Sie wartet nicht darauf und nimmt niemandem einen weg. Berechtigt sein muss sie wie sonst.",
    ], Form::Acts, &[
        dose("places", ["places", "Plätze"], [0.0, 10.0, 0.0], ["places for each person", "Plätze je Person"]),
        DURATION,
    ]),
    lever(Lever::ChildcarePlace, ["childcare_place", "kitaplatz"], ["a place in childcare", "Kita-Platz"], [
        "A place in childcare is kept for the small children of the person's household, as far as the places go.",
        "Für die kleinen Kinder im Haushalt der Person sind Kita-Plätze freigehalten, so weit die Plätze reichen.",
    ], Form::Acts, &[
        dose("places", ["places", "Plätze"], [0.0, 10.0, 0.0], ["places for a household", "Plätze je Haushalt"]),
        DURATION,
    ]),
    lever(Lever::HousingSupport, ["housing_support", "wohnhilfe"], ["help with finding a flat", "Hilfe bei der Wohnungssuche"], [
        "Somebody finds viewings, completes papers and comes along to viewings.",
        "Jemand findet Besichtigungen, vervollständigt Unterlagen und kommt zu Besichtigungen mit.",
    ], Form::Acts, &[
        dose("hours", HOURS_A_WEEK, [0.0, 20.0, 0.0], ["hours of help", "Stunden der Hilfe"]),
        DURATION,
    ]),
    lever(Lever::EmployerMatching, ["employer_matching", "betriebsvermittlung"], ["introduction to employers", "Vermittlung an Betriebe"], [
        "The person is introduced to employers with vacancies, once a week at most. Each decides as on any application.",
        "Die Person wird bei Betrieben mit offenen Stellen vorgestellt, höchstens einmal je Woche. Jeder entscheidet wie über jede Bewerbung.",
    ], Form::Acts, &[
        dose("introductions", ["introductions", "Vorstellungen"], [0.0, 100.0, 0.0], ["employers to whom one is introduced", "Betriebe, bei denen vorgestellt wird"]),
        DURATION,
    ]),
    lever(Lever::IntensiveProgramme, ["intensive_programme", "intensivprogramm"], ["intensive programme", "Intensivprogramm"], [
        "Hours of German, supervised practice at work, and an adviser with few cases, who helps with the search for work.",
        "Deutschstunden, begleitete Arbeitspraxis und eine Betreuung mit wenigen Fällen, die bei der Arbeitssuche hilft.",
    ], Form::Acts, &[
        dose("language_hours", HOURS_A_WEEK, [0.0, 40.0, 0.0], ["hours of German", "Deutschstunden"]),
        dose("practice_hours", HOURS_A_WEEK, [0.0, 40.0, 0.0], ["hours of supervised practice", "Stunden begleiteter Praxis"]),
        dose("caseload", ["people", "Menschen"], [1.0, 500.0, 100.0], ["people for whom an adviser cares", "Menschen je Betreuungskraft"]),
        DURATION,
    ]),
    lever(Lever::Appointment, ["appointment", "termin"], ["an appointment that is made", "vereinbarter Termin"], [
        "The first appointment at an institution is made by whoever refers: they have called there, and explain the way.",
        "Den ersten Termin bei einer Institution vereinbart, wer verweist: Dort ist angerufen worden, und der Weg wird erklärt.",
    ], Form::Acts, &[
        dose("appointments", ["appointments", "Termine"], [0.0, 100.0, 0.0], ["appointments that are made", "vereinbarte Termine"]),
        DURATION,
    ]),
    lever(Lever::Reminder, ["reminder", "erinnerung"], ["a reminder of an appointment", "Erinnerung an einen Termin"], [
        "A message reminds of the date of an appointment some days before it.",
        "Eine Nachricht erinnert einige Tage vorher an einen Termin.",
    ], Form::Acts, &[
        dose("reminders", ["messages", "Nachrichten"], [0.0, 10.0, 0.0], ["reminders of each date", "Erinnerungen je Termin"]),
        DURATION,
    ]),
    lever(Lever::EarlyStart, ["early_start", "frueher_beginn"], ["an early start", "früher Beginn"], [
        "An integration course may begin so many weeks before the procedure ends, when it is not known yet whether somebody may stay.",
        "Ein Integrationskurs darf so viele Wochen vor dem Ende des Verfahrens beginnen, wenn noch nicht feststeht, ob jemand bleiben darf.",
    ], Form::Acts, &[
        dose("weeks_sooner", WEEKS, [0.0, 260.0, 0.0], ["weeks sooner", "Wochen früher"]),
    ]),
    lever(Lever::Letters, ["letters", "briefe"], ["help with letters", "Hilfe bei Briefen"], [
        "Letters of authorities are answered in time with somebody's help.",
        "Briefe von Behörden werden mit Hilfe rechtzeitig beantwortet.",
    ], Form::Acts, &[
        dose("letters", ["letters", "Briefe"], [0.0, 100.0, 0.0], ["letters with help", "Briefe mit Hilfe"]),
        DURATION,
    ]),
    lever(Lever::JobSupport, ["job_support", "arbeitshilfe"], ["help with the search for work", "Hilfe bei der Arbeitssuche"], [
        "Somebody writes applications with the person, calls employers and introduces the person to them.",
        "Jemand schreibt mit der Person Bewerbungen, ruft Betriebe an und stellt die Person dort vor.",
    ], Form::Acts, &[
        dose("hours", HOURS_A_WEEK, [0.0, 40.0, 0.0], ["hours of help", "Stunden der Hilfe"]),
        DURATION,
    ]),
    lever(Lever::Advice, ["advice", "beratung"], ["hours of advice", "Beratungsstunden"], [
        "Somebody works on the person's open needs that calls, papers and ways together can do something about (authorities, housing, education, work), in the order in which they arose, as a desk does that follows people up.",
        "Jemand arbeitet an den offenen Bedarfen der Person, bei denen Anrufe, Unterlagen und gemeinsame Wege etwas ausrichten (Behörden, Wohnen, Bildung, Arbeit), in der Reihenfolge, in der sie entstanden, wie eine Anlaufstelle, die Fälle begleitet.",
    ], Form::Acts, &[
        dose("hours", HOURS_A_WEEK, [0.0, 40.0, 0.0], ["hours of help", "Stunden der Hilfe"]),
        DURATION,
    ]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lever_is_declared_once_and_at_its_first_dose_nothing_is_offered_unasked() {
        for (number, declared) in LEVERS.iter().enumerate() {
            assert_eq!(declared.lever as usize, number, "{}", declared.key);
            assert_eq!(Lever::parse(declared.german_key), Some(declared.lever));
            assert_eq!(declared.doses[0].otherwise, 0.0, "{}", declared.key);
            assert!(declared.doses.iter().all(|dose| (dose.low..=dose.high).contains(&dose.otherwise)));
        }
        assert_eq!(LEVERS.last().unwrap().lever, Lever::Advice, "the last of the list is declared, too");
    }
}
