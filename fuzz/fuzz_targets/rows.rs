//! Any bytes as a table of households: cut into blocks they are the same bytes,
//! and every row is read or told of, wherever the cuts fall.

#![no_main]

use fenhong::batch::{Blocks, Layout, Role, groups};
use libfuzzer_sys::fuzz_target;

fn layout(order: u8) -> Layout {
    let mut roles = vec![Role::Cooperative, Role::Id, Role::Numbers(0), Role::Words(1), Role::Skip];
    roles.rotate_left(usize::from(order % 5));
    let cooperative = roles.iter().position(|role| *role == Role::Cooperative).expect("it is one of them");
    Layout { file: "rows.csv".to_owned(), roles, cooperative, columns: 2 }
}

fuzz_target!(|made: (u8, u16, &[u8])| {
    let (order, size, bytes) = made;
    let layout = layout(order);
    let mut blocks = Blocks::new(bytes, Vec::new(), usize::from(size) + 1, Some(layout.cooperative));
    let (mut whole, mut lines) = (Vec::new(), 0);
    while let Some(block) = blocks.next(Vec::new()).expect("bytes can be read") {
        lines += groups(&layout, &block, |group| {
            let _ = group.order();
            if group.mistakes.is_empty() {
                assert_eq!(group.numbers[0].counts().0.len(), group.ids.len());
                assert_eq!(group.words[1].len(), group.ids.len());
                let lines = (0..group.ids.len()).map(|household| group.line_of(household));
                assert!(lines.is_sorted_by(|before, after| before < after));
            }
            for mistake in &group.mistakes {
                assert!(mistake.line > 0 && mistake.column > 0 && !mistake.sentence.is_empty());
            }
        });
        whole.extend_from_slice(&block);
    }
    let ended = whole.strip_suffix(b"\n").filter(|_| !bytes.ends_with(b"\n")).unwrap_or(&whole);
    assert_eq!(ended, bytes);
    assert_eq!(lines, whole.iter().filter(|byte| **byte == b'\n').count() as u64);
});
