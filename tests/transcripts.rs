//! Stories and the gallery of errors: a folder each, with a command and what
//! the program answers, to the letter.
//!
//! `UPDATE_EXPECT=1 cargo test` writes the answers anew; the difference is the
//! review.

mod common;

use common::{fenhong, text};
use expect_test::expect_file;
use std::path::{Path, PathBuf};

/// Every folder of `shelf`, sorted by name.
fn folders(shelf: &str) -> Vec<PathBuf> {
    let shelf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(shelf);
    let entries = std::fs::read_dir(shelf)
        .expect("the shelf is a folder")
        .map(|entry| entry.expect("the shelf can be read").path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Runs the command of each folder and holds the answer against `expected`.
fn retell(shelf: &str, least: usize, check: impl Fn(&Path, &std::process::Output)) {
    let folders = folders(shelf);
    assert!(folders.len() >= least, "{shelf} has only {} folders", folders.len());
    for folder in folders {
        let command = std::fs::read_to_string(folder.join("command")).expect("a folder has its command");
        let output = fenhong(&command, &folder);
        let code = output.status.code().expect("the program ends by itself");
        let answer = format!(
            "$ fenhong {}\n{}{}exit {code}\n",
            command.trim(),
            text(&output.stdout),
            text(&output.stderr)
        );
        check(&folder, &output);
        expect_file![folder.join("expected")].assert_eq(&answer);
    }
}

#[test]
fn every_story_is_told_as_it_was() {
    retell("stories", 10, |folder, output| {
        // A reconciliation that finds differences says so with its exit, and so
        // does a trial that finds a law broken.
        let command = std::fs::read_to_string(folder.join("command")).unwrap();
        let judges = command.starts_with("reconcile") || command.starts_with("trial");
        let code = output.status.code();
        let expected = code == Some(0) || judges && code == Some(1);
        assert!(expected, "{}: {}", folder.display(), text(&output.stderr));
    });
}

#[test]
fn every_way_to_fail_ends_in_its_sentence() {
    retell("gallery", 60, |folder, output| {
        let (code, out, err) = (output.status.code(), text(&output.stdout), text(&output.stderr));
        let name = folder.display();
        assert!(!err.contains("panicked"), "{name}: {err}");
        match code {
            Some(2) => {
                assert!(out.is_empty() && err.starts_with("error: "), "{name}: bad input writes nothing")
            }
            Some(1) => assert!(
                err.starts_with("error: ") || out.contains("\"message\""),
                "{name}: a judgment is told"
            ),
            // A note is no failure.
            _ => assert!(err.starts_with("note: "), "{name}: this is no way to fail"),
        }
    });
}

#[test]
fn nothing_is_wider_than_eighty_columns() {
    use unicode_width::UnicodeWidthStr;
    for folder in folders("stories") {
        let command = std::fs::read_to_string(folder.join("command")).expect("a folder has its command");
        if ["csv", "json", "markdown"].iter().any(|format| command.contains(format)) {
            continue;
        }
        for line in text(&fenhong(&command, &folder).stdout).lines() {
            assert!(line.width() <= 80, "{}: {line}", folder.display());
        }
    }
}
