//! The one place where an exact amount becomes a posted one: every part of a
//! quantum that is let go is let go here. (What is shown a head is rounded for
//! the eye, and never posted.)

use super::SettlementMistake;
use crate::exact::{Amount, Exact, Fraction, IdOrder, Numbers, Overflow, Rounding};
use crate::formula::Short;

/// A pool or account as the steps draw on it.
///
/// The part of a quantum that rounding let go is carried to the next draw, so
/// that draws follow their exact sum and never stray from it by a quantum:
/// shares of 50, 30 and 20% take the whole, however they round. An amount that
/// is whole needs no rounding and is posted as it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Purse<Number = Fraction> {
    /// What is there.
    pub(super) balance: Amount,
    /// What the draws so far were due beyond what was posted, less than a
    /// quantum either way.
    pub(super) carried: Number,
}

/// What a step pays out, what it cannot, and what is then carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Payment<Number = Fraction> {
    pub(super) paid: Amount,
    pub(super) unpaid: Option<Amount>,
    pub(super) carried: Number,
}

/// One amount out of `purse`; `None` when it is short and that is refused.
#[inline]
pub(super) fn pay_one<Number: Exact>(
    purse: Purse<Number>,
    due: Number,
    short: Short,
    rounding: Rounding,
) -> Result<Option<Payment<Number>>, Overflow> {
    let nothing = Number::ZERO;
    let whole = due.is_whole();
    let wanted = if whole { due } else { due.plus(purse.carried)? };
    let rounded = wanted.rounded(rounding)?.max(Amount::ZERO);
    if rounded <= purse.balance {
        let carried = match whole {
            // Once a whole amount takes all, no exact sum is followed any more.
            true if rounded == purse.balance => nothing,
            true => purse.carried,
            false => wanted.minus(Number::of_amount(rounded))?,
        };
        return Ok(Some(Payment { paid: rounded, unpaid: None, carried }));
    }
    let paid = purse.balance;
    if due <= Number::of_amount(paid) {
        // Only rounding asks for more than is there.
        return Ok(Some(Payment { paid, unpaid: None, carried: nothing }));
    }
    if short == Short::Refuse {
        return Ok(None);
    }
    let unpaid = unpaid(due, paid, rounding)?;
    Ok(Some(Payment { paid, unpaid, carried: nothing }))
}

/// An amount for each household out of `purse`, each rounded by itself; `None`
/// when it is short and that is refused. When all that is there is due, it is
/// split in proportion to what is due, so that the parts add up to it. `due` is the
/// sum of `dues`. What each is paid comes in place of what `parts` held.
pub(super) fn pay_each<Number: Exact>(
    purse: Purse<Number>,
    dues: &Numbers,
    due: Fraction,
    short: Short,
    (rounding, order): (Rounding, &IdOrder),
    parts: &mut Vec<Amount>,
) -> Result<Option<Payment<Number>>, SettlementMistake> {
    let paid = dues.round_into(parts, rounding)?.expect("what is due is not less than nothing");
    let all_is_due = due == purse.balance.exact();
    if paid <= purse.balance && !all_is_due {
        return Ok(Some(Payment { paid, unpaid: None, carried: purse.carried }));
    }
    let is_short = due > purse.balance.exact();
    if is_short && short == Short::Refuse {
        return Ok(None);
    }
    dues.split_into(parts, purse.balance, order)?;
    let unpaid = if is_short { unpaid(due, purse.balance, rounding)? } else { None };
    Ok(Some(Payment { paid: purse.balance, unpaid, carried: Number::ZERO }))
}

/// What is due, in whole quanta, and not paid; `None` when that is less than one.
fn unpaid<Number: Exact>(due: Number, paid: Amount, rounding: Rounding) -> Result<Option<Amount>, Overflow> {
    let unpaid = due.rounded(rounding)?.minus(paid)?;
    Ok(Some(unpaid).filter(|unpaid| *unpaid != Amount::ZERO))
}

/// What one figure comes to that households bear together.
pub(super) fn bear_one(due: Fraction, rounding: Rounding) -> Result<Amount, Overflow> {
    due.rounded(rounding)
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

    fn purse(balance: i64) -> Purse {
        Purse { balance: amount(balance), carried: Fraction::ZERO }
    }

    /// Draws `dues`, one after the other, until one is short.
    fn draw(opening: i64, dues: &[Fraction], rounding: Rounding) -> Vec<Option<i64>> {
        let mut purse = purse(opening);
        let mut paid = Vec::new();
        for due in dues {
            let payment = pay_one(purse, *due, Short::Refuse, rounding).unwrap();
            paid.push(payment.as_ref().map(|payment| payment.paid.quanta()));
            let Some(payment) = payment else { break };
            purse = Purse { balance: purse.balance.minus(payment.paid).unwrap(), carried: payment.carried };
        }
        paid
    }

    fn tenths(opening: i64, tenths: &[i128]) -> Vec<Fraction> {
        tenths.iter().map(|tenth| fraction(i128::from(opening) * tenth, 10)).collect()
    }

    #[test]
    fn shares_of_the_whole_take_the_whole_and_never_stray_by_a_quantum() {
        assert_eq!(draw(7, &tenths(7, &[2, 3, 5]), Rounding::HalfEven), [1, 2, 4].map(Some));
        assert_eq!(
            draw(5, &tenths(5, &[1; 10]), Rounding::HalfEven),
            [0, 1, 0, 1, 0, 1, 0, 1, 0, 1].map(Some)
        );
        for (_, rounding) in Rounding::NAMES {
            for opening in 0..200 {
                for shares in [&[2, 3, 5][..], &[1; 10], &[7, 1, 1, 1]] {
                    let dues = tenths(opening, shares);
                    let paid = draw(opening, &dues, rounding);
                    assert_eq!(paid.iter().flatten().sum::<i64>(), opening, "{opening} by {shares:?}");
                    for (paid, due) in paid.iter().zip(dues) {
                        let strayed = due.minus(Fraction::whole(i128::from(paid.expect("enough")))).unwrap();
                        assert!(strayed.magnitude() < Fraction::ONE, "{opening} by {shares:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_whole_amount_is_posted_as_it_is_or_not_at_all() {
        let half = fraction(1, 2);
        assert_eq!(draw(9, &[half, Fraction::ONE, half], Rounding::HalfEven), [0, 1, 1].map(Some));
        // Five tenths of a quantum more than was due are gone: the last dan is short.
        let (up, four) = (fraction(11, 2), Fraction::whole(4));
        assert_eq!(draw(9, &[up, four], Rounding::HalfUp), [Some(6), None]);
    }

    #[test]
    fn grain_that_is_there_covers_a_due_reckoned_from_posted_amounts() {
        // 0.99% of one quantum posts nothing; 99.02% of what is left then
        // rounds, with what is carried, to all that is there.
        let dues = [fraction(99, 10_000), fraction(9902, 10_000)];
        assert_eq!(draw(1, &dues, Rounding::HalfEven), [0, 1].map(Some));
    }

    #[test]
    fn a_purse_that_holds_less_than_is_due_says_so() {
        let pay = |short| pay_one(purse(9), Fraction::whole(10), short, Rounding::HalfEven).unwrap();
        assert_eq!(pay(Short::Refuse), None);
        let short = Some(Payment { paid: amount(9), unpaid: Some(amount(1)), carried: Fraction::ZERO });
        assert_eq!((pay(Short::Prorate), pay(Short::Owe)), (short.clone(), short));
    }

    #[test]
    fn less_than_half_a_quantum_is_owed_to_nobody() {
        let due = fraction(92, 10);
        let carried = fraction(4, 10);
        let payment = pay_one(Purse { carried, ..purse(9) }, due, Short::Owe, Rounding::HalfEven).unwrap();
        let payment = payment.expect("it is owed");
        assert_eq!((payment.paid, payment.unpaid), (amount(9), None));
    }

    /// Pays `dues` out of a purse: what is paid, to each, what is not, what is carried.
    fn paid_each(balance: i64, dues: &Numbers, short: Short) -> Option<(Payment, Vec<i64>)> {
        let ids: Vec<String> = (0..dues.len()).map(|id| id.to_string()).collect();
        let order = IdOrder::of(&ids);
        let (due, mut parts) = (dues.sum().unwrap(), vec![amount(1)]);
        let payment =
            pay_each(purse(balance), dues, due, short, (Rounding::HalfEven, &order), &mut parts).unwrap()?;
        let parts: Vec<i64> = parts.into_iter().map(Amount::quanta).collect();
        assert_eq!(payment.paid.quanta(), parts.iter().sum::<i64>());
        Some((payment, parts))
    }

    #[test]
    fn households_short_of_their_due_get_less_in_proportion() {
        let dues = Numbers::of(vec![Fraction::whole(4), Fraction::whole(8)]);
        assert_eq!(paid_each(9, &dues, Short::Refuse), None);
        let payment = Payment { paid: amount(9), unpaid: Some(amount(3)), carried: Fraction::ZERO };
        let short = Some((payment, vec![3, 6]));
        assert_eq!(paid_each(9, &dues, Short::Prorate), short);
        assert_eq!(paid_each(9, &dues, Short::Owe), short);
    }

    #[test]
    fn what_is_owed_is_all_that_was_due_and_not_paid() {
        let (payment, _) =
            paid_each(3, &Numbers::alike(fraction(6, 10), 10), Short::Owe).expect("it is owed");
        assert_eq!((payment.paid, payment.unpaid), (amount(3), Some(amount(3))));
    }

    #[test]
    fn each_household_s_amount_is_rounded_by_itself_and_by_the_named_mode() {
        let dues = Numbers::of(vec![fraction(1, 2), fraction(3, 2), fraction(2, 3), fraction(1, 3)]);
        let rounded = |mode| {
            let mut parts = Vec::new();
            dues.round_into(&mut parts, mode).unwrap();
            parts
        };
        assert_eq!(rounded(Rounding::HalfEven), [0, 2, 1, 0].map(amount));
        assert_eq!(rounded(Rounding::HalfUp), [1, 2, 1, 0].map(amount));
        assert_eq!(rounded(Rounding::Up), [1, 2, 1, 1].map(amount));
        assert_eq!(paid_each(9, &dues, Short::Refuse).expect("enough").1, [0, 2, 1, 0]);
    }

    #[test]
    fn amounts_that_each_round_up_never_take_more_than_is_there() {
        let dues = Numbers::alike(fraction(3, 4), 4);
        assert_eq!(paid_each(3, &dues, Short::Refuse).expect("enough").1, [1, 1, 1, 0]);
    }

    #[test]
    fn when_all_that_is_there_is_due_none_of_it_stays_behind() {
        let dues = Numbers::alike(fraction(4, 10), 10);
        assert_eq!(paid_each(4, &dues, Short::Refuse).expect("enough").0.paid, amount(4));
    }
}
