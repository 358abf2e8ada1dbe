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
    pub sum: Option<(Amount, &'s Attested, Amount)>,
    /// The relations over the source's own figures.
    pub relations: Vec<(&'s Relation, Held)>,
}

impl OwnAccount<'_> {
    /// Whether nothing contradicts anything.
    #[must_use]
    pub fn agrees(&self) -> bool {
        let adds_up = self.sum.as_ref().is_none_or(|(sum, _, total)| sum == total);
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
    let published = |relation: &&Relation| relation.lines().iter().all(|line| book.line(line).is_some());
    let relations = held(book.relations.iter().filter(published), book)?;
    let overflow = |overflow| vec![Mistake::nowhere(BookMistake::from(overflow))];
    let mut amounts = Vec::new();
    let mut total = None;
    for attested in &book.attested {
        let amount = amount_of(book, attested).map_err(|mistake| vec![mistake])?;
        if attested.what == Attested::TOTAL {
            total = Some((attested, amount));
        } else {
            amounts.push(amount);
        }
    }
    let sum = match total {
        Some((attested, total)) if !amounts.is_empty() => {
            Some((Amount::sum(amounts).map_err(overflow)?, attested, total))
        }
        _ => None,
    };
    Ok(OwnAccount { sum, relations })
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
    let quanta =
        book.measure.reduce(&attested.amount).map_err(|error| Mistake::at(&attested.place, error))?;
    assert_eq!(quanta.denominator(), 1, "a checked book attests whole quanta");
    Amount::try_from(quanta.numerator()).map_err(|overflow| Mistake::at(&attested.place, overflow))
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
        let source = own_account(self.book).map_err(told)?;
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
        let speaks = |relation: &&Relation| {
            let lines = relation.lines();
            !lines.is_empty() && lines.iter().all(|line| computed.line(line).is_some())
        };
        let relations = held(self.book.relations.iter().filter(speaks), &computed).map_err(told)?;
        Ok(Reconciliation { lines, total, relations, source })
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

    fn measure(&self) -> Option<Measure> {
        self.0.book.measure()
    }

    fn names(&self) -> Vec<&str> {
        let lines = self.0.formula.steps.iter().map(|step| step.line.as_str());
        self.0.book.names().into_iter().chain(lines).collect()
    }
}
