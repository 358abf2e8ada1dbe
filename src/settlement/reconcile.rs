//! What was reckoned against what the source says, and the source against
//! itself.

use super::close::{ClosingValue, closings};
use super::{Settlement, SettlementMistake};
use crate::books::{Attested, Book, BookMistake, Figures, Held, Relation};
use crate::exact::{Amount, Dimension, Fraction, Measure, Quantity, Stated, Unit};
use crate::text::{Mistake, Mistakes};

/// A settlement reconciled with what the source says came out.
#[derive(Debug, Clone)]
pub struct Reconciliation<'s> {
    /// The published lines beside the reckoned ones.
    pub lines: Vec<LineVerdict<'s>>,
    /// The published total beside what the pools opened with.
    pub total: Option<LineVerdict<'s>>,
    /// The relations that speak of lines, over the reckoned lines.
    pub relations: Vec<(&'s Relation, Held)>,
    /// The relations over lines that the formula does not have, with the line.
    pub not_reckoned: Vec<(&'s Relation, String)>,
    /// What the source says of itself.
    pub source: OwnAccount<'s>,
}

/// One published line beside the reckoned one.
#[derive(Debug, Clone)]
pub struct LineVerdict<'s> {
    /// What the source publishes.
    pub attested: &'s Attested,
    /// How much that is.
    pub amount: Amount,
    /// How much the formula makes of it; `None` when it has no such line.
    pub computed: Option<Amount>,
    /// Computed less attested.
    pub difference: Option<Amount>,
    /// Whether the two agree to the digit that the source prints.
    pub agrees: bool,
}

/// The source's figures against each other.
#[derive(Debug, Clone)]
pub struct OwnAccount<'s> {
    /// The published lines added up, and the published total; `None` when the
    /// source publishes no total or no lines.
    pub sum: Option<AddedUp<'s>>,
    /// The relations over the source's own figures.
    pub relations: Vec<(&'s Relation, Held)>,
    /// The relations over lines that it does not publish, with the line.
    pub not_reckoned: Vec<(&'s Relation, String)>,
}

/// The published lines added up beside the published total.
#[derive(Debug, Clone)]
pub struct AddedUp<'s> {
    /// What the lines add up to.
    pub sum: Amount,
    /// What the source publishes as their total.
    pub published: &'s Attested,
    /// How much that is.
    pub total: Amount,
    /// The least that the lines can add up to, each being rounded to its last
    /// printed digit.
    pub low: Amount,
    /// The most.
    pub high: Amount,
    /// How far the total may lie from what it is printed as.
    pub total_within: Amount,
}

impl AddedUp<'_> {
    /// Whether the lines add up to the total.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.sum == self.total
    }

    /// Whether they do not, and the rounding of what is printed leaves room for it.
    #[must_use]
    pub fn rounding_allows(&self) -> bool {
        let within = self.total_within.quanta();
        let (least, most) =
            (self.total.quanta().saturating_sub(within), self.total.quanta().saturating_add(within));
        !self.agrees() && self.low.quanta() <= most && self.high.quanta() >= least
    }
}

impl OwnAccount<'_> {
    /// Whether nothing contradicts anything.
    #[must_use]
    pub fn agrees(&self) -> bool {
        let adds_up = self.sum.as_ref().is_none_or(AddedUp::agrees);
        adds_up && self.relations.iter().all(|(_, held)| held.agrees)
    }
}

impl<'s> Reconciliation<'s> {
    /// For each published line that differs, the parameters of the formula that
    /// would by themselves close the difference.
    #[must_use]
    pub fn closings(&self, settlement: &Settlement<'s>) -> Vec<(&'s Attested, Vec<ClosingValue<'s>>)> {
        let differing = self.lines.iter().filter(|line| !line.agrees && line.computed.is_some());
        differing.map(|line| (line.attested, closings(settlement, line.attested, line.amount))).collect()
    }

    /// Whether everything agrees.
    #[must_use]
    pub fn agrees(&self) -> bool {
        let lines = self.lines.iter().chain(&self.total).all(|line| line.agrees);
        lines && self.relations.iter().all(|(_, held)| held.agrees) && self.source.agrees()
    }
}

/// The relations of `book` over the figures of its own source.
///
/// # Errors
///
/// Returns every relation that cannot be reckoned.
pub fn own_account(book: &Book) -> Result<OwnAccount<'_>, Mistakes<BookMistake>> {
    let (relations, not_reckoned) = sorted_out(&book.relations, |line| book.line(line).is_some());
    let relations = held(relations, book)?;
    let sum = added_up(book).map_err(|mistake| vec![mistake])?;
    Ok(OwnAccount { sum, relations, not_reckoned })
}

/// The published lines of `book` added up; `None` when it publishes no total or
/// no lines.
fn added_up(book: &Book) -> Result<Option<AddedUp<'_>>, Mistake<BookMistake>> {
    let overflow = |overflow| Mistake::nowhere(BookMistake::from(overflow));
    let Some(published) = book.attested.iter().find(|attested| attested.what == Attested::TOTAL) else {
        return Ok(None);
    };
    let lines: Vec<&Attested> =
        book.attested.iter().filter(|attested| attested.what != Attested::TOTAL).collect();
    if lines.is_empty() {
        return Ok(None);
    }
    let (mut amounts, mut halves) = (Vec::new(), Vec::new());
    for line in &lines {
        amounts.push(amount_of(book, line)?);
        halves.push(half_digit(book, line));
    }
    let (sum, half) = (Amount::sum(amounts).map_err(overflow)?, Amount::sum(halves).map_err(overflow)?);
    Ok(Some(AddedUp {
        sum,
        published,
        total: amount_of(book, published)?,
        low: sum.minus(half).map_err(overflow)?,
        high: sum.plus(half).map_err(overflow)?,
        total_within: half_digit(book, published),
    }))
}

/// How far a published amount may lie from what it is printed as, in whole quanta.
fn half_digit(book: &Book, attested: &Attested) -> Amount {
    let half = Quantity::new(attested.amount.half_digit(), attested.amount.unit);
    let quanta = book.measure.reduce(&half).ok();
    quanta.and_then(|quanta| Amount::try_from(quanta.floor()).ok()).unwrap_or(Amount::ZERO)
}

/// The relations whose lines there all are, and the others with a line that there
/// is not.
fn sorted_out(
    relations: &[Relation],
    has: impl Fn(&str) -> bool,
) -> (Vec<&Relation>, Vec<(&Relation, String)>) {
    let (mut whole, mut others) = (Vec::new(), Vec::new());
    for relation in relations {
        match relation.lines().iter().find(|line| !has(line)) {
            None => whole.push(relation),
            Some(line) => others.push((relation, (*line).to_owned())),
        }
    }
    (whole, others)
}

/// Each of `relations` over `figures`.
///
/// # Errors
///
/// Returns every relation that cannot be reckoned.
pub fn held<'r>(
    relations: impl IntoIterator<Item = &'r Relation>,
    figures: &dyn Figures,
) -> Result<Vec<(&'r Relation, Held)>, Mistakes<BookMistake>> {
    let (mut all, mut mistakes) = (Vec::new(), Vec::new());
    for relation in relations {
        match relation.hold(figures) {
            Ok(held) => all.push((relation, held)),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if mistakes.is_empty() { Ok(all) } else { Err(mistakes) }
}

fn amount_of(book: &Book, attested: &Attested) -> Result<Amount, Mistake<BookMistake>> {
    book.measure.amount(&attested.amount).map_err(|error| Mistake::at(&attested.place, error))
}

impl<'s> Settlement<'s> {
    /// This settlement beside what its book's source says.
    ///
    /// # Errors
    ///
    /// Returns what cannot be reckoned: a relation, a sum that does not fit.
    pub fn reconcile(&self) -> Result<Reconciliation<'s>, Mistakes<String>> {
        let told = |mistakes: Mistakes<BookMistake>| mistakes.iter().map(Mistake::told).collect::<Vec<_>>();
        let overflow =
            |overflow| vec![Mistake::<SettlementMistake>::nowhere(SettlementMistake::from(overflow)).told()];
        let mut source = own_account(self.book).map_err(told)?;
        // What the formula has no line for is told once, of the formula.
        source.not_reckoned.clear();
        let published = self.attested().map_err(overflow)?;
        let (mut lines, mut total) = (Vec::new(), None);
        for line in published.iter().flat_map(|account| account.lines.iter().chain(&account.total)) {
            let agrees = match line.reckoned {
                None => false,
                Some(reckoned) => self.prints_as(reckoned, &line.attested.amount),
            };
            let verdict = LineVerdict {
                attested: line.attested,
                amount: line.amount,
                computed: line.reckoned,
                difference: line.difference,
                agrees,
            };
            if line.attested.what == Attested::TOTAL {
                total = Some(verdict);
            } else {
                lines.push(verdict);
            }
        }
        let computed = Computed(self);
        let (relations, not_reckoned) =
            sorted_out(&self.book.relations, |line| computed.line(line).is_some());
        let speaks = relations.into_iter().filter(|relation| !relation.lines().is_empty());
        let relations = held(speaks, &computed).map_err(told)?;
        Ok(Reconciliation { lines, total, relations, not_reckoned, source })
    }

    /// Whether `amount` is printed as `stated`, to the digit.
    fn prints_as(&self, amount: Amount, stated: &Quantity) -> bool {
        let value = self.book.measure.express(amount.exact(), stated.unit);
        value.is_ok_and(|value| Stated::Printed(stated.clone()).agrees(value).unwrap_or(false))
    }
}

/// The figures of a book, its account as a formula makes it.
struct Computed<'s, 'a>(&'a Settlement<'s>);

impl Figures for Computed<'_, '_> {
    fn figure(&self, name: &str) -> Option<&Quantity> {
        self.0.book.figure(name)
    }

    fn column(&self, name: &str) -> Option<(&[Fraction], Unit)> {
        self.0.book.column(name)
    }

    fn line(&self, name: &str) -> Option<Quantity> {
        let amount = match name {
            Attested::TOTAL => self.0.closing.opening,
            _ => self.0.reckoned(name).ok()??.0,
        };
        self.0.book.measure.quantity(amount.exact(), Dimension::grain()).ok()
    }

    fn prints_lines(&self) -> bool {
        false
    }

    fn measure(&self) -> Option<Measure> {
        self.0.book.measure()
    }

    fn names(&self) -> Vec<&str> {
        let lines = self.0.formula.steps.iter().map(|step| step.line.as_str());
        self.0.book.names().into_iter().chain(lines).collect()
    }
}
