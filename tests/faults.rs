//! Output files are whole or absent, whatever happens to them, and the exit code
//! says so.
#![cfg(unix)]

#[path = "common/folders.rs"]
mod folders;

use folders::{folder, names};
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const WITNESS: &str = "no-cliff.yaml";

fn trial(out: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenhong"));
    command.args(["trial", "yaoshanggou-1951", "--law", "no-cliff", "--cases", "32", "--out"]).arg(out);
    command
}

fn done(command: &mut Command) -> Output {
    command.output().expect("the program starts")
}

#[test]
fn a_file_is_written_whole_and_nothing_beside_it() {
    let out = folder("whole");
    assert_eq!(done(&mut trial(&out)).status.code(), Some(1), "a law is broken");
    assert_eq!(names(&out), [WITNESS]);
    let text = fs::read_to_string(out.join(WITNESS)).expect("it is there");
    assert!(text.starts_with("book: no-cliff\n") && text.ends_with("}\n"), "{text}");
}

#[test]
fn what_cannot_be_written_is_absent_and_exits_with_2() {
    // Where a file stands, no folder can be; not even for the superuser.
    let out = folder("in-the-way").join("file");
    fs::write(&out, "mine").expect("it can be written");
    let output = done(&mut trial(&out));
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: cannot write "));
    assert!(output.stdout.is_empty(), "nothing is told of what was not kept");
    assert_eq!(fs::read_to_string(&out).expect("it is there"), "mine");
}

#[test]
fn a_file_that_cannot_take_its_place_leaves_nothing_behind() {
    let out = folder("taken");
    fs::create_dir_all(out.join(WITNESS).join("something")).expect("a folder can be made");
    assert_eq!(done(&mut trial(&out)).status.code(), Some(2));
    assert_eq!(names(&out), [WITNESS]);
}

#[test]
fn what_a_killed_run_left_is_written_over() {
    let out = folder("killed");
    fs::write(out.join(format!(".{WITNESS}.part")), "half of").expect("it can be written");
    assert_eq!(done(&mut trial(&out)).status.code(), Some(1));
    assert_eq!(names(&out), [WITNESS]);
}

/// A trial in a shell that lets no file grow beyond `blocks` of half a kilobyte;
/// the system kills who tries, or only refuses when `first` says so.
fn limited(first: &str, blocks: usize, out: &Path) -> Command {
    let trial = trial(out);
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("{first} ulimit -c 0; ulimit -f {blocks}; exec \"$0\" \"$@\""));
    shell.arg(trial.get_program()).args(trial.get_args());
    shell
}

#[test]
#[cfg(target_os = "linux")]
fn a_run_killed_in_the_middle_of_a_file_leaves_none_in_its_place() {
    use std::os::unix::process::ExitStatusExt;
    let out = folder("killed-in-the-middle");
    let killed = done(&mut limited("", 0, &out));
    assert_eq!((killed.status.code(), killed.status.signal()), (None, Some(25)), "of SIGXFSZ");
    assert_eq!(names(&out), [format!(".{WITNESS}.part")]);
    assert_eq!(done(&mut trial(&out)).status.code(), Some(1), "the next run needs no cleaning");
    assert_eq!(names(&out), [WITNESS]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_finds_no_room_is_absent_and_what_was_there_stays() {
    let out = folder("no-room");
    fs::write(out.join(WITNESS), "mine").expect("it can be written");
    let output = done(&mut limited("trap '' XFSZ;", 0, &out));
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: cannot write "));
    assert_eq!(names(&out), [WITNESS]);
    assert_eq!(fs::read_to_string(out.join(WITNESS)).expect("it is there"), "mine");
}

#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_takes_no_files_is_told_and_exits_with_2() {
    // Nobody makes files there, the superuser neither.
    for out in ["/proc/self", "/proc/self/fenhong"] {
        let output = done(&mut trial(Path::new(out)));
        assert_eq!(output.status.code(), Some(2), "{out}");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.starts_with("error: cannot write ") && told.contains(out), "{told}");
        assert!(output.stdout.is_empty(), "nothing is told of what was not kept");
    }
}

#[test]
fn odd_names_are_names() {
    let out = folder("odd");
    for odd in ["two words\nand 账本 --help", "-", "*"] {
        let out = out.join(odd);
        assert_eq!(done(&mut trial(&out)).status.code(), Some(1), "{odd:?}");
        let witness = out.join(WITNESS);
        let mut command = Command::new(env!("CARGO_BIN_EXE_fenhong"));
        let output = done(command.arg("check").arg(&witness));
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), told), (Some(0), String::new()), "{odd:?}");
    }
}

#[test]
fn a_name_that_is_no_text_is_refused_with_a_sentence() {
    use std::os::unix::ffi::OsStrExt;
    let output = done(&mut trial(Path::new(std::ffi::OsStr::from_bytes(b"caf\xe9"))));
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: invalid UTF-8 "));
}

#[test]
fn a_link_in_the_place_of_the_file_is_replaced_and_not_followed() {
    let out = folder("linked");
    let elsewhere = out.join("elsewhere");
    fs::write(&elsewhere, "mine").expect("it can be written");
    for place in [WITNESS.to_owned(), format!(".{WITNESS}.part")] {
        std::os::unix::fs::symlink(&elsewhere, out.join(place)).expect("a link can be made");
    }
    assert_eq!(done(&mut trial(&out)).status.code(), Some(1));
    assert_eq!(fs::read_to_string(&elsewhere).expect("it is there"), "mine");
    assert!(!out.join(WITNESS).symlink_metadata().expect("it is there").is_symlink());
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_and_exits_with_2() {
    for words in
        [&["list"][..], &["settle", "yaoshanggou-1951", "--formula", "yaoshanggou-1951"], &["schema", "book"]]
    {
        let full = fs::File::create("/dev/full").expect("there is one");
        let mut command = Command::new(env!("CARGO_BIN_EXE_fenhong"));
        let output = done(command.args(words).stdout(full));
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write the report"), "{words:?}");
    }
}

#[test]
fn a_reader_that_has_read_enough_is_no_mistake() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenhong"));
    let command = command.args(["show", "yaoshanggou-1951"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn a_pipe_or_device_in_the_place_of_a_book_is_no_book() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenhong"));
    let output = done(command.args(["check", "/dev/zero"]));
    assert_ne!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: "));
}
