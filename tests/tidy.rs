//! The house keeps its order: no room looks forward, and some that could look
//! back at each other have never met.

use std::path::{Path, PathBuf};

/// The rooms in walking order, each with the rooms it may know.
const ROOMS: [(&str, &[&str]); 12] = [
    ("exact", &[]),
    ("text", &["exact"]),
    ("expression", &["exact", "text"]),
    ("books", &["exact", "text", "expression"]),
    ("formula", &["exact", "text", "expression"]),
    ("ledger", &["exact"]),
    ("settlement", &["exact", "text", "expression", "books", "formula", "ledger"]),
    ("readings", &["exact", "text", "expression", "books", "formula", "settlement"]),
    ("trial", &["exact", "text", "expression", "books", "formula", "ledger", "settlement"]),
    ("batch", &["exact", "text", "formula", "settlement"]),
    (
        "report",
        &[
            "exact",
            "text",
            "expression",
            "books",
            "formula",
            "ledger",
            "settlement",
            "readings",
            "trial",
            "batch",
        ],
    ),
    (
        "cli",
        &[
            "exact",
            "text",
            "expression",
            "books",
            "formula",
            "ledger",
            "settlement",
            "readings",
            "trial",
            "batch",
            "report",
        ],
    ),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the room is a folder") {
        let path = entry.expect("the room can be read").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    files
}

/// The rooms that a source names: what follows `crate::`, alone or in braces, or
/// `super::super::`.
fn rooms_named(source: &str) -> Vec<&'static str> {
    let code: String =
        source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let listed: Vec<&str> =
        code.split("crate::{").skip(1).filter_map(|rest| rest.split("};").next()).collect();
    let names = |room: &str| {
        let paths = [format!("crate::{room}"), format!("super::super::{room}"), format!("fenhong::{room}")];
        listed.iter().any(|list| list.contains(room)) || paths.iter().any(|path| code.contains(path))
    };
    ROOMS.iter().map(|(room, _)| *room).filter(|room| names(room)).collect()
}

#[test]
fn no_room_knows_of_a_room_it_must_not() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut looks = Vec::new();
    for (room, known) in ROOMS {
        let files = sources(&house.join(room));
        assert!(!files.is_empty(), "`{room}` is empty");
        for file in files {
            let source = std::fs::read_to_string(&file).unwrap();
            for named in rooms_named(&source) {
                if named != room && !known.contains(&named) {
                    looks.push(format!("`{room}` must not know of `{named}`: {}", file.display()));
                }
            }
        }
    }
    assert!(looks.is_empty(), "{}", looks.join("\n"));
}

#[test]
fn the_library_declares_its_rooms_in_walking_order() {
    let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let declared: Vec<&str> =
        source.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(declared, ROOMS.map(|(room, _)| room));
}

#[test]
fn a_look_forward_would_be_seen() {
    assert_eq!(rooms_named("use crate::formula::Formula;"), ["formula"]);
    assert_eq!(rooms_named("// use crate::formula::Formula;"), [""; 0]);
    assert_eq!(rooms_named("use crate::{\n    books,\n    text,\n};"), ["text", "books"]);
    assert_eq!(rooms_named("let x = crate::ledger::Ledger::new(1);"), ["ledger"]);
}
