//! What stands behind each option: what studies say, as an expectation, and the parameters that belong to it.
//!
//! The ids are those of the evidence table. None of this is a term or a weight of the model.

/// Evidence and parameters of some options.
#[derive(Debug, Clone, Copy)]
pub struct Background {
    /// The keys of the options.
    pub keys: &'static [&'static str],
    /// What studies say, in English.
    pub evidence: &'static str,
    /// What studies say, in German.
    pub evidence_german: &'static str,
    /// Beginnings of the keys of parameters that belong to it; empty for a mere share of hours.
    pub parameters: &'static [&'static str],
}

const fn background(
    keys: &'static [&'static str],
    [evidence, evidence_german]: [&'static str; 2],
    parameters: &'static [&'static str],
) -> Background {
    Background { keys, evidence, evidence_german, parameters }
}

/// The backgrounds of all options.
#[rustfmt::skip]
pub const BACKGROUND: &[Background] = &[
    background(&["intermediary.approach"], ["Referrals are completed to 24–49 % with an address alone, to 40–65 % with somebody who comes along, to 65–80 % in the same house (A12–A21); own offers cover few fields at one post and double those of others (N7).", "Verweise kommen zu 24–49 % an, wenn es nur eine Adresse gibt, zu 40–65 % mit Begleitung, zu 65–80 % im selben Haus (A12–A21); eigene Angebote decken mit einer Stelle wenige Felder ab und doppeln die anderer (N7)."], &["counselling.minutes_", "referral.", "account.hosted_", "account.offer_", "account.room"]),
    background(&["intermediary.siting", "intermediary.sites"], ["Each kilometre lowers the odds of a voluntary visit by perhaps 10–30 % (A23, A24); the first site of a second place began with four hours a week (D30).", "Jeder Kilometer senkt die Chance eines freiwilligen Besuchs um vielleicht 10–30 % (A23, A24); ein zweiter Standort begann mit vier Stunden je Woche (D30)."], &["account.rent.", "travel.", "help_seeking.per_km", "help_seeking.opening_elasticity", "help_seeking.reference_hours"]),
    background(&["intermediary.attachment", "intermediary.anchor"], ["Offers in the same house are taken up by about 20 points more (A20, A21), more by parents and women (A44); integration may cost profile and person-independent structure.", "Angebote im selben Haus werden um etwa 20 Punkte häufiger angenommen (A20, A21), eher von Eltern und Frauen (A44); Integration kann Profil und personenunabhängige Struktur kosten."], &["account.rent.", "account.beside_km", "awareness.footfall_per_week", "referral.same_house_papers", "institutions.founding.kind."]),
    background(&["intermediary.sponsorship"], ["No causal evidence: at most ±10 % on first visits is plausible, with opposite signs for authorities and for volunteers (A9, A10, A38, R47).", "Keine kausalen Belege: plausibel sind höchstens ±10 % bei Erstbesuchen, mit umgekehrten Vorzeichen für Ämter und Ehrenamt (A9, A10, A38, R47)."], &["account.sponsor_", "account.start_up_", "account.paperwork_factor.", "account.grant_weeks."]),
    background(&["intermediary.naming", "intermediary.naming_scope"], ["Size unknown, perhaps ±10 % on first visits: a name for the target group is recognised at once and keeps residents away later (A36, A37).", "Größe unbekannt, vielleicht ±10 % bei Erstbesuchen: Ein Name für die Zielgruppe wird gleich erkannt und hält Ansässige später fern (A36, A37)."], &["account.recognition."]),
    background(&["intermediary.staff_fte", "intermediary.budget_eur_per_year"], ["One post costs about 57 000 € (A29) and has 1 550–1 650 hours a year; real budgets are 36–70 thousand € a site and year (D33).", "Eine Stelle kostet etwa 57 000 € (A29) und hat 1 550–1 650 Stunden im Jahr; wirkliche Budgets liegen bei 36–70 Tausend € je Standort und Jahr (D33)."], &["account.euros_per_post", "account.hours_per_post", "account.direct_share", "account.least_post", "staff."]),
    background(&["intermediary.opening_hours_per_week"], ["44 hours in Niederrheinstraße (D28); opening hours matter for use, the size is an assumption.", "44 Stunden in der Niederrheinstraße (D28); Öffnungszeiten zählen für die Nutzung, die Größe ist eine Annahme."], &["help_seeking.opening_elasticity", "help_seeking.reference_hours", "awareness.opening_hours_reached"]),
    background(&["intermediary.opens"], ["New structures need time: reforms towards one stop cost 6–18 months of reduced work (A39).", "Neue Strukturen brauchen Zeit: Reformen hin zu einer Anlaufstelle kosten 6–18 Monate verminderter Arbeit (A39)."], &["account.start_up_", "account.reorganisation_", "awareness.opening_weeks"]),
    background(&["intermediary.volunteers"], ["15 to 150 volunteers for one Welcome Point (V21), 3–6 hours a week each; a coordinator is needed (V10); a mix is favoured (V17, V18).", "15 bis 150 Ehrenamtliche für einen Welcome Point (V21), je 3–6 Stunden in der Woche; Koordination ist nötig (V10); für eine Mischung spricht am meisten (V17, V18)."], &["account.volunteer_expenses", "account.coordination_hours_per_volunteer", "volunteering."]),
    background(&["intermediary.rooms"], ["Hosted offers are completed to 65–80 % (A20–A22); rooms and upkeep of the network are their price.", "Angebote zu Gast kommen zu 65–80 % an (A20–A22); Räume und Netzwerkpflege sind ihr Preis."], &["account.room", "account.hosted_"]),
    background(&["intermediary.accompaniment"], ["Somebody who comes along completes 1.2–1.65 times as many referrals (A14–A18); 2–4 hours each.", "Begleitung bringt 1,2- bis 1,65-mal so viele Verweise ans Ziel (A14–A18); je 2–4 Stunden."], &["referral.companion_", "referral.together_minutes", "travel."]),
    background(&["intermediary.own_offers"], ["About 80 % are reached in the fields covered, but few fields at one post (A21, A34); strong effects only with very low caseloads (A40).", "Etwa 80 % werden in abgedeckten Feldern erreicht, aber mit einer Stelle nur wenige Felder (A21, A34); starke Wirkungen nur bei sehr kleinen Fallzahlen (A40)."], &["account.offer_", "attendance."]),
    background(&["intermediary.methods.casework"], ["More than four contacts go with success (odds 1.9, A14).", "Mehr als vier Kontakte gehen mit Erfolg einher (Chance 1,9-fach, A14)."], &["counselling.minutes_"]),
    background(&["intermediary.methods.groupwork"], ["Contact under good conditions lowers prejudice (r about −0.2) and generalises little (C5).", "Kontakt unter guten Bedingungen senkt Vorurteile (r etwa −0,2) und überträgt sich wenig (C5)."], &["account.group_", "attendance.talks_in_group"]),
    background(&["intermediary.methods.networking"], ["Networks with a core coordinate better than dense ones (N1–N3) and take three years or more (N5).", "Netzwerke mit einem Kern koordinieren besser als dichte (N1–N3) und brauchen drei Jahre oder mehr (N5)."], &["local_network.", "city_network."]),
    background(&["intermediary.methods.social_space"], ["Few know such services unaided (A1); people who fled and help raise others' willingness to help (C33).", "Wenige kennen solche Dienste von sich aus (A1); engagierte Geflüchtete erhöhen die Hilfsbereitschaft anderer (C33)."], &["awareness.people_per_outreach_hour", "awareness.remembers", "volunteering.asked_per_hour"]),
    background(&["intermediary.principles.participation"], ["Helping and taking part build bridging ties (C33); no study of stated needs against assigned ones.", "Mittun stiftet brückenbildende Bindungen (C33); keine Studie zu geäußerten statt zugeschriebenen Bedarfen."], &["account.participation_hours", "public_life."]),
    background(&["intermediary.principles.inclusion"], ["Language is a main barrier at counters (A10); contact of equals matters most (C1, C4).", "Sprache ist eine Haupthürde an Schaltern (A10); am meisten zählt Kontakt auf Augenhöhe (C1, C4)."], &["account.languages_", "account.mediation_hours", "account.interpret", "account.childcare_fee", "help_seeking.languages", "encounter."]),
    background(&["intermediary.audience"], ["A wider audience dilutes capacity (A34) and brings contact; all newcomers are two to four times the cases in district 6. No figure is known of who is in a district by day without living there.", "Eine weitere Zielgruppe verdünnt die Kapazität (A34) und bringt Kontakt; alle Neuzugezogenen sind in Stadtbezirk 6 zwei- bis viermal so viele Fälle. Zu Personen, die sich tagsüber in einem Stadtbezirk aufhalten, ohne dort zu wohnen, liegt keine Zahl vor."], &["help_seeking.resident_needs.", "help_seeking.newcomer_weeks", "help_seeking.people_in_reach", "help_seeking.present_by_day", "help_seeking.questions_per_institution", "counselling.minutes_resident", "attendance.residents_"]),
    background(&["intermediary.goals.culturation", "intermediary.goals.placement", "intermediary.goals.interaction", "intermediary.goals.identification"], ["None: weights are a value choice.", "Keine: Gewichte sind eine Wertentscheidung."], &[]),
    background(&["intermediary.content"], ["Broad scope dilutes the effect (A34).", "Ein breiter Auftrag verdünnt die Wirkung (A34)."], &["needs."]),
    background(&["intermediary.local_network.coordinator"], ["From about eight to ten members on, shared governance degrades and a broker is needed (N4, N6).", "Ab etwa acht bis zehn Mitgliedern leidet gemeinsame Steuerung, und es braucht eine vermittelnde Stelle (N4, N6)."], &["local_network.hours_per_member", "local_network.hours_per_pair", "local_network.meeting_hours"]),
    background(&["intermediary.local_network.interval_weeks"], ["No study; an assumption of the project.", "Keine Studie; eine Annahme des Projekts."], &["local_network.meeting_hours", "local_network.attend", "local_network.tie_"]),
    background(&["intermediary.local_network.early_goals", "intermediary.local_network.working_groups"], ["Shared goals are a condition of working networks (N4, N6); no size known.", "Gemeinsame Ziele sind Bedingung arbeitsfähiger Netzwerke (N4, N6); keine Größe bekannt."], &["local_network.project", "local_network.duplicate_km", "local_network.reach_km"]),
    background(&["intermediary.local_network.person_independent"], ["A change of staff destroys 30–60 % of ties unless structures do not depend on persons (A).", "Ein Personalwechsel zerstört 30–60 % der Bindungen, wenn Strukturen an Personen hängen (A)."], &["local_network.turnover_"]),
    background(&["intermediary.local_network.open_place"], ["Newcomers join networks that they can see; no size known.", "Neue kommen zu Netzwerken, die sie sehen können; keine Größe bekannt."], &["local_network.join"]),
    background(&["intermediary.local_network.merging"], ["Double structures are a cost of own offers (N7).", "Doppelstrukturen sind ein Preis eigener Angebote (N7)."], &["local_network.merge", "local_network.duplicate_km"]),
    background(&["intermediary.city_network.share", "intermediary.city_network.tiers"], ["Without a link to the city local needs are not heard (N7); with it programmes and money are known.", "Ohne Verbindung zur Stadt werden Bedarfe vor Ort nicht gehört (N7); mit ihr sind Programme und Mittel bekannt."], &["city_network.body_hours", "city_network.information_"]),
    background(&["intermediary.city_network.reporting"], ["Without reports programmes go by head (N7).", "Ohne Meldungen werden Programme nach Köpfen verteilt (N7)."], &["city_network.report_hours", "city_network.follows_reports."]),
    background(&["intermediary.city_network.programme_coordination"], ["Coordination avoids duplicates (N7); no size known.", "Koordination vermeidet Doppelungen (N7); keine Größe bekannt."], &["city_network.coordinated.", "city_network.programme_size"]),
    background(&["intermediary.city_network.exchange"], ["No study; an assumption of the project.", "Keine Studie; eine Annahme des Projekts."], &["city_network.information_"]),
];
