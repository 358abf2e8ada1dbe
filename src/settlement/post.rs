//! The one place where an exact amount becomes a posted one. Every remainder
//! that is ever let go is let go here.

use super::SettlementMistake;
use crate::exact::{Amount, ApportionError, Fraction, IdOrder, Overflow, Rounding, apportion, whole_weights};
use crate::formula::Short;

/// A pool or account as the steps draw on it.
///
/// Rounding may have paid out a little more or less than was exactly due, so
/// what is there and what is exactly left can differ by crumbs. A step that is
/// due all that is exactly left takes all that is there: no crumb stays behind,
/// and none is ever short.
#[derive(Debug, Clone, Copy)]
pub(super) struct Purse {
    /// What is there.
    pub(super) balance: Amount,
    /// What is exactly left, less what is there.
    pub(super) crumbs: Fraction,
}

/// What a draw comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Draw {
    /// The exact amount, rounded, and never more than is there.
    Rounded(Amount),
    /// All that is there, which is all that is exactly left.
    All(Amount),
    /// All that is there, which is less than is due.
    Short(Amount),
}

/// What a step pays out, and what it cannot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Payment<T> {
    pub(super) paid: T,
    pub(super) unpaid: Option<T>,
}

impl Purse {
    fn exactly_left(self) -> Result<Fraction, Overflow> {
        self.balance.exact().plus(self.crumbs)
    }

    /// Whether `due` is more than can be taken. A clause may name an earlier
    /// step's amount as it was posted, so what is there covers a due as well as
    /// what is exactly left does.
    fn is_short_of(self, due: Fraction) -> Result<bool, Overflow> {
        Ok(due > self.exactly_left()? && due > self.balance.exact())
    }

    /// How much a step that is due `due` can take.
    fn draw(self, due: Fraction, rounding: Rounding) -> Result<Draw, Overflow> {
        if self.is_short_of(due)? {
            return Ok(Draw::Short(self.balance));
        }
        if due == self.exactly_left()? {
            return Ok(Draw::All(self.balance));
        }
        let rounded = Amount::try_from(due.round(rounding)?)?;
        // Rounding up must not take what is not there.
        Ok(Draw::Rounded(rounded.min(self.balance)))
    }

    /// The crumbs after `paid` was posted for `due`; none after less than was
    /// due, for then all is gone.
    pub(super) fn crumbs_after(self, paid: Amount, due: Fraction) -> Result<Fraction, Overflow> {
        if self.is_short_of(due)? {
            return Ok(Fraction::ZERO);
        }
        self.crumbs.plus(paid.exact().minus(due)?)
    }
}

/// One amount out of `purse`; `None` when it is short and that is refused.
pub(super) fn pay_one(
    purse: Purse,
    due: Fraction,
    short: Short,
    rounding: Rounding,
) -> Result<Option<Payment<Amount>>, Overflow> {
    match (purse.draw(due, rounding)?, short) {
        (Draw::Rounded(paid) | Draw::All(paid), _) => Ok(Some(Payment { paid, unpaid: None })),
        (Draw::Short(_), Short::Refuse) => Ok(None),
        (Draw::Short(paid), Short::Prorate | Short::Owe) => {
            let unpaid = Amount::try_from(due.round(rounding)?)?.minus(paid)?;
            Ok(Some(Payment { paid, unpaid: Some(unpaid) }))
        }
    }
}

/// An amount for each household out of `purse`; `None` when it is short and
/// that is refused. When all that is there goes, it is split in proportion to
/// what is due, so that the parts add up to it.
pub(super) fn pay_each(
    purse: Purse,
    dues: &[Fraction],
    short: Short,
    rounding: Rounding,
    order: &IdOrder,
) -> Result<Option<Payment<Vec<Amount>>>, SettlementMistake> {
    let due = dues.iter().try_fold(Fraction::ZERO, |sum, due| sum.plus(*due))?;
    let rounded = round_each(dues, rounding)?;
    let sum = Amount::sum(rounded.iter().copied())?;
    let draw = purse.draw(due, rounding)?;
    let all = match draw {
        Draw::Short(_) if short == Short::Refuse => return Ok(None),
        Draw::Short(all) => Some(all),
        // One by one the rounded amounts may come to more, or leave a crumb.
        Draw::All(all) if sum != all => Some(all),
        Draw::Rounded(_) if sum > purse.balance => Some(purse.balance),
        _ => None,
    };
    let Some(all) = all else { return Ok(Some(Payment { paid: rounded, unpaid: None })) };
    let paid = split(all, dues, order)?;
    let unpaid = match draw {
        Draw::Short(_) => {
            let each = rounded.iter().zip(&paid).map(|(due, paid)| Ok(due.minus(*paid)?.max(Amount::ZERO)));
            Some(each.collect::<Result<Vec<_>, Overflow>>()?)
        }
        _ => None,
    };
    Ok(Some(Payment { paid, unpaid }))
}

/// `total` split by a key that somebody has.
pub(super) fn split(total: Amount, key: &[Fraction], order: &IdOrder) -> Result<Vec<Amount>, ApportionError> {
    if total == Amount::ZERO {
        return Ok(vec![Amount::ZERO; key.len()]);
    }
    Ok(apportion(total, &whole_weights(key)?, order)?.collect())
}

/// What households bear, each rounded by itself.
pub(super) fn round_each(dues: &[Fraction], rounding: Rounding) -> Result<Vec<Amount>, Overflow> {
    dues.iter().map(|due| Amount::try_from(due.round(rounding)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(quanta: i64) -> Amount {
        Amount::of_quanta(quanta)
    }

    fn fraction(numerator: i128, denominator: i128) -> Fraction {
        Fraction::new(numerator, denominator).unwrap()
    }

    /// Draws the shares `tenths` of `opening`, one after the other.
    fn shares(opening: i64, tenths: &[i128]) -> Vec<i64> {
        let mut purse = Purse { balance: amount(opening), crumbs: Fraction::ZERO };
        let mut paid = Vec::new();
        for tenth in tenths {
            let due = fraction(i128::from(opening) * tenth, 10);
            let one = pay_one(purse, due, Short::Refuse, Rounding::HalfEven).unwrap().expect("enough").paid;
            purse.crumbs = purse.crumbs_after(one, due).unwrap();
            purse.balance = purse.balance.minus(one).unwrap();
            paid.push(one.quanta());
        }
        paid
    }

    #[test]
    fn shares_of_the_whole_take_the_whole_however_they_round() {
        assert_eq!(shares(10, &[2, 3, 5]), [2, 3, 5]);
        assert_eq!(shares(7, &[2, 3, 5]), [1, 2, 4]);
        for opening in 0..200 {
            assert_eq!(shares(opening, &[2, 3, 5]).iter().sum::<i64>(), opening);
            assert_eq!(shares(opening, &[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]).iter().sum::<i64>(), opening);
        }
    }

    #[test]
    fn grain_that_is_there_covers_a_due_reckoned_from_posted_amounts() {
        // 0.99% of one quantum posts nothing; 99.02% of what is left is then
        // more than is exactly left, and less than is there.
        let mut purse = Purse { balance: amount(1), crumbs: Fraction::ZERO };
        purse.crumbs = purse.crumbs_after(Amount::ZERO, fraction(99, 10_000)).unwrap();
        let paid = pay_one(purse, fraction(9902, 10_000), Short::Refuse, Rounding::HalfEven).unwrap();
        assert_eq!(paid, Some(Payment { paid: amount(1), unpaid: None }));
    }

    #[test]
    fn a_purse_that_holds_less_than_is_due_says_so() {
        let purse = Purse { balance: amount(9), crumbs: Fraction::ZERO };
        let pay = |short| pay_one(purse, Fraction::whole(10), short, Rounding::HalfEven).unwrap();
        assert_eq!(pay(Short::Refuse), None);
        let short = Some(Payment { paid: amount(9), unpaid: Some(amount(1)) });
        assert_eq!((pay(Short::Prorate), pay(Short::Owe)), (short.clone(), short));
    }

    #[test]
    fn households_short_of_their_due_get_less_in_proportion() {
        let order = IdOrder::of(&["a", "b"]);
        let purse = Purse { balance: amount(9), crumbs: Fraction::ZERO };
        let dues = [Fraction::whole(4), Fraction::whole(8)];
        let pay = |short| pay_each(purse, &dues, short, Rounding::HalfEven, &order).unwrap();
        assert_eq!(pay(Short::Refuse), None);
        let (paid, unpaid) = (vec![amount(3), amount(6)], Some(vec![amount(1), amount(2)]));
        let short = Some(Payment { paid, unpaid });
        assert_eq!((pay(Short::Prorate), pay(Short::Owe)), (short.clone(), short));
    }

    #[test]
    fn each_household_s_amount_is_rounded_by_itself_and_by_the_named_mode() {
        let dues = [fraction(1, 2), fraction(3, 2), fraction(2, 3), fraction(1, 3)];
        let rounded = |mode| round_each(&dues, mode).unwrap();
        assert_eq!(rounded(Rounding::HalfEven), [0, 2, 1, 0].map(amount));
        assert_eq!(rounded(Rounding::HalfUp), [1, 2, 1, 0].map(amount));
        assert_eq!(rounded(Rounding::Up), [1, 2, 1, 1].map(amount));
        let (order, purse) =
            (IdOrder::of(&["a", "b", "c", "d"]), Purse { balance: amount(9), crumbs: Fraction::ZERO });
        let paid =
            pay_each(purse, &dues, Short::Refuse, Rounding::HalfEven, &order).unwrap().expect("enough");
        assert_eq!(paid.paid, [0, 2, 1, 0].map(amount));
    }

    #[test]
    fn amounts_that_each_round_up_never_take_more_than_is_there() {
        let order = IdOrder::of(&["a", "b", "c", "d"]);
        let purse = Purse { balance: amount(3), crumbs: Fraction::ZERO };
        let dues = [fraction(3, 4); 4];
        let paid =
            pay_each(purse, &dues, Short::Refuse, Rounding::HalfEven, &order).unwrap().expect("enough").paid;
        assert_eq!(paid, [1, 1, 1, 0].map(amount));
    }
}
