//! Running the built program as a user would.

use std::path::Path;
use std::process::{Command, Output};

/// Runs `fenhong` with the words of `command` in `folder`.
pub(crate) fn fenhong(command: &str, folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fenhong"))
        .args(words(command))
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("the built program runs")
}

/// Splits a command at blanks, keeping what stands between double quotes.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in command.trim().chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().expect("there is always a word").push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What the program wrote, as text.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8")
}
