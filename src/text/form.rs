//! What a mapping in a file may hold, said once: the readers read by it, and
//! the schema for editors is printed from it.

/// The form of one mapping.
#[derive(Debug)]
pub struct Form {
    /// What it describes, with its article: "a step".
    pub of: &'static str,
    /// Its fields, in the order a person would write them.
    pub fields: &'static [Field],
    /// How the fields depend on each other.
    pub rules: &'static [Rule],
}

/// A field of a mapping.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Whether it has to be there.
    pub needed: bool,
    /// Whether it may be stated as nothing, to be left out.
    pub may_be_nothing: bool,
    /// What it may hold.
    pub shape: Shape,
    /// What it says, for a person who writes one.
    pub says: &'static str,
}

/// What a value may be.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Any text; a plain number or date is one too.
    Text,
    /// A text, or one for each language.
    Title,
    /// A name that expressions can use.
    Name,
    /// `501 dan`, `30%`.
    Quantity,
    /// `10%..15%`.
    Range,
    /// `25.5%`, `37%..42%`, `< 30%`.
    Stated,
    /// `dan/mou`.
    Unit,
    /// `fund_share of land_output`.
    Expression,
    /// One word of a list.
    OneOf(&'static [&'static str]),
    /// A list.
    List(&'static Shape),
    /// Values by names that the writer chooses, for expressions to use.
    Named(&'static Shape),
    /// Values by names of something else.
    By(&'static Shape),
    /// A mapping of its own form.
    Form(&'static Form),
    /// Nothing at all.
    Nothing,
    /// Whatever another form says of it.
    Anything,
    /// Whichever fits.
    Either(&'static [Shape]),
}

/// How the fields of one mapping depend on each other.
#[derive(Debug, Clone, Copy)]
pub enum Rule {
    /// One of them is there, and no other.
    ExactlyOne(&'static [&'static str]),
    /// No two of them are there.
    AtMostOne(&'static [&'static str]),
    /// The first is there only beside the second.
    Beside(&'static str, &'static str),
    /// All of the second are there, unless the first is.
    Unless(&'static str, &'static [&'static str]),
    /// Unless the first is there, the second has this shape and no laxer one.
    Strict(&'static str, &'static str, Shape),
    /// When the first is this word, the third is there and none of the fourth.
    When(&'static str, &'static str, &'static str, &'static [&'static str]),
}

impl Field {
    /// A field that may be left out.
    #[must_use]
    pub const fn may(name: &'static str, shape: Shape, says: &'static str) -> Self {
        Self { name, needed: false, may_be_nothing: false, shape, says }
    }

    /// A field that has to be there.
    #[must_use]
    pub const fn need(name: &'static str, shape: Shape, says: &'static str) -> Self {
        Self { name, needed: true, may_be_nothing: false, shape, says }
    }
}

/// The same fields where only what differs is stated: the first names what they
/// are of, the others may be absent, or nothing.
#[must_use]
pub const fn restated<const N: usize>(mut fields: [Field; N]) -> [Field; N] {
    let mut place = 1;
    while place < N {
        fields[place].needed = false;
        fields[place].may_be_nothing = true;
        place += 1;
    }
    fields
}

impl Form {
    /// The field called `name`.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// The names of a list of names with values.
#[must_use]
pub const fn names_of<T: Copy, const N: usize>(list: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut place = 0;
    while place < N {
        names[place] = list[place].0;
        place += 1;
    }
    names
}
