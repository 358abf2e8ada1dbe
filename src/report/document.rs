//! A report before it is rendered: text and tables in order.

/// What is to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// From top to bottom.
    pub blocks: Vec<Block>,
    /// The table that is the data itself, for CSV.
    pub data: Grid,
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The name of the whole.
    Title(String),
    /// The name of a part.
    Heading(String),
    /// A paragraph, wrapped to fit.
    Text(String),
    /// A line that stands as it is.
    Line(String),
    /// A point of a list, so many levels deep.
    Item(usize, String),
    /// A table.
    Table(Grid),
}

/// A table of texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// The columns, the first of which names the rows.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading for people.
    pub heading: String,
    /// Whether it holds numbers, which stand to the right and never break.
    pub numbers: bool,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// One text for each column.
    Cells(Vec<String>),
    /// A line of its own over the rows that follow.
    Section(String),
    /// A rule over the sums.
    Rule,
}

impl Column {
    /// A column of texts.
    pub fn text(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), numbers: false }
    }

    /// A column of numbers.
    pub fn numbers(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), numbers: true }
    }
}

impl Grid {
    /// A table without rows.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row of cells; cells left out at its end are empty.
    pub fn row<Text: Into<String>>(&mut self, cells: impl IntoIterator<Item = Text>) {
        let mut cells: Vec<String> = cells.into_iter().map(Into::into).collect();
        debug_assert!(cells.len() <= self.columns.len(), "a row is as wide as its table");
        cells.resize(self.columns.len(), String::new());
        self.rows.push(Row::Cells(cells));
    }

    /// Adds a line over the rows that follow.
    pub fn section(&mut self, name: impl Into<String>) {
        self.rows.push(Row::Section(name.into()));
    }

    /// Adds a rule.
    pub fn rule(&mut self) {
        self.rows.push(Row::Rule);
    }
}

impl Document {
    /// Adds a block.
    pub fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// Adds a table under a heading.
    pub fn table(&mut self, heading: impl Into<String>, grid: Grid) {
        self.push(Block::Heading(heading.into()));
        self.push(Block::Table(grid));
    }
}
