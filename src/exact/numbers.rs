//! Many exact numbers of one kind, counted in whole units where that is possible.

use super::apportion::{IdOrder, apportion, apportion_narrow, whole_weights};
use super::counts::Counts;
use super::{Amount, ApportionError, Exact, Fraction, Narrow, Overflow, Rounding};
use std::cmp::Ordering;

/// One exact number for each household.
///
/// Mostly they are whole multiples of one unit (land in thousandths of a mou,
/// shares in thirds of a quantum), and are then reckoned with as integers of 64
/// bits; where no unit is common to all, or one does not fit, each is a fraction
/// by itself. Which of the two never shows in what they come to.
#[derive(Debug, Clone)]
pub struct Numbers {
    form: Form,
}

#[derive(Debug, Clone)]
enum Form {
    /// So many of `unit`, which is more than nothing: what is less is counted so.
    Counted {
        counts: Counts,
        unit: Fraction,
    },
    Each(Vec<Fraction>),
}

/// One side of an operation: a number for all, or one for each.
#[derive(Debug, Clone, Copy)]
pub enum Operand<'a> {
    /// For all.
    One(Fraction),
    /// For each.
    Each(&'a Numbers),
}

/// An operand counted in whole units.
#[derive(Clone, Copy)]
struct Counted<'a> {
    counts: OneOrEach<'a>,
    unit: Fraction,
}

#[derive(Clone, Copy)]
enum OneOrEach<'a> {
    One(i64),
    Each(&'a [i64]),
}

impl PartialEq for Numbers {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Numbers {}

impl Numbers {
    /// So many whole `unit`s each.
    ///
    /// # Panics
    ///
    /// When the unit is not more than nothing.
    #[must_use]
    pub fn counted(counts: Vec<i64>, unit: Fraction) -> Self {
        assert!(is_something(unit), "a unit is something");
        Self { form: Form::Counted { counts: Counts::of(counts), unit } }
    }

    /// Puts the counts of `unit` that `put` writes in place of these, in their room.
    ///
    /// # Panics
    ///
    /// When the unit is not more than nothing.
    pub fn replace(&mut self, unit: Fraction, put: impl FnOnce(&mut Counts)) {
        assert!(is_something(unit), "a unit is something");
        if let Form::Each(_) = self.form {
            self.form = Form::Counted { counts: Counts::default(), unit };
        }
        if let Form::Counted { counts, unit: own } = &mut self.form {
            put(counts);
            *own = unit;
        }
    }

    /// These numbers, counted if they have a unit in common.
    #[must_use]
    pub fn of(numbers: Vec<Fraction>) -> Self {
        let terms: Vec<(i128, i128)> = numbers.iter().map(|number| number.terms()).collect();
        let mut common = 1_i128;
        let counts = terms.iter().try_for_each(|(_, denominator)| {
            let (_, widened) = Fraction::new(common, *denominator)?.parts();
            common = common.checked_mul(widened).filter(|common| *common <= 1 << 62)?;
            Some(())
        });
        let count = |(numerator, denominator): &(i128, i128)| {
            let count = numerator.checked_mul(common / denominator)?;
            i64::try_from(count).ok()
        };
        let counts = counts.and_then(|()| terms.iter().map(count).collect::<Option<Vec<i64>>>());
        match (counts, Fraction::new(1, common)) {
            (Some(counts), Some(unit)) => Self::counted(counts, unit),
            _ => Self::each(numbers),
        }
    }

    /// These numbers as they are, each by itself.
    #[must_use]
    pub fn each(numbers: Vec<Fraction>) -> Self {
        Self { form: Form::Each(numbers) }
    }

    /// `number` for each of so many.
    #[must_use]
    pub fn alike(number: Fraction, count: usize) -> Self {
        match one(number) {
            Some((own, unit)) => Self::counted(vec![own; count], unit),
            None => Self::each(vec![number; count]),
        }
    }

    /// Whole quanta, without their signs.
    #[must_use]
    pub fn magnitudes(amounts: &[Amount]) -> Self {
        let counts: Option<Vec<i64>> = amounts.iter().map(|amount| amount.quanta().checked_abs()).collect();
        match counts {
            Some(counts) => Self::counted(counts, Fraction::ONE),
            None => Self::each(amounts.iter().map(|own| own.exact().magnitude()).collect()),
        }
    }

    /// Whole quanta.
    #[must_use]
    pub fn amounts(amounts: &[Amount]) -> Self {
        Self::counted(amounts.iter().map(|amount| amount.quanta()).collect(), Fraction::ONE)
    }

    /// How many they are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.form {
            Form::Counted { counts, .. } => counts.own().len(),
            Form::Each(numbers) => numbers.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number at `place`.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[must_use]
    pub fn at(&self, place: usize) -> Fraction {
        match &self.form {
            Form::Counted { counts, unit } => times(counts.own()[place], *unit),
            Form::Each(numbers) => numbers[place],
        }
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = Fraction> {
        (0..self.len()).map(|place| self.at(place))
    }

    /// The sum.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when it does not fit.
    pub fn sum(&self) -> Result<Fraction, Overflow> {
        match &self.form {
            Form::Counted { counts, unit } => {
                let sum = counts.sum().map(i128::from);
                let sum = sum.unwrap_or_else(|| counts.own().iter().map(|count| i128::from(*count)).sum());
                Fraction::whole(sum).times(*unit)
            }
            Form::Each(numbers) => numbers.iter().try_fold(Fraction::ZERO, |sum, number| sum.plus(*number)),
        }
    }

    /// That the sum fits, which where numbers are small is seen without forming it.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when it does not.
    pub fn adds_up(&self) -> Result<(), Overflow> {
        match &self.form {
            Form::Counted { counts, unit } if counts.sum().and(Narrow::of(*unit)).is_some() => Ok(()),
            _ => self.sum().map(|_| ()),
        }
    }

    /// The first that is less than nothing.
    #[must_use]
    pub fn first_negative(&self) -> Option<usize> {
        match &self.form {
            Form::Counted { counts, .. } if !counts.any_negative() => None,
            Form::Counted { counts, .. } => counts.own().iter().position(|count| *count < 0),
            Form::Each(numbers) => numbers.iter().position(|number| number.is_negative()),
        }
    }

    /// Whether all are nothing.
    #[must_use]
    pub fn are_zero(&self) -> bool {
        match &self.form {
            Form::Counted { counts, .. } => counts.are_zero(),
            Form::Each(numbers) => numbers.iter().all(|number| number.is_zero()),
        }
    }

    /// Nothing for those who are not kept.
    pub fn keep(&mut self, kept: &[bool]) {
        match &mut self.form {
            Form::Counted { counts, .. } => counts.keep(kept),
            Form::Each(numbers) => {
                let others = numbers.iter_mut().zip(kept).filter(|(_, kept)| !**kept);
                others.for_each(|(number, _)| *number = Fraction::ZERO);
            }
        }
    }

    /// Each rounded by itself to whole quanta, in place of what `parts` held. What they
    /// come to is returned, unless one of them is less than nothing.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when one does not fit, or what they come to.
    pub fn round_into(
        &self,
        parts: &mut Vec<Amount>,
        rounding: Rounding,
    ) -> Result<Option<Amount>, Overflow> {
        parts.clear();
        parts.reserve(self.len());
        // What is counted in a whole unit is whole, and each fits where all together do.
        if let Form::Counted { counts, unit } = &self.form
            && let Some(Ok(unit)) = unit.whole_number().map(i64::try_from)
            && let Some(total) = counts.sum().and_then(|sum| sum.checked_mul(unit))
        {
            parts.extend(counts.own().iter().map(|count| Amount::of_quanta(count.wrapping_mul(unit))));
            return Ok(Some(Amount::of_quanta(total)));
        }
        for number in self.iter() {
            parts.push(number.rounded(rounding)?);
        }
        Amount::total(parts)
    }

    /// Splits `total` in proportion to these, none of which is less than nothing, in
    /// place of what `parts` held.
    ///
    /// # Errors
    ///
    /// As [`apportion`].
    pub fn split_into(
        &self,
        parts: &mut Vec<Amount>,
        total: Amount,
        order: &IdOrder,
    ) -> Result<(), ApportionError> {
        if total == Amount::ZERO {
            parts.clear();
            parts.resize(self.len(), Amount::ZERO);
            return Ok(());
        }
        if let Form::Counted { counts, .. } = &self.form
            && let Some(sum) = counts.sum().and_then(|sum| u32::try_from(sum).ok())
            && let Some(done) = apportion_narrow(total, counts.own(), sum, order, parts)
        {
            return done;
        }
        let weights = match &self.form {
            // The unit is common to all and changes no proportion.
            Form::Counted { counts, .. } => {
                counts.own().iter().map(|own| own.unsigned_abs().into()).collect()
            }
            Form::Each(numbers) => whole_weights(numbers)?,
        };
        parts.clear();
        parts.extend(apportion(total, &weights, order)?);
        Ok(())
    }
}

fn is_something(unit: Fraction) -> bool {
    !unit.is_negative() && !unit.is_zero()
}

/// A counted number; what does not fit is never counted.
fn times(count: i64, unit: Fraction) -> Fraction {
    unit.many(count).expect("a counted number fits")
}

/// Operations on all numbers at once, as integers. `None` where integers do not
/// suffice: then each household has to be reckoned by itself.
impl<'a> Operand<'a> {
    fn counted(self) -> Option<Counted<'a>> {
        match self {
            Operand::One(number) => {
                let (count, unit) = one(number)?;
                Some(Counted { counts: OneOrEach::One(count), unit })
            }
            Operand::Each(Numbers { form: Form::Counted { counts, unit } }) => {
                Some(Counted { counts: OneOrEach::Each(counts.own()), unit: *unit })
            }
            Operand::Each(_) => None,
        }
    }

    /// The sums.
    #[must_use]
    pub fn plus(self, other: Operand<'_>) -> Option<Numbers> {
        Counted::in_common(self, other, |a, b| a.checked_add(b))
    }

    /// The differences.
    #[must_use]
    pub fn minus(self, other: Operand<'_>) -> Option<Numbers> {
        Counted::in_common(self, other, |a, b| a.checked_sub(b))
    }

    /// The smaller of each two.
    #[must_use]
    pub fn min(self, other: Operand<'_>) -> Option<Numbers> {
        Counted::in_common(self, other, |a, b| Some(a.min(b)))
    }

    /// The larger of each two.
    #[must_use]
    pub fn max(self, other: Operand<'_>) -> Option<Numbers> {
        Counted::in_common(self, other, |a, b| Some(a.max(b)))
    }

    /// The products.
    #[must_use]
    pub fn times(self, other: Operand<'_>) -> Option<Numbers> {
        let (left, right) = (self.counted()?, other.counted()?);
        let unit = left.unit.times(right.unit).ok()?;
        let counts = OneOrEach::zip(left.counts, right.counts, |a, b| a.checked_mul(b))?;
        fitting(counts, unit)
    }

    /// The quotients, where `other` is one number and not nothing.
    #[must_use]
    pub fn over(self, other: Operand<'_>) -> Option<Numbers> {
        let Operand::One(other) = other else { return None };
        let (left, (count, by)) = (self.counted()?, one(other)?);
        let unit = left.unit.over(by).ok()?.filter(|_| count != 0)?;
        fitting(OneOrEach::zip(left.counts, OneOrEach::One(count), |a, sign| a.checked_mul(sign))?, unit)
    }

    /// How each two compare, asked by `holds`.
    #[must_use]
    pub fn compared(self, other: Operand<'_>, holds: impl Fn(Ordering) -> bool) -> Option<Vec<bool>> {
        let (left, right) = (self.counted()?, other.counted()?);
        let (_, a, b) = common_unit(left.unit, right.unit)?;
        let (a, b) = (i128::from(a), i128::from(b));
        OneOrEach::zip(left.counts, right.counts, |left, right| {
            Some(holds((i128::from(left) * a).cmp(&(i128::from(right) * b))))
        })
    }
}

/// A number as a unit of its own: how many of it, one or none or one less than
/// nothing.
fn one(number: Fraction) -> Option<(i64, Fraction)> {
    match number.cmp(&Fraction::ZERO) {
        Ordering::Less => Some((-1, number.negated().ok()?)),
        Ordering::Equal => Some((0, Fraction::ONE)),
        Ordering::Greater => Some((1, number)),
    }
}

/// Counts of a unit, whose every product fits.
fn fitting(counts: Vec<i64>, unit: Fraction) -> Option<Numbers> {
    // With 64 bits above the line every product does.
    if Narrow::of(unit).is_none() {
        // The largest may have a divisor in common with what is below the line, and
        // others none.
        let (numerator, _) = unit.terms();
        let largest = counts.iter().map(|count| count.unsigned_abs()).max().unwrap_or(0);
        numerator.checked_mul(largest.into())?;
    }
    Some(Numbers::counted(counts, unit))
}

impl Counted<'_> {
    fn in_common(
        left: Operand<'_>,
        right: Operand<'_>,
        by: impl Fn(i64, i64) -> Option<i64>,
    ) -> Option<Numbers> {
        let (left, right) = (left.counted()?, right.counted()?);
        let (unit, a, b) = common_unit(left.unit, right.unit)?;
        let counts = match (a, b) {
            (1, 1) => OneOrEach::zip(left.counts, right.counts, by),
            _ => OneOrEach::zip(left.counts, right.counts, |left, right| {
                by(left.checked_mul(a)?, right.checked_mul(b)?)
            }),
        };
        fitting(counts?, unit)
    }
}

impl OneOrEach<'_> {
    fn zip<T>(self, other: OneOrEach<'_>, by: impl Fn(i64, i64) -> Option<T>) -> Option<Vec<T>> {
        match (self, other) {
            (OneOrEach::One(a), OneOrEach::One(b)) => Some(vec![by(a, b)?]),
            (OneOrEach::Each(a), OneOrEach::One(b)) => gathered(a.len(), a.iter().map(|a| by(*a, b))),
            (OneOrEach::One(a), OneOrEach::Each(b)) => gathered(b.len(), b.iter().map(|b| by(a, *b))),
            (OneOrEach::Each(a), OneOrEach::Each(b)) => {
                gathered(a.len(), a.iter().zip(b).map(|(a, b)| by(*a, *b)))
            }
        }
    }
}

/// So many as there will be: collecting options would not know, and grow again
/// and again.
fn gathered<T>(count: usize, mut own: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let mut made = Vec::with_capacity(count);
    own.try_for_each(|own| own.map(|own| made.push(own)))?;
    Some(made)
}

/// The largest unit of which both are whole multiples, and how many of it each
/// of them is.
fn common_unit(a: Fraction, b: Fraction) -> Option<(Fraction, i64, i64)> {
    if a == b {
        return Some((a, 1, 1));
    }
    // Of a/b and c/d: gcd(ad, cb) / bd.
    let ratio = a.over(b).ok()??;
    let (a, b_counts) = ratio.terms();
    let unit = b.over(Fraction::whole(b_counts)).ok()??;
    Some((unit, i64::try_from(a).ok()?, i64::try_from(b_counts).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(numerator: i128, denominator: i128) -> Fraction {
        Fraction::new(numerator, denominator).unwrap()
    }

    fn numbers(own: &[(i128, i128)]) -> Numbers {
        Numbers::of(own.iter().map(|(n, d)| fraction(*n, *d)).collect())
    }

    fn is_counted(numbers: &Numbers) -> bool {
        matches!(numbers.form, Form::Counted { .. })
    }

    #[test]
    fn numbers_are_replaced_where_they_stand_and_nowhere_else() {
        let mut own = Numbers::counted(vec![1, 2], Fraction::ONE);
        let kept = own.clone();
        own.replace(fraction(1, 2), |own| *own = Counts::of(vec![3, 4, 5]));
        assert_eq!(own, numbers(&[(3, 2), (2, 1), (5, 2)]));
        assert_eq!(kept, numbers(&[(1, 1), (2, 1)]));
        own.replace(Fraction::ONE, |own| *own = Counts::of(vec![6]));
        assert_eq!((own, own_is_empty(&[6])), (numbers(&[(6, 1)]), false));
        let mut each = Numbers::each(vec![Fraction::ONE]);
        each.replace(Fraction::ONE, Counts::clear);
        assert!(each.is_empty() && own_is_empty(&[]));
    }

    fn own_is_empty(counts: &[i64]) -> bool {
        Numbers::counted(counts.to_vec(), Fraction::ONE).is_empty()
    }

    #[test]
    fn nothing_is_not_less_than_nothing_whatever_its_unit() {
        let debts = numbers(&[(0, 1), (-5, 2), (1, 2)]);
        assert_eq!(debts.first_negative(), Some(1));
        assert_eq!(Numbers::counted(vec![0, 5, -1], Fraction::ONE).first_negative(), Some(2));
        let none = Operand::Each(&debts).times(Operand::One(Fraction::ZERO)).unwrap();
        assert!(none.are_zero());
        assert_eq!(Operand::Each(&debts).plus(Operand::One(Fraction::ZERO)), Some(debts.clone()));
    }

    #[test]
    fn numbers_compare_as_fractions_do_whatever_their_units() {
        let values = [(0, 1), (1, 3), (1, 2), (2, 3), (5, 7), (-1, 3), (-1, 2), (10, 1), (21, 2), (32, 3)];
        let all = numbers(&values);
        for (numerator, denominator) in values {
            let one = fraction(numerator, denominator);
            let unlike = Operand::Each(&all).compared(Operand::One(one), Ordering::is_lt);
            let wanted: Vec<bool> = all.iter().map(|own| own < one).collect();
            assert_eq!(unlike, Some(wanted), "{one}");
            let turned = Operand::One(one).compared(Operand::Each(&all), Ordering::is_le);
            let wanted: Vec<bool> = all.iter().map(|own| one <= own).collect();
            assert_eq!(turned, Some(wanted), "{one}");
            let least = Operand::Each(&all).min(Operand::One(one)).unwrap();
            let most = Operand::One(one).max(Operand::Each(&all)).unwrap();
            for (place, own) in all.iter().enumerate() {
                assert_eq!((least.at(place), most.at(place)), (own.min(one), own.max(one)), "{own} {one}");
            }
            let alike = Numbers::alike(one, 2);
            assert_eq!((alike.at(1), alike.first_negative().is_some()), (one, one.is_negative()));
            let Some(quotients) = Operand::Each(&all).over(Operand::One(one)) else {
                assert!(one.is_zero());
                continue;
            };
            assert!(all.iter().zip(quotients.iter()).all(|(own, part)| own.over(one) == Ok(Some(part))));
        }
    }

    /// What the fast way says, against each number by itself.
    #[test]
    fn integers_say_what_fractions_say() {
        let some = [(0, 1), (3, 2), (-7, 3), (5, 1), (1, 1000), (9, 10)];
        let others = [(1, 6), (3, 2), (2, 1), (0, 1), (-5, 4), (4, 5)];
        let (left, right) = (numbers(&some), numbers(&others));
        assert!(is_counted(&left) && is_counted(&right));
        let one = fraction(5, 7);
        type Fast = fn(Operand<'_>, Operand<'_>) -> Option<Numbers>;
        type Slow = fn(Fraction, Fraction) -> Option<Fraction>;
        let pairs: [(Fast, Slow); 5] = [
            (|a, b| a.plus(b), |a, b| a.plus(b).ok()),
            (|a, b| a.minus(b), |a, b| a.minus(b).ok()),
            (|a, b| a.times(b), |a, b| a.times(b).ok()),
            (|a, b| a.min(b), |a, b| Some(a.min(b))),
            (|a, b| a.max(b), |a, b| Some(a.max(b))),
        ];
        for (fast, slow) in pairs {
            let both = fast(Operand::Each(&left), Operand::Each(&right)).unwrap();
            let first = fast(Operand::One(one), Operand::Each(&right)).unwrap();
            let second = fast(Operand::Each(&left), Operand::One(one)).unwrap();
            for place in 0..some.len() {
                let (a, b) = (left.at(place), right.at(place));
                assert_eq!(Some(both.at(place)), slow(a, b));
                assert_eq!(Some(first.at(place)), slow(one, b));
                assert_eq!(Some(second.at(place)), slow(a, one));
            }
        }
        let quotients = Operand::Each(&left).over(Operand::One(one)).unwrap();
        let less = Operand::Each(&left).compared(Operand::Each(&right), Ordering::is_lt).unwrap();
        for (place, less) in less.into_iter().enumerate() {
            assert_eq!(Some(quotients.at(place)), left.at(place).over(one).unwrap());
            assert_eq!(less, left.at(place) < right.at(place));
        }
        assert_eq!(left.sum().unwrap(), fraction(15_203, 3000));
        assert_eq!(left.iter().count(), left.len());
    }

    #[test]
    fn what_integers_cannot_say_is_left_to_fractions() {
        let (large, none) = (numbers(&[(i128::from(i64::MAX), 1)]), Operand::One(Fraction::ZERO));
        assert!(Operand::Each(&large).plus(Operand::Each(&large)).is_none());
        assert!(Operand::Each(&large).times(Operand::Each(&large)).is_none());
        assert!(Operand::Each(&large).over(none).is_none());
        assert!(none.over(Operand::Each(&large)).is_none());
        assert!(Operand::Each(&large).times(Operand::One(Fraction::whole(i128::MAX / 2))).is_none());
        // The larger has a divisor in common with the unit, the smaller has none.
        let (five, three) = (numbers(&[(5, 1), (3, 1)]), fraction(i128::MAX / 2, 5));
        assert!(Operand::Each(&five).times(Operand::One(three)).is_none());
        let (four, half) = (numbers(&[(4, 1), (2, 1)]), fraction(i128::MAX / 4, 5));
        let both = Operand::Each(&four).times(Operand::One(half)).unwrap();
        assert_eq!(
            (both.at(0), both.at(1)),
            (half.times(four.at(0)).unwrap(), half.times(four.at(1)).unwrap())
        );
        let fine = numbers(&[(1, (1 << 61) - 1), (1, 3)]);
        assert!(!is_counted(&fine) && Operand::Each(&fine).plus(none).is_none());
        assert_eq!((fine.len(), fine.at(1)), (2, fraction(1, 3)));
        let nothing = Numbers::counted(vec![0, 0], Fraction::whole(1 << 70));
        let mut parts = vec![Amount::of_quanta(7)];
        nothing.round_into(&mut parts, Rounding::Down).unwrap();
        assert_eq!(parts, [Amount::ZERO; 2]);
    }

    #[test]
    fn both_forms_answer_alike() {
        let own = [(0, 1), (3, 2), (7, 3)];
        let counted = numbers(&own);
        let each = Numbers { form: Form::Each(counted.iter().collect()) };
        let order = IdOrder::of(&["a", "b", "c"]);
        assert_eq!(counted, each);
        assert_ne!(counted, numbers(&[(0, 1), (3, 2), (5, 3)]));
        for numbers in [&counted, &each] {
            assert_eq!(numbers.sum(), Ok(fraction(23, 6)));
            assert_eq!((numbers.first_negative(), numbers.are_zero()), (None, false));
            let quanta = |amounts: &[Amount]| amounts.iter().map(|own| own.quanta()).collect::<Vec<_>>();
            let mut parts = vec![Amount::of_quanta(7)];
            numbers.round_into(&mut parts, Rounding::HalfEven).unwrap();
            assert_eq!(quanta(&parts), [0, 2, 2]);
            numbers.split_into(&mut parts, Amount::of_quanta(10), &order).unwrap();
            assert_eq!(quanta(&parts), [0, 4, 6]);
            numbers.split_into(&mut parts, Amount::ZERO, &order).unwrap();
            assert_eq!(quanta(&parts), [0, 0, 0]);
            let mut kept = (*numbers).clone();
            kept.keep(&[true, false, true]);
            assert_eq!(kept.iter().collect::<Vec<_>>(), [Fraction::ZERO, Fraction::ZERO, fraction(7, 3)]);
            kept.keep(&[false, false, false]);
            assert!(kept.are_zero());
        }
    }

    #[test]
    fn less_than_nothing_is_found_whichever_way_the_unit_points() {
        let turned = Operand::Each(&numbers(&[(1, 1), (-2, 1)])).times(Operand::One(Fraction::whole(-1)));
        let turned = turned.unwrap();
        assert_eq!(turned.first_negative(), Some(0));
        assert_eq!(numbers(&[(1, 1), (-2, 1)]).first_negative(), Some(1));
        let each = Numbers { form: Form::Each(vec![Fraction::ONE, Fraction::whole(-1)]) };
        assert_eq!(each.first_negative(), Some(1));
        let order = IdOrder::of(&["a", "b"]);
        let both = Operand::Each(&numbers(&[(-1, 1), (-3, 1)])).times(Operand::One(Fraction::whole(-1)));
        let mut parts = Vec::new();
        both.unwrap().split_into(&mut parts, Amount::of_quanta(8), &order).unwrap();
        assert_eq!(parts, [2, 6].map(Amount::of_quanta));
    }
}
