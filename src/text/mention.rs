//! A name where it is mentioned.

use super::{Mistakes, Node, Place, TextMistake, note};

/// A name where it is mentioned.
#[derive(Debug, Clone)]
pub struct Mention {
    /// The name.
    pub name: String,
    /// Where.
    pub place: Place,
}

impl Mention {
    /// The name that `node` holds; messages say that `needed` is needed there.
    pub fn read<K: From<TextMistake>>(node: &Node, needed: &str, mistakes: &mut Mistakes<K>) -> Option<Self> {
        let name = note(node.text(needed), mistakes)?.to_owned();
        Some(Self { name, place: node.place.clone() })
    }
}
