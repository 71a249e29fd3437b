//! INTESO's concepts as closed lists, without behaviour.
//!
//! Every list knows its words in scenario files and in reports. German words are accepted in scenario files.

use std::fmt;

mod each;

pub use each::Each;

/// The language of words for readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

/// A closed list of concepts with their words.
pub trait Concept: Copy + Eq + fmt::Debug + 'static {
    /// All members, in the order of the list.
    const ALL: &'static [Self];
    /// The concept's name in English, for messages.
    const NAME: &'static str;

    /// Returns the position in the list.
    fn position(self) -> usize;
    /// Returns the word in scenario files and results.
    fn key(self) -> &'static str;
    /// Returns the German word accepted in scenario files.
    fn german_key(self) -> &'static str;
    /// Returns the label in English reports.
    fn english(self) -> &'static str;
    /// Returns the label in German reports.
    fn german(self) -> &'static str;

    /// Returns the member at a position of the list.
    ///
    /// # Panics
    /// When the list is shorter.
    fn of_position(position: usize) -> Self {
        Self::ALL[position]
    }

    /// Finds the member by its English or German key.
    fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|member| member.key() == word || member.german_key() == word)
    }
}

macro_rules! concepts {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $key:literal, $german_key:literal, $english:literal, $german:literal;)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name {
            $(
                $(#[$vdoc])*
                #[doc = concat!("German: ", $german, ".")]
                #[doc(alias = $german_key)]
                $variant,
            )*
        }

        impl Concept for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];
            const NAME: &'static str = stringify!($name);
            #[inline]
            fn position(self) -> usize {
                self as usize
            }
            fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),* }
            }
            fn german_key(self) -> &'static str {
                match self { $(Self::$variant => $german_key),* }
            }
            fn english(self) -> &'static str {
                match self { $(Self::$variant => $english),* }
            }
            fn german(self) -> &'static str {
                match self { $(Self::$variant => $german),* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.key())
            }
        }
    )*};
}

concepts! {
    /// How the intermediary works with a need (*Organisationsform*).
    Approach {
        /// Informs and refers.
        Refer = "refer", "verweisen", "refer", "Verweisen";
        /// Informs, refers and comes along.
        Guide = "guide", "lotsen", "guide", "Lotsen";
        /// Gives rooms to external offers (*Plattform für externe Angebote*).
        Host = "host", "integrativer-ansatz", "host", "Integrativer Ansatz";
        /// Runs offers of its own.
        Provide = "provide", "alles-unter-einem-dach", "provide", "Alles unter einem Dach";
    }

    /// Who helps in the district: the comparators and the intermediary.
    Support {
        /// No intermediary; costs nothing.
        Nobody = "none", "keine", "no intermediary", "keine Instanz";
        /// The same euros buy hours at services that exist.
        ExistingServices = "existing_services", "bestehende-dienste", "existing services", "bestehende Dienste";
        /// No competitor but a yardstick: every need is taken up at once by somebody who knows the way; costs nothing.
        FullAccess = "full_access", "voller-zugang", "full access", "voller Zugang";
        /// An intermediary with a configuration.
        Intermediary = "intermediary", "instanz", "intermediary", "intermediäre Instanz";
    }

    /// Whether who takes a dwelling, a vacancy or an apprenticeship leaves one fewer (*Märkte*).
    Markets {
        /// As it is.
        Scarce = "scarce", "knapp", "scarce", "knapp";
        /// Takers leave no fewer: nobody can take anything from anybody, which is no city that there is.
        Unlimited = "unlimited", "unbegrenzt", "unlimited", "unbegrenzt";
    }

    /// One site or several (*Standort*).
    Siting {
        /// One site.
        Central = "central", "zentral", "central", "zentral";
        /// Several sites that divide hours, staff and rent.
        Decentral = "decentral", "dezentral", "decentral", "dezentral";
    }

    /// How a site stands to existing institutions (*Anbindung an / Integration in vorhandene Institutionen*).
    Attachment {
        /// A house of its own.
        Standalone = "standalone", "eigenstaendig", "standalone", "eigenständig";
        /// Rooms beside an existing institution.
        Attached = "attached", "angebunden", "attached", "Anbindung";
        /// Part of an existing institution.
        Integrated = "integrated", "integriert", "integrated", "Integration";
    }

    /// Who carries the intermediary (*Institutionelle Anbindung*).
    Sponsorship {
        /// The municipality.
        Municipal = "municipal", "kommunal", "municipal", "kommunale Trägerschaft";
        /// An independent welfare organisation.
        Independent = "independent", "frei", "independent", "freie Trägerschaft";
        /// Nobody.
        Unattached = "unattached", "ohne-anbindung", "unattached", "ohne Anbindung";
    }

    /// What the intermediary is called (*Name/Bezeichnung*).
    Naming {
        /// After its target group.
        TargetGroup = "target_group", "zielgruppe", "for the target group", "an die Zielgruppe angepasst";
        /// Open to all.
        Open = "open", "offen", "open", "offener Name";
        /// After the place.
        Place = "place", "sozialraum", "after the place", "Bezug zum Sozialraum";
    }

    /// Whether the name is the same in the whole city.
    NamingScope {
        /// A name of its own.
        Local = "local", "oertlich", "local", "örtlich";
        /// One name in the whole city.
        Uniform = "uniform", "einheitlich", "uniform", "einheitlich";
    }

    /// How working time is used (*Methodisches Handeln*).
    Method {
        /// Work with one person or family.
        Casework = "casework", "einzelfallhilfe", "casework", "Einzelfallhilfe";
        /// Work with groups.
        Groupwork = "groupwork", "gruppenarbeit", "groupwork", "Gruppenarbeit";
        /// Work with institutions.
        Networking = "networking", "vernetzung", "networking", "Vernetzung";
        /// Work in the social space: outreach and activating residents.
        SocialSpace = "social_space", "sozialraumorientierung", "social space", "Sozialraumorientierung";
    }

    /// For whom the intermediary is there (*Zielgruppen*).
    Audience {
        /// Everybody who is present in the district.
        Present = "present", "personen-im-sozialraum", "people present in the district", "Personen im Sozialraum";
        /// Who lives in the district.
        Residents = "residents", "bewohner", "residents", "Bewohner*innen des Sozialraums";
        /// Institutions in the district.
        Institutions = "institutions", "institutionen", "institutions", "institutionelle Akteur*innen";
        /// Newcomers to the city.
        Newcomers = "newcomers", "neu-duesseldorfer", "newcomers to the city", "Neu-Düsseldorfer*innen";
        /// People with a migration history.
        MigrationHistory = "migration_history", "migrationsgeschichte", "people with a migration history", "Personen mit Migrationsgeschichte";
        /// People who fled.
        Fled = "fled", "fluchterfahrung", "people who fled", "Personen mit Fluchterfahrung";
        /// The whole city.
        City = "city", "stadtgesellschaft", "the whole city", "gesamte Stadtgesellschaft";
    }

    /// A field of action (*Themenfeld*).
    Field {
        /// Housing and accommodation.
        Housing = "housing", "wohnen", "housing", "Wohnen und Unterbringung";
        /// School and education, formal and informal.
        Education = "education", "bildung", "education", "Schule und Bildung";
        /// Training, labour market and qualification.
        Work = "work", "arbeit", "work", "Ausbildung, Arbeitsmarkt und Qualifizierung";
        /// Civil society.
        CivilSociety = "civil_society", "zivilgesellschaft", "civil society", "Zivilgesellschaft";
    }

    /// A task of the intermediary beside the fields of action (*Aufgabe*).
    Task {
        /// Integration of people.
        Integration = "integration", "integration", "integration", "Integration";
        /// Offers for volunteers.
        VolunteerOffers = "volunteer_offers", "angebote-fuer-ehrenamtliche", "offers for volunteers", "Angebote für Ehrenamtliche";
        /// Encounter.
        Encounter = "encounter", "begegnung", "encounter", "Begegnung";
        /// Networking.
        Networking = "networking", "vernetzung", "networking", "Vernetzung";
    }

    /// Who coordinates the network in the district.
    Coordinator {
        /// The intermediary.
        Intermediary = "intermediary", "instanz", "the intermediary", "intermediäre Instanz";
        /// The municipality.
        Municipality = "municipality", "kommune", "the municipality", "Kommune";
        /// Nobody.
        Nobody = "nobody", "niemand", "nobody", "niemand";
    }

    /// A tier of administration beyond the district.
    Tier {
        /// The municipality.
        Municipality = "municipality", "kommune", "municipality", "Kommune";
        /// The regional district.
        RegionalDistrict = "regional_district", "regierungsbezirk", "regional district", "Regierungsbezirk";
        /// The federal state.
        Land = "land", "bundesland", "federal state", "Land";
        /// The federation.
        Federation = "federation", "bund", "federation", "Bund";
    }

    /// A dimension of integration (Esser).
    Dimension {
        /// Language and local knowledge.
        Culturation = "culturation", "kulturation", "culturation", "Kulturation";
        /// Work, training, schooling and a private dwelling.
        Placement = "placement", "platzierung", "placement", "Platzierung";
        /// Contact with and ties to long-standing residents.
        Interaction = "interaction", "interaktion", "interaction", "Interaktion";
        /// Belonging.
        Identification = "identification", "identifikation", "identification", "Identifikation";
    }

    /// A phase of the municipality's work.
    Phase {
        /// Beds first.
        Arrival = "arrival", "eingangsphase", "arrival", "Eingangsphase";
        /// The administration is reorganised.
        Interim = "interim", "interimsphase", "interim", "Interimsphase";
        /// Programmes are steered.
        Steering = "steering", "steuerungsphase", "steering", "Steuerungsphase";
    }

    /// A kind of need (*Bedarf*).
    Need {
        /// German language.
        Language = "language", "sprache", "language", "Sprache";
        /// Authorities, asylum and forms.
        Authorities = "authorities", "behoerden", "authorities and asylum", "Behörden und Asyl";
        /// Health.
        Health = "health", "gesundheit", "health", "Gesundheit";
        /// A dwelling.
        Housing = "housing", "wohnung", "housing", "Wohnung";
        /// Education, the children's and one's own.
        Education = "education", "bildung", "education", "Bildung";
        /// Work.
        Job = "job", "arbeitssuche", "job search", "Arbeitssuche";
        /// Company.
        Company = "company", "kontakt", "company", "Kontakt";
    }

    /// A kind of institution in the district.
    InstitutionKind {
        /// Day care for children.
        Childcare = "childcare", "kita", "childcare", "Kita";
        /// A family centre.
        FamilyCentre = "family_centre", "familienzentrum", "family centre", "Familienzentrum";
        /// A school.
        School = "school", "schule", "school", "Schule";
        /// A youth club.
        YouthClub = "youth_club", "jugendfreizeiteinrichtung", "youth club", "Jugendfreizeiteinrichtung";
        /// A sports or culture club.
        Club = "club", "verein", "sports or culture club", "Verein";
        /// An advice service for migrants.
        AdviceService = "advice_service", "beratungsstelle", "advice service", "Beratungsstelle";
        /// A youth migration service.
        YouthMigrationService = "youth_migration_service", "jugendmigrationsdienst", "youth migration service", "Jugendmigrationsdienst";
        /// Social work in a shared accommodation.
        AccommodationSocialWork = "accommodation_social_work", "soziale-betreuung", "social work in the accommodation", "soziale Arbeit in der Unterkunft";
        /// A parish.
        Parish = "parish", "kirchengemeinde", "parish", "Kirchengemeinde";
        /// A housing company.
        HousingCompany = "housing_company", "wohnungsgesellschaft", "housing company", "Wohnungsgesellschaft";
        /// A migrant organisation.
        MigrantOrganisation = "migrant_organisation", "migrantenorganisation", "migrant organisation", "Migrantenorganisation";
        /// A provider of language courses.
        LanguageSchool = "language_school", "sprachkurstraeger", "language-course provider", "Sprachkursträger";
        /// A job centre.
        JobCentre = "job_centre", "jobcenter", "job centre", "Jobcenter";
        /// Adult education.
        AdultEducation = "adult_education", "volkshochschule", "adult education", "Volkshochschule";
        /// A health service.
        HealthService = "health_service", "gesundheitsdienst", "health service", "Gesundheitsdienst";
        /// The municipality's offices.
        PublicOffice = "public_office", "amt", "public office", "Amt";
    }

    /// How somebody gets to the institution that a referral names.
    Mode {
        /// With an address on a sheet of paper.
        Alone = "alone", "allein", "alone", "allein";
        /// With somebody who comes along.
        Accompanied = "accompanied", "begleitet", "accompanied", "begleitet";
        /// To another institution under the same roof.
        Colocated = "colocated", "unter-einem-dach", "same house", "im selben Haus";
        /// To an offer of the intermediary itself under the same roof.
        InHouse = "inhouse", "eigenes-angebot", "own offer", "eigenes Angebot";
    }

    /// Where somebody seeks help first.
    Route {
        /// The intermediary's desk.
        Intermediary = "intermediary", "instanz", "intermediary", "intermediäre Instanz";
        /// An advice service.
        AdviceService = "advice_service", "beratungsstelle", "advice service", "Beratungsstelle";
        /// Social work in the accommodation.
        SocialWork = "social_work", "soziale-betreuung", "social work in the accommodation", "soziale Arbeit in der Unterkunft";
        /// The institution itself.
        Institution = "institution", "institution", "institution directly", "Institution direkt";
        /// A volunteer.
        Volunteer = "volunteer", "ehrenamt", "volunteer", "Ehrenamtliche";
        /// Friends and family.
        Friends = "friends", "freunde", "friends", "Freunde und Familie";
    }

    /// How somebody first hears of a service.
    Channel {
        /// On the way here, from others.
        OnArrival = "on_arrival", "bei-ankunft", "on arrival", "bei der Ankunft";
        /// Outreach, letters and house meetings.
        Outreach = "outreach", "aufsuchende-arbeit", "outreach", "aufsuchende Arbeit";
        /// Passing by a site.
        Footfall = "footfall", "im-vorbeigehen", "passing by", "im Vorbeigehen";
        /// At the institution to which a site is tied.
        Anchor = "anchor", "anker", "at the anchor", "in der Anker-Institution";
        /// From friends, housemates and users.
        WordOfMouth = "word_of_mouth", "mundpropaganda", "word of mouth", "von Bekannten";
        /// An institution mentions it.
        Pointing = "pointing", "hinweis", "told by an institution", "Hinweis einer Institution";
        /// Social work in the accommodation introduces whoever has come.
        SocialWork = "social_work", "sozialarbeit", "introduced by social work", "Einführung durch Sozialarbeit";
        /// A message that names the services.
        Message = "message", "nachricht", "by a message", "durch eine Nachricht";
    }

    /// Male or female, as registered.
    Sex {
        /// Male.
        Male = "male", "maennlich", "men", "Männer";
        /// Female.
        Female = "female", "weiblich", "women", "Frauen";
    }

    /// Group of origin; used for networks and protection, never in reports.
    Origin {
        /// Syria.
        Syria = "syria", "syrien", "Syria", "Syrien";
        /// Afghanistan.
        Afghanistan = "afghanistan", "afghanistan", "Afghanistan", "Afghanistan";
        /// Iraq.
        Iraq = "iraq", "irak", "Iraq", "Irak";
        /// Iran.
        Iran = "iran", "iran", "Iran", "Iran";
        /// Eritrea.
        Eritrea = "eritrea", "eritrea", "Eritrea", "Eritrea";
        /// Any other.
        Other = "other", "andere", "other", "andere";
    }

    /// Schooling and degrees on arrival.
    Education {
        /// None or primary school.
        Low = "low", "niedrig", "none or primary", "keine oder Grundschule";
        /// Middle school.
        Middle = "middle", "mittel", "middle school", "Mittelschule";
        /// Upper secondary school.
        High = "high", "hoch", "upper secondary", "weiterführende Schule";
        /// A vocational or academic degree.
        Degree = "degree", "abschluss", "vocational or academic degree", "Berufs- oder Hochschulabschluss";
    }

    /// Residence status.
    Status {
        /// The asylum procedure runs.
        InProcedure = "in_procedure", "im-verfahren", "in procedure", "im Verfahren";
        /// Protection was granted.
        Settled = "settled", "anerkannt", "protection granted", "Schutz zuerkannt";
        /// Refused, but staying.
        Tolerated = "tolerated", "geduldet", "tolerated", "geduldet";
    }

    /// Working life.
    WorkState {
        /// A child or past working age.
        OutsideAge = "outside_age", "nicht-im-erwerbsalter", "not of working age", "nicht im Erwerbsalter";
        /// Not permitted to work.
        Barred = "barred", "verboten", "not permitted to work", "Arbeitsverbot";
        /// Neither working nor seeking.
        Inactive = "inactive", "inaktiv", "not seeking", "nicht suchend";
        /// Seeking work.
        Seeking = "seeking", "suchend", "seeking", "suchend";
        /// In marginal employment.
        Marginal = "marginal", "geringfuegig", "marginal employment", "geringfügig beschäftigt";
        /// In a paid internship.
        Internship = "internship", "praktikum", "paid internship", "bezahltes Praktikum";
        /// In paid vocational training.
        Training = "training", "ausbildung", "vocational training", "Ausbildung";
        /// In full-time or part-time employment.
        Employed = "employed", "beschaeftigt", "employed", "beschäftigt";
    }

    /// Where people meet.
    Meeting {
        /// At work or in training.
        Work = "work", "arbeit", "work or training", "Arbeit oder Ausbildung";
        /// Among friends.
        Friends = "friends", "freunde", "friends", "Freundeskreis";
        /// In the neighbourhood.
        Neighbourhood = "neighbourhood", "nachbarschaft", "neighbourhood", "Nachbarschaft";
        /// Elsewhere: clubs, groups, school gates, volunteers.
        Elsewhere = "elsewhere", "anderswo", "elsewhere", "anderswo";
    }

    /// Into what hours of paid staff go.
    Use {
        /// Casework at the desk, on the way, and in own offers.
        Casework = "casework", "einzelfallhilfe", "casework", "Einzelfallhilfe";
        /// Groups.
        Groupwork = "groupwork", "gruppenarbeit", "groupwork", "Gruppenarbeit";
        /// Networking.
        Networking = "networking", "vernetzung", "networking", "Vernetzung";
        /// Outreach and the social space.
        SocialSpace = "social_space", "sozialraum", "social space", "Sozialraum";
        /// Administration, training, leave.
        Overhead = "overhead", "verwaltung", "overhead", "Verwaltung";
        /// Coordination of volunteers.
        Coordination = "coordination", "koordination", "coordination", "Koordination";
        /// At the desk without anybody to see.
        Idle = "idle", "leerlauf", "idle", "Leerlauf";
        /// Ill, or the post is vacant.
        Absent = "absent", "abwesend", "absent", "abwesend";
        /// Paid but not used by any activity.
        Unspent = "unspent", "ungenutzt", "unspent", "ungenutzt";
    }

    /// What a volunteer does.
    Role {
        /// Comes along to offices and doctors.
        Accompaniment = "accompaniment", "begleitung", "accompaniment", "Begleitung";
        /// Practises German.
        Language = "language", "sprachpraxis", "language practice", "Sprachpraxis";
        /// Mentors one person or family.
        Mentoring = "mentoring", "patenschaft", "mentoring", "Patenschaft";
        /// Encounter, leisure, donations.
        Encounter = "encounter", "begegnung", "encounter", "Begegnung";
    }

    /// How a case ends.
    CaseEnd {
        /// Solved at a desk.
        AtDesk = "at_desk", "an-der-anlaufstelle", "solved at a desk", "an der Anlaufstelle gelöst";
        /// Solved by an institution after a referral.
        ByReferral = "by_referral", "nach-verweis", "solved after a referral", "nach Verweis gelöst";
        /// Solved by an institution sought directly.
        Directly = "directly", "direkt", "solved by an institution directly", "direkt bei einer Institution gelöst";
        /// Solved by a volunteer.
        ByVolunteer = "by_volunteer", "durch-ehrenamt", "solved by a volunteer", "durch Ehrenamtliche gelöst";
        /// Solved by friends.
        ByFriends = "by_friends", "durch-freunde", "solved by friends", "durch Freunde gelöst";
        /// The need went away, or nothing came of it in time.
        Lapsed = "lapsed", "verfallen", "lapsed", "verfallen";
        /// The person left the city or died.
        Gone = "gone", "weggezogen", "left or died", "weggezogen oder verstorben";
    }

    /// How a referral episode ends.
    EpisodeEnd {
        /// First appointment kept or place taken up.
        Completed = "completed", "abgeschlossen", "completed", "zustande gekommen";
        /// Not entitled by status, or sent away at the counter.
        Refused = "refused", "abgewiesen", "refused", "abgewiesen";
        /// No place in time.
        Full = "full", "voll", "no place", "kein Platz";
        /// Never got there.
        GaveUp = "gave_up", "aufgegeben", "gave up", "aufgegeben";
        /// The institution was not the right one.
        Wrong = "wrong", "falsch", "wrong institution", "falsche Institution";
        /// Left the city or died.
        Moved = "moved", "weggezogen", "left", "weggezogen";
    }
}

impl Support {
    /// Returns whether it has a budget.
    pub const fn has_money(self) -> bool {
        matches!(self, Self::ExistingServices | Self::Intermediary)
    }
}

impl Need {
    /// Returns the field of action to which the need belongs.
    pub const fn field(self) -> Field {
        match self {
            Self::Language | Self::Education => Field::Education,
            Self::Housing => Field::Housing,
            Self::Job => Field::Work,
            Self::Authorities | Self::Health | Self::Company => Field::CivilSociety,
        }
    }
}

impl WorkState {
    /// Returns whether the state counts as employment in the sense of the published surveys.
    #[inline]
    pub const fn is_employment(self) -> bool {
        matches!(self, Self::Marginal | Self::Internship | Self::Training | Self::Employed)
    }
}

/// One value for each kind of need.
pub type PerNeed<T> = Each<Need, T, 7>;
/// One value for each field of action.
pub type PerField<T> = Each<Field, T, 4>;
/// One value for each kind of institution.
pub type PerKind<T> = Each<InstitutionKind, T, 16>;
/// One value for each use of staff hours.
pub type PerUse<T> = Each<Use, T, 9>;
/// One value for each mode of a referral.
pub type PerMode<T> = Each<Mode, T, 4>;
/// One value for each method.
pub type PerMethod<T> = Each<Method, T, 4>;
/// One value for each tier of administration.
pub type PerTier<T> = Each<Tier, T, 4>;
/// One value for each dimension.
pub type PerDimension<T> = Each<Dimension, T, 4>;

#[cfg(test)]
mod tests {
    use super::*;

    fn keys_are_distinct<C: Concept>() {
        let mut keys: Vec<_> = C::ALL.iter().map(|member| member.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), C::ALL.len(), "{}", C::NAME);
    }

    #[test]
    fn no_two_members_of_a_list_share_a_key() {
        keys_are_distinct::<Approach>();
        keys_are_distinct::<InstitutionKind>();
        keys_are_distinct::<Need>();
        keys_are_distinct::<CaseEnd>();
        keys_are_distinct::<Use>();
    }

    #[test]
    fn german_words_are_understood() {
        assert_eq!(Approach::parse("alles-unter-einem-dach"), Some(Approach::Provide));
        assert_eq!(Approach::parse("provide"), Some(Approach::Provide));
        assert_eq!(Approach::parse("anbieten"), None);
    }
}
