//! Circles: no files of one module import each other in a loop.
//!
//! A tie is a path that names an item of another file. A parent that only declares its parts and hands their items on is a door,
//! not a room: who takes an item through it is tied to the file in which that item stands, and what it hands on is no need of its
//! own even where its code uses it. A parent that imports for itself alone is a file like any other, except in `process`: there the file of a process holds the parameters and the scene that all its parts
//! take, and its step calls them, which is one step written on several pages; so ties between a process and its own parts do
//! not count, while those among the parts do.

use std::collections::{BTreeMap, BTreeSet};

use super::{Named, code, named, program};

/// Longer chains of `pub use` than this are no way to hand something on.
const MOST_DOORS: usize = 8;

/// Files by the path of their module, with the paths that they name.
struct Rooms(BTreeMap<String, Vec<Named>>);

impl Rooms {
    /// Takes files as path from the top and text.
    fn of<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let room = |path: &str| path.trim_start_matches("src/").trim_end_matches(".rs").replace('/', "::");
        Self(files.map(|(path, text)| (room(path), named(&code(text)))).collect())
    }

    /// Returns a path as it reads from the top of the crate; `None` where it leads out of it, or to something local.
    fn resolved(&self, own: &str, path: &str) -> Option<String> {
        let (first, rest) = path.split_once("::").unwrap_or((path, ""));
        match first {
            "crate" => Some(rest.to_owned()),
            "self" => Some(format!("{own}::{rest}")),
            "super" => {
                let above = own.rsplit_once("::").map_or("", |(above, _)| above);
                if rest.starts_with("super::") {
                    self.resolved(above, rest)
                } else {
                    Some(format!("{above}::{rest}").trim_start_matches("::").to_owned())
                }
            }
            _ => self.0.contains_key(&format!("{own}::{first}")).then(|| format!("{own}::{path}")),
        }
    }

    /// Returns the file in which what a path from the top names stands, behind all doors.
    fn room(&self, path: &str) -> Option<String> {
        let mut path = path.to_owned();
        for _ in 0..MOST_DOORS {
            let steps: Vec<&str> = path.split("::").collect();
            let length =
                (1..=steps.len()).rev().find(|length| self.0.contains_key(&steps[..*length].join("::")))?;
            let room = steps[..length].join("::");
            let beyond = steps.get(length).and_then(|item| {
                let door = self.0[&room]
                    .iter()
                    .find(|named| named.is_handed_on && named.path.rsplit("::").next() == Some(*item))?;
                self.resolved(&room, &door.path)
            });
            match beyond {
                Some(beyond) if beyond != path => {
                    path = [&[beyond.as_str()], &steps[length + 1..]].concat().join("::");
                }
                _ => return Some(room),
            }
        }
        None
    }

    /// Returns the other files of its module that a file needs.
    fn needs(&self, own: &str) -> BTreeSet<String> {
        let top = |room: &str| room.split("::").next().unwrap_or_default().to_owned();
        let is_part = |inner: &str, outer: &str| inner.starts_with(&format!("{outer}::"));
        let named = self.0[own].iter().filter(|named| !named.is_handed_on);
        named
            .filter_map(|named| self.room(&self.resolved(own, &named.path)?))
            .filter(|room| room != own && top(room) == top(own))
            .filter(|room| top(own) != "process" || !is_part(room, own) && !is_part(own, room))
            .collect()
    }

    /// Returns the circles, each with its files in order.
    fn circles(&self) -> BTreeSet<Vec<String>> {
        let needs: BTreeMap<&str, BTreeSet<String>> =
            self.0.keys().map(|room| (room.as_str(), self.needs(room))).collect();
        let reached: BTreeMap<&str, BTreeSet<&str>> = needs
            .keys()
            .map(|room| {
                let mut seen = BTreeSet::new();
                let mut open = vec![*room];
                while let Some(next) = open.pop() {
                    open.extend(needs[next].iter().map(String::as_str).filter(|room| seen.insert(*room)));
                }
                (*room, seen)
            })
            .collect();
        let circle = |room: &&str| -> Vec<String> {
            let others = reached[room].iter().filter(|other| reached[**other].contains(room));
            others.map(|other| (*other).to_owned()).collect()
        };
        reached.keys().map(circle).filter(|circle| !circle.is_empty()).collect()
    }
}

#[test]
fn no_files_of_a_module_import_each_other_in_a_circle() {
    let files: Vec<_> = program().collect();
    let rooms = Rooms::of(files.iter().map(|file| (file.path.as_str(), file.text.as_str())));
    let faults: Vec<String> = rooms.circles().into_iter().map(|circle| circle.join(", ")).collect();
    assert!(faults.is_empty(), "files that import each other:\n{}", faults.join("\n"));
}

#[test]
fn the_test_of_circles_finds_one() {
    let circles = |files: &[(&str, &str)]| Rooms::of(files.iter().copied()).circles().len();
    let house = [
        ("src/a.rs", "mod b;\nmod c;\npub use b::B;\npub use c::{C, D as E};"),
        ("src/a/b.rs", "use super::C;"),
        ("src/a/c.rs", "pub struct C;"),
    ];
    assert_eq!(circles(&house), 0, "a parent that hands on what its parts hold is a door");
    for (path, text) in [
        ("src/a/c.rs", "use super::b::B;"),
        ("src/a/c.rs", "use super::B;"),
        ("src/a/c.rs", "use crate::a::{self, b::{B}};"),
        ("src/a/c.rs", "fn c() { super::b::b() }"),
        ("src/a.rs", "mod b;\npub struct C;\nfn a() { b::b() }"),
    ] {
        let turned: Vec<_> = house.map(|(own, old)| (own, if own == path { text } else { old })).to_vec();
        assert_eq!(circles(&turned), 1, "{path}: {text}");
    }
    for (path, text) in [
        ("src/a/c.rs", "//! See `super::b::B`.\npub struct C;"),
        ("src/a/c.rs", "pub struct C;\n#[cfg(test)]\nmod tests {\n    use super::super::b::B;\n}"),
        ("src/a.rs", "mod b;\npub struct C;"),
    ] {
        let turned: Vec<_> = house.map(|(own, old)| (own, if own == path { text } else { old })).to_vec();
        assert_eq!(circles(&turned), 0, "{path}: {text}");
    }
    let process = [
        ("src/process/a.rs", "pub struct Parameters;\nfn step() { b::b() }"),
        ("src/process/a/b.rs", "use super::{Parameters, c::C};"),
        ("src/process/a/c.rs", "use super::Parameters;"),
    ];
    assert_eq!(circles(&process), 0, "a process and its parts are one step");
    let mut turned = process;
    turned[2].1 = "fn c() { super::b::b() }";
    assert_eq!(circles(&turned), 1, "the parts of a process are files like any other");
}
