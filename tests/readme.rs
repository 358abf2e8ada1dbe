//! The commands of the README are run, and their outputs are what it shows.

mod common;

use common::{fenhong, text};
use expect_test::expect_file;
use std::path::Path;

/// What stands before the words of the program in the README.
const PROGRAMS: [&str; 2] = ["cargo run --release -- ", "fenhong "];

/// The README with every answer written anew.
fn retold(readme: &str) -> (String, usize) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut out, mut inside, mut answers) = (String::new(), false, 0);
    for line in readme.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
            out += line;
            out.push('\n');
            continue;
        }
        let command = line.strip_prefix("$ ");
        let program =
            command.and_then(|command| PROGRAMS.iter().find_map(|program| command.strip_prefix(program)));
        match (inside, program) {
            // An old answer is dropped.
            (true, None) if command.is_none() => {}
            (true, Some(words)) => {
                let output = fenhong(words, root);
                out += &format!("{line}\n{}{}", text(&output.stdout), text(&output.stderr));
                answers += 1;
            }
            _ => {
                out += line;
                out.push('\n');
            }
        }
    }
    (out, answers)
}

#[test]
fn every_command_of_the_readme_answers_as_it_shows() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (retold, answers) = retold(&readme);
    assert!(answers >= 3, "the README shows only {answers} commands");
    expect_file![path].assert_eq(&retold);
}

#[test]
fn a_false_answer_would_be_seen() {
    let readme = "```console\n$ fenhong check yaoshanggou-1951\nnonsense\n```\n";
    let (retold, answers) = retold(readme);
    assert_eq!(answers, 1);
    assert!(retold.contains("no mistakes") && !retold.contains("nonsense"));
}
