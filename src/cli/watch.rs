//! Long work: a terminal is told how far it is, and an interrupt stops it.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How often a terminal is told how far it is.
const TICK: Duration = Duration::from_millis(100);

/// Does `stop` when the program is interrupted. Where no handler can be set, an
/// interrupt ends the program as always.
pub(super) fn on_interrupt(stop: impl Fn() + Send + 'static) {
    let _ = ctrlc::set_handler(stop);
}

/// On how many threads long work is done.
pub(super) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Does `work`, which is of `size` of what `things` says, and of which `done`
/// are done.
pub(super) fn watched<T: Send>(
    size: u64,
    things: &str,
    done: impl Fn() -> u64,
    work: impl FnOnce() -> T + Send,
) -> T {
    // Drawn on standard error, and only where that is a terminal.
    let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template(&format!(
        "{{wide_bar}} {{pos}} of {{len}} {things}, {{per_sec}}, {{eta}} left"
    ));
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    if bar.is_hidden() {
        return work();
    }
    let result = std::thread::scope(|scope| {
        let (finish, finished) = channel();
        let working = scope.spawn(move || {
            let result = work();
            // The receiver is there until it has been told.
            let _ = finish.send(());
            result
        });
        while finished.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
            bar.set_position(done());
        }
        working.join().expect("the work does not fail")
    });
    bar.finish_and_clear();
    result
}
