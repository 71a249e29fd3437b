//! The guard of the one rule: what a configuration has created is read where it is meant to be, and in no log-odds.

use inteso::vocabulary::{Approach, Concept, InstitutionKind, Need, Role, Route, Use};

use super::{File, code, files, program, read, words};

/// Each fact that a configuration creates: what it is, and the files of processes that read it.
const READERS: &[(&str, &str, &[&str])] = &[
    (
        "opens",
        "date",
        &[
            "awareness",
            "city_network",
            "local_network",
            "public_life",
            "staff",
            "volunteering",
            "volunteering/attachment",
        ],
    ),
    ("desks", "places", &["city_network", "help_seeking/others", "local_network", "staff", "volunteering"]),
    ("at_existing_services", "whose desks have the hours", &["awareness", "help_seeking/others", "staff"]),
    ("paid_hours", "hours", &["staff"]),
    ("shares", "hours", &["staff"]),
    ("accompaniment", "hours", &["staff"]),
    ("accompanies", "for which needs there are hours", &["referral", "volunteering/attachment"]),
    ("own_offers", "hours", &["staff"]),
    ("paid_offers", "offers, which stand in the network", &[]),
    ("provides_for", "offers, which stand in the network", &[]),
    ("hosts_for", "offers, which stand in the network", &[]),
    ("serves", "audience", &["help_seeking/others", "local_network/actions"]),
    ("euros_per_year", "costs", &["staff"]),
    ("account", "costs", &["staff"]),
    ("anchor_rent", "costs", &["staff"]),
    ("volunteers_sought", "places for volunteers", &["staff", "volunteering/attachment"]),
    ("hours_per_volunteer", "hours", &["volunteering"]),
    ("recognised_by_fled", "who sees that the name means them", &["awareness", "awareness/passing"]),
    (
        "recognised_by_residents",
        "who sees that the name means them",
        &["help_seeking/others", "volunteering/attachment"],
    ),
    ("serves_whom", "audience", &["attendance", "help_seeking/others"]),
    ("openness", "residents who are invited", &["attendance", "volunteering"]),
    ("participation_hours", "hours", &["public_life", "staff"]),
    ("person_independent", "records", &["local_network", "local_network/turnover"]),
    ("mediation_hours", "hours", &["staff"]),
    ("upkeep_hours", "hours", &["staff"]),
    ("network_interval", "meetings", &["local_network"]),
    (
        "meetings",
        "meetings",
        &[
            "local_network",
            "local_network/actions",
            "local_network/groups",
            "local_network/guests",
            "local_network/meetings",
        ],
    ),
    ("city_share", "hours", &["staff"]),
    ("reports_needs", "reports", &["city_network/work"]),
    ("city", "hours and bodies", &["city_network", "city_network/work"]),
    ("circle", "people who can be asked", &["volunteering/attachment"]),
    ("grant_weeks", "terms of money", &["staff/grants"]),
    ("paperwork_factor", "minutes", &["counselling"]),
    ("start_up_until", "hours", &["staff"]),
];

/// Names under which a process has what a configuration created.
const HOLDERS: &[&str] = &["facts", "establishment"];

/// Kinds of helpers, desks and activities, which say who does something and not what happens.
const KINDS: &[&str] =
    &["DeskOwner", "Role", "Route", "Use", "Support", "Belonging", "Issuer", "Activity", "Alternative"];

/// Functions whose result is, or goes into, log-odds.
const LOG_ODDS: &[&str] = &["urge", "worth", "worth_of_hours", "acceptance", "log_odds", "log_odds_of_ties"];

/// Returns the fields of the facts, as the code has them.
fn fields() -> Vec<String> {
    let text = read("src/intermediary.rs");
    let start = text.find("pub struct Establishment {").expect("the facts stand there");
    let body = &text[start..start + text[start..].find("\n}\n").expect("a struct ends")];
    let name = |line: &str| Some(line.trim().strip_prefix("pub ")?.split(':').next()?.to_owned());
    body.lines().skip(1).filter_map(name).collect()
}

/// Returns the facts that a piece of code reads: after the name of what holds them, or taken apart.
fn facts_read(text: &str) -> Vec<String> {
    let code = code(text);
    let words = words(&code);
    let mut found = Vec::new();
    for pair in words.windows(2) {
        let [(start, holder), (next, field)] = pair else { continue };
        let between = code[start + holder.len()..*next].trim();
        if HOLDERS.contains(holder) && between == "." {
            found.push((*field).to_owned());
        }
    }
    for (start, _) in code.match_indices("let Establishment {") {
        let body = &code[start + "let Establishment {".len()..];
        let body = &body[..body.find('}').unwrap_or(0)];
        found.extend(self::words(body).into_iter().map(|(_, field)| field.to_owned()));
    }
    found.retain(|field| READERS.iter().any(|(name, ..)| name == field));
    found.sort();
    found.dedup();
    found
}

fn processes() -> impl Iterator<Item = (String, File)> {
    program().filter_map(|file| {
        let name = file.path.strip_prefix("src/process/")?.strip_suffix(".rs")?.to_owned();
        let is_test = name.ends_with("/tests") || name.contains("/tests/");
        (!is_test).then_some((name, file))
    })
}

#[test]
fn every_fact_that_a_configuration_creates_says_what_it_is_and_who_may_read_it() {
    let listed: Vec<&str> = READERS.iter().map(|(name, ..)| *name).collect();
    assert_eq!(fields(), listed, "the list has the fields in their order");
    let mut read = Vec::new();
    for (name, file) in processes() {
        read.extend(facts_read(&file.text).into_iter().map(|field| (field, name.clone())));
    }
    let mut may: Vec<(String, String)> = READERS
        .iter()
        .flat_map(|(field, _, files)| files.iter().map(|file| ((*field).to_owned(), (*file).to_owned())))
        .collect();
    read.sort();
    may.sort();
    assert_eq!(read, may);
}

/// Returns the bodies of the functions whose result goes into log-odds, and what stands in the parentheses of `logistic`.
fn log_odds_in(code: &str) -> Vec<&str> {
    let within = |from: usize, open: char, close: char| {
        let mut depth = 0;
        for (at, letter) in code[from..].char_indices() {
            depth += i32::from(letter == open) - i32::from(letter == close);
            if depth == 0 && letter == close {
                return &code[from..from + at];
            }
        }
        &code[from..]
    };
    let of_functions = LOG_ODDS.iter().filter_map(|name| {
        let start = code.find(&format!("fn {name}("))?;
        Some(within(start + code[start..].find('{')?, '{', '}'))
    });
    let of_calls =
        code.match_indices("logistic(").map(|(start, call)| within(start + call.len() - 1, '(', ')'));
    of_functions.chain(of_calls).collect()
}

/// Returns what no log-odds may hold: facts of a configuration, and kinds of who helps.
fn strangers_in_log_odds(text: &str) -> Vec<String> {
    let code = code(text);
    let mut found = Vec::new();
    for part in log_odds_in(&code) {
        found.extend(facts_read(part));
        let kinds = words(part).into_iter().filter(|(_, word)| KINDS.contains(word));
        found.extend(kinds.map(|(_, word)| word.to_owned()));
    }
    found
}

#[test]
fn no_fact_of_a_configuration_and_no_kind_of_helper_enters_log_odds() {
    let mut parts = 0;
    for (name, file) in processes() {
        assert_eq!(strangers_in_log_odds(&file.text), Vec::<String>::new(), "{name}");
        parts += log_odds_in(&code(&file.text)).len();
    }
    assert!(parts >= 8, "only {parts} places with log-odds are known");
    for name in LOG_ODDS {
        let is_there = processes().any(|(_, file)| file.text.contains(&format!("fn {name}(")));
        assert!(is_there, "no function `{name}`");
    }
}

/// Returns the keys of parameters in log-odds that name a kind of helper or of activity.
///
/// Words that name a need, too, say what is sought and not who helps.
fn keyed_by_helpers(file: &str) -> Vec<String> {
    fn keys<T: Concept>() -> impl Iterator<Item = String> {
        T::ALL.iter().map(|one| format!("_{}_", one.key()))
    }
    let needs: Vec<String> = keys::<Need>().collect();
    let helpers: Vec<String> = keys::<Route>()
        .chain(keys::<Role>())
        .chain(keys::<Approach>())
        .chain(keys::<InstitutionKind>())
        .chain(keys::<Use>())
        .chain(["_desk_", "_staff_", "_volunteers_"].map(str::to_owned))
        .filter(|key| !needs.contains(key))
        .collect();
    let mut found = Vec::new();
    let mut key = "";
    for line in file.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            key = name;
        }
        let words = format!("_{}_", key.replace('.', "_"));
        if line.starts_with("unit = \"log") && helpers.iter().any(|helper| words.contains(helper.as_str())) {
            found.push(key.to_owned());
        }
    }
    found
}

#[test]
fn no_parameter_in_log_odds_is_keyed_by_a_kind_of_helper() {
    for file in files("scenarios/evidence", &[".toml"]) {
        assert_eq!(keyed_by_helpers(&file.text), Vec::<String>::new(), "{}", file.path);
    }
    // The twin: such keys are found, and those of facts, of needs and of other units are not.
    let wrong = "[pull.desk]\nunit = \"log-odds\"\n[pull.friends]\nunit = \"log-odds\"\n[per_km]\nunit = \"log-odds per km\"\n\
                 [urgency.language]\nunit = \"log-odds\"\n[friends_solve.job]\nunit = \"share\"\n\
                 [institution_knowledge]\nunit = \"log-odds\"\n";
    assert_eq!(keyed_by_helpers(wrong), ["pull.desk", "pull.friends", "institution_knowledge"]);
}

#[test]
fn the_guard_finds_what_it_guards_against() {
    let wrong =
        "fn urge(facts: &Establishment) -> f64 {\n    0.3 + if facts.reports_needs { 1.0 } else { 0.0 }\n}\n";
    assert_eq!(strangers_in_log_odds(wrong), ["reports_needs"]);
    let wrong = "fn a(owner: DeskOwner) -> f64 {\n    logistic(if owner == DeskOwner::Intermediary { 1.0 } else { 0.0 })\n}\n";
    assert_eq!(strangers_in_log_odds(wrong), ["DeskOwner"]);
    assert_eq!(
        facts_read("let Establishment { serves, .. } = *all;\nestablishment\n    .shares;"),
        ["serves", "shares"]
    );
    assert!(strangers_in_log_odds("fn a(km: f64) -> f64 { logistic(1.0 - km) }").is_empty());
}

#[test]
fn the_yardstick_of_full_access_is_fenced_off_from_every_configuration() {
    // Who decides that it holds, where it acts, and what its referrals are.
    let allowed: &[(&str, &[&str])] = &[
        (
            "full_access_since",
            &[
                "intermediary",
                "intermediary/establishment",
                "process/counselling",
                "process/counselling/full_access",
            ],
        ),
        (
            "Issuer::FullAccess",
            &[
                "observation/episodes",
                "process/counselling/full_access",
                "process/referral",
                "process/referral/choice",
            ],
        ),
        (
            "Support::FullAccess",
            &["experiment/point", "intermediary/account", "intermediary/establishment", "scenario/options"],
        ),
    ];
    for (words, files) in allowed {
        let found: Vec<String> = program()
            .filter(|file| code(&file.text).contains(words))
            .map(|file| file.path.trim_start_matches("src/").trim_end_matches(".rs").to_owned())
            .collect();
        assert_eq!(found, *files, "`{words}`");
    }
}
