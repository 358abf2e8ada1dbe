//! The commands of the documents are run, and their outputs are what they show;
//! their examples are checked.

mod common;

use common::{fenhong, text};
use expect_test::expect_file;
use fenhong::books::load_book;
use fenhong::cli::library::FileFolder;
use fenhong::formula::load_formula;
use fenhong::text::Source;
use std::path::{Path, PathBuf};

/// What stands before the words of the program in a document.
const PROGRAMS: [&str; 2] = ["cargo run --release -- ", "fenhong "];

/// A document with every answer written anew.
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

/// README and everything in `docs/`.
fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = std::fs::read_dir(root.join("docs")).expect("there are documents");
    let docs = docs.map(|entry| entry.expect("they can be read").path());
    let mut all: Vec<PathBuf> = docs.filter(|path| path.extension().is_some_and(|end| end == "md")).collect();
    all.push(root.join("README.md"));
    all.sort();
    all
}

/// The YAML examples that are whole files.
fn whole_files(document: &str) -> Vec<&str> {
    let blocks = document.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.filter(|block| block.starts_with("formula:") || block.starts_with("book:")).collect()
}

#[test]
fn every_command_in_the_documents_answers_as_they_show() {
    let mut all = 0;
    for path in documents() {
        let document = std::fs::read_to_string(&path).unwrap();
        let (retold, answers) = retold(&document);
        all += answers;
        expect_file![path].assert_eq(&retold);
    }
    assert!(all >= 5, "the documents show only {all} commands");
}

/// A table that a document shows is the one that its command writes.
#[test]
fn the_rows_of_a_batch_are_those_that_its_document_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("county.csv");
    let command =
        format!("batch docs/batch/county.yaml --formula yaoshanggou-1951 --out \"{}\"", out.display());
    assert!(fenhong(&command, root).status.success());
    let rows = std::fs::read_to_string(out).expect("it was written");
    let path = root.join("docs/batch.md");
    let document = std::fs::read_to_string(&path).expect("there is one");
    let (before, rest) = document.split_once("```csv\n").expect("it shows rows");
    let (_, after) = rest.split_once("```").expect("they end");
    expect_file![path].assert_eq(&format!("{before}```csv\n{rows}```{after}"));
}

#[test]
fn every_whole_example_in_the_documents_is_without_mistakes() {
    let mut checked = 0;
    let folder = FileFolder::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/language/x.yaml"));
    for path in documents() {
        let document = std::fs::read_to_string(&path).unwrap();
        for (place, example) in whole_files(&document).into_iter().enumerate() {
            let name = format!("{}-{place}", path.file_stem().unwrap().display());
            let source = Source::new(name.as_str(), example);
            let told = |mistakes: Vec<String>| panic!("{name}: {}", mistakes.join("; "));
            if example.starts_with("formula:") {
                let _ = load_formula(&source, &folder)
                    .map_err(|all| told(all.iter().map(|one| one.kind.to_string()).collect()));
            } else {
                let _ = load_book(&source, &folder)
                    .map_err(|all| told(all.iter().map(|one| one.kind.to_string()).collect()));
            }
            checked += 1;
        }
    }
    assert!(checked >= 2, "only {checked} examples were checked");
}

#[test]
fn the_files_that_a_document_shows_are_the_files_that_it_runs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let folders =
        [("your-own-rule.md", "boat", 3), ("rule-language.md", "language", 11), ("trial.md", "trial", 1)];
    for (document, folder, least) in folders {
        let document_text = std::fs::read_to_string(root.join(document)).unwrap();
        let mut shown = 0;
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(document_text.contains(&text), "{document} does not show {} as it is", path.display());
            shown += 1;
        }
        assert!(shown >= least, "{document} shows only {shown} files");
    }
}

#[test]
fn a_false_answer_would_be_seen() {
    let readme = "```console\n$ fenhong check yaoshanggou-1951\nnonsense\n```\n";
    let (retold, answers) = retold(readme);
    assert_eq!(answers, 1);
    assert!(retold.contains("no mistakes") && !retold.contains("nonsense"));
}
