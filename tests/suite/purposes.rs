//! The purposes of draws: each is drawn for, and no number is given twice.

use crate::house::{code, program, read, words};

/// The purpose for which the dice's pinned values are drawn, and nothing else.
const PINNED: &str = "Mind";

/// Returns the purposes of draws, name and number, and the numbers that are retired.
fn purposes(dice: &str) -> (Vec<(String, u16)>, Vec<u16>) {
    let list = dice.split_once("pub enum Purpose {").and_then(|(_, rest)| rest.split_once('}'));
    let (list, _) = list.expect("the dice have a list of purposes");
    let given = list
        .lines()
        .filter_map(|line| line.trim().strip_suffix(',')?.split_once(" = "))
        .map(|(name, number)| (name.to_owned(), number.parse().expect("a purpose has a number")))
        .collect();
    let retired =
        dice.lines().find_map(|line| line.strip_prefix("/// Retired, so never to be given again: "));
    let retired = retired.expect("the dice say which numbers are retired").trim_end_matches('.');
    (given, retired.split(", ").map(|number| number.parse().expect("a retired number is one")).collect())
}

/// Returns the purposes that nothing draws for, and the numbers that stand twice among those given and retired.
fn purpose_faults(dice: &str, code: &str) -> Vec<String> {
    let (given, retired) = purposes(dice);
    let named = words(code);
    let is_drawn =
        |name: &str| named.iter().any(|&(start, word)| word == name && code[..start].ends_with("Purpose::"));
    let mut faults: Vec<String> = given
        .iter()
        .filter(|(name, _)| !is_drawn(name) && name != PINNED)
        .map(|(name, number)| format!("nothing draws for {name}: retire its number {number}"))
        .collect();
    let mut numbers: Vec<u16> = given.iter().map(|(_, number)| *number).chain(retired).collect();
    numbers.sort_unstable();
    faults.extend(
        numbers.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| format!("{} stands twice", pair[0])),
    );
    faults
}

#[test]
fn every_purpose_is_drawn_for_and_no_number_is_given_twice() {
    let code: String = program().map(|file| code(&file.text)).collect();
    let faults = purpose_faults(&read("src/dice.rs"), &code);
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));

    let dice = "/// Retired, so never to be given again: 3, 5.\npub enum Purpose {\n    A = 1,\n    B = 2,\n    C = 3,\n}\n";
    assert_eq!(
        purpose_faults(dice, "Purpose::A, Purpose::C, B"),
        ["nothing draws for B: retire its number 2", "3 stands twice"]
    );
}
