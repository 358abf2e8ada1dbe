//! A whole split into parts that add back up to it.

use super::few::split_few;
use super::fraction::gcd;
use super::{Amount, Fraction};

/// The households' order by id, which settles ties. Row order never does.
///
/// Holds each household's rank: the place of its id among all ids sorted by
/// their bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdOrder {
    households: usize,
    /// `None` where they stand in that order already.
    ranks: Option<Vec<u32>>,
}

impl IdOrder {
    /// The order of `ids`, which are taken to be distinct.
    ///
    /// # Panics
    ///
    /// With more than four billion households.
    #[must_use]
    pub fn of<Id: AsRef<[u8]>>(ids: &[Id]) -> Self {
        let id = |household: usize| ids[household].as_ref();
        if (1..ids.len()).all(|household| id(household - 1) < id(household)) {
            return Self::as_it_stands(ids.len());
        }
        let mut sorted: Vec<usize> = (0..ids.len()).collect();
        sorted.sort_by(|a, b| id(*a).cmp(id(*b)));
        let mut ranks = vec![0; ids.len()];
        for (rank, household) in sorted.into_iter().enumerate() {
            ranks[household] = u32::try_from(rank).expect("fewer than four billion households");
        }
        Self { households: ids.len(), ranks: Some(ranks) }
    }

    /// The order of so many ids that stand in it already.
    #[must_use]
    pub fn as_it_stands(households: usize) -> Self {
        Self { households, ranks: None }
    }

    pub(super) fn rank(&self, household: usize) -> usize {
        self.ranks.as_ref().map_or(household, |ranks| ranks[household] as usize)
    }
}

/// Why a whole cannot be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ApportionError {
    /// Every weight is zero, for then it is owed to nobody.
    #[error("nobody has any weight")]
    NoWeight,
    /// The weights are too fine or too large for 128 bits.
    #[error("the weights are too large to split by exactly")]
    Overflow,
}

/// Splits `total` by `weights`; the parts add back up exactly.
///
/// Every exact quota `total × weight / sum of weights` is rounded down, then the
/// quanta left over go one each to the largest remainders (Hamilton's method).
/// Ties follow the households' ids, never their order in the file: shuffling
/// the rows must not move a single grain.
///
/// It promises that the parts sum to the whole, that every part is within one
/// quantum of its exact quota, and that more weight never gets less. It cannot
/// promise that a larger whole gives nobody less (the Alabama paradox): weights
/// 1:3:3 split 3 as 1, 1, 1 and 4 as 0, 2, 2. No method keeps all four.
///
/// ```
/// # use fenhong::exact::{Amount, IdOrder, apportion};
/// let order = IdOrder::of(&["a", "b", "c"]);
/// let parts = apportion(Amount::of_quanta(10), &[1, 1, 1], &order).unwrap();
/// assert_eq!(parts.map(Amount::quanta).collect::<Vec<_>>(), [4, 3, 3]);
/// ```
///
/// # Errors
///
/// Returns [`ApportionError::NoWeight`] when every weight is zero, and
/// [`ApportionError::Overflow`] when a quota does not fit 128 bits.
///
/// # Panics
///
/// When `total` is negative or there is not one weight for each household:
/// both are mistakes of the caller.
pub fn apportion(
    total: Amount,
    weights: &[u128],
    order: &IdOrder,
) -> Result<impl ExactSizeIterator<Item = Amount> + use<>, ApportionError> {
    assert!(!total.is_negative(), "only what is there can be split");
    assert_eq!(weights.len(), order.households, "each household has one weight");
    let total = total.quanta().unsigned_abs();
    let sum = weights.iter().try_fold(0_u128, |sum, weight| sum.checked_add(*weight));
    let sum = sum.ok_or(ApportionError::Overflow)?;
    if sum == 0 {
        return Err(ApportionError::NoWeight);
    }
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    let mut leftover = total;
    for weight in weights {
        let (part, remainder) = quota(total, *weight, sum)?;
        leftover -= part;
        parts.push(whole(part));
        remainders.push(remainder);
    }
    let leftover = usize::try_from(leftover).expect("fewer quanta are left over than households share");
    if leftover > 0 {
        let mut sorted = remainders.clone();
        let last = *sorted.select_nth_unstable_by(leftover - 1, |a, b| b.cmp(a)).1;
        give_leftovers(&mut parts, &remainders, last, order, leftover);
    }
    Ok(parts.into_iter())
}

/// So many households are looked at together; for twice as many there is room on
/// the stack.
const TOGETHER: usize = 32;

/// The same with whole weights, none of them less than nothing, whose sum is this,
/// in place of what `parts` held; `None` where a product needs more than 64 bits.
#[inline]
pub(super) fn apportion_narrow(
    total: Amount,
    weights: &[i64],
    sum: u32,
    order: &IdOrder,
    parts: &mut Vec<Amount>,
) -> Option<Result<(), ApportionError>> {
    assert!(!total.is_negative(), "only what is there can be split");
    assert_eq!(weights.len(), order.households, "each household has one weight");
    let total = total.quanta().unsigned_abs();
    if sum == 0 {
        return Some(Err(ApportionError::NoWeight));
    }
    if !split_few(total, weights, sum, order, parts) {
        // No product is larger than this one.
        total.checked_mul(sum.into())?;
        parts.resize(weights.len(), Amount::ZERO);
        by_remainders(total, weights, sum, order, parts);
    }
    Some(Ok(()))
}

/// The same in place of the `parts`, where all products fit.
#[inline(never)]
fn by_remainders(total: u64, weights: &[i64], sum: u32, order: &IdOrder, parts: &mut [Amount]) {
    // Behind the last remainder there are some of nothing.
    let (mut few, mut more) = ([0; 2 * TOGETHER], Vec::new());
    let room = weights.len().next_multiple_of(TOGETHER);
    let remainders = match few.get_mut(..room) {
        Some(few) => few,
        None => {
            more.resize(room, 0);
            &mut more
        }
    };
    let (mut leftover, by) = (total, Divisor::of(sum.into()));
    for ((weight, remainder), own) in weights.iter().zip(&mut *remainders).zip(parts.iter_mut()) {
        // Nothing wraps: no product is larger than that of the whole, no part than it.
        let (part, left) = by.divide(total.wrapping_mul(weight.cast_unsigned()));
        *remainder = low(left);
        leftover = leftover.wrapping_sub(part);
        *own = Amount::of_quanta(part.cast_signed());
    }
    if leftover > 0 {
        let (last, count) = nth_largest(remainders, weights.len(), sum, low(leftover));
        let remainders = &remainders[..weights.len()];
        if count == low(leftover) {
            give_to_all(parts, remainders, last);
        } else {
            give_leftovers(parts, remainders, last, order, low(leftover) as usize);
        }
    }
}

/// The largest number of 32 bits.
const NARROW: u64 = u32::MAX as u64;

/// What many numbers are divided by: multiplied by its inverse, which is quicker.
struct Divisor {
    by: u64,
    inverse: u64,
}

impl Divisor {
    /// Anything but nothing.
    fn of(by: u64) -> Self {
        Self { by, inverse: u64::MAX / by }
    }

    /// The quotient, and what is left.
    #[inline]
    fn divide(&self, number: u64) -> (u64, u64) {
        // The inverse is too small by less than one part of 64 bits, so this is the
        // quotient or one less.
        let product = u128::from(number) * u128::from(self.inverse);
        let quotient = (product >> 64) as u64;
        let left = number.wrapping_sub(quotient.wrapping_mul(self.by));
        let more = u64::from(left >= self.by);
        (quotient.wrapping_add(more), left.wrapping_sub(self.by & more.wrapping_neg()))
    }
}

/// A number that is known to fit 32 bits.
fn low(number: u64) -> u32 {
    debug_assert!(number <= NARROW, "it fits");
    u32::try_from(number & NARROW).unwrap_or(0)
}

/// The `nth` largest of so many numbers below `end`, behind which some of nothing
/// make up a whole multiple of [`TOGETHER`]; or a number that just so many are not
/// less than. How many are not less than it comes with it.
///
/// That is counted again and again without asking of any by itself, where sorting
/// would ask at random: where the number were if all lay evenly, and every fourth
/// time in the middle, since they may lie otherwise.
fn nth_largest(numbers: &[u32], count: usize, end: u32, nth: u32) -> (u32, u32) {
    let (chunks, rest) = numbers.as_chunks::<TOGETHER>();
    debug_assert!(rest.is_empty(), "they are made up");
    let not_less = |tried: u32| {
        let chunk = |chunk: &[u32; TOGETHER]| {
            chunk.iter().fold(0_u32, |count, number| count.wrapping_add(u32::from(*number >= tried)))
        };
        chunks.iter().fold(0_u32, |count, own| count.wrapping_add(chunk(own)))
    };
    // Not fewer than these are not less than the one, fewer than the other.
    let (mut least, mut many) = (0, low(count as u64));
    let (mut above, mut few) = (end, 0);
    let mut times = 0_u32;
    while many != nth && above - least > 1 {
        let gap = above - least;
        let even = u64::from(gap) * u64::from(many - nth) / u64::from(many - few);
        times = times.wrapping_add(1);
        let tried = least + if times.is_multiple_of(4) { gap / 2 } else { low(even).max(1) };
        let count = not_less(tried);
        // Chosen without asking, since it looks random.
        let is_enough = count >= nth;
        (least, above) = if is_enough { (tried, above) } else { (least, tried) };
        (many, few) = if is_enough { (count, few) } else { (many, count) };
    }
    (least, many)
}

/// A part of a whole, which is an amount.
fn whole(part: u64) -> Amount {
    Amount::of_quanta(i64::try_from(part).expect("a part is never more than its whole"))
}

/// Exact weights as whole numbers in the same proportion, as small as they go.
///
/// # Errors
///
/// Returns [`ApportionError::Overflow`] when their common denominator is too
/// large.
///
/// # Panics
///
/// When a weight is negative: a key is checked before it is split by.
pub fn whole_weights(weights: &[Fraction]) -> Result<Vec<u128>, ApportionError> {
    let terms = |weight: &Fraction| {
        assert!(!weight.is_negative(), "a weight is never negative");
        let (numerator, denominator) = weight.terms();
        (numerator.unsigned_abs(), denominator.unsigned_abs())
    };
    let terms: Vec<(u128, u128)> = weights.iter().map(terms).collect();
    let mut common: u128 = 1;
    for (_, denominator) in terms.iter().copied() {
        common =
            (common / gcd(common, denominator)).checked_mul(denominator).ok_or(ApportionError::Overflow)?;
    }
    let widen = |(numerator, denominator): &(u128, u128)| {
        numerator.checked_mul(common / denominator).ok_or(ApportionError::Overflow)
    };
    let mut whole = terms.iter().map(widen).collect::<Result<Vec<u128>, _>>()?;
    let shared = whole.iter().fold(0, |shared, weight| gcd(shared, *weight));
    for weight in &mut whole {
        *weight /= shared.max(1);
    }
    Ok(whole)
}

/// The whole quanta of `total × weight / sum`, and the remainder over `sum`.
fn quota(total: u64, weight: u128, sum: u128) -> Result<(u64, u128), ApportionError> {
    let small = |number: u128| u64::try_from(number).ok();
    if let (Some(weight), Some(sum)) = (small(weight), small(sum))
        && let Some(product) = total.checked_mul(weight)
    {
        return Ok((product / sum, u128::from(product % sum)));
    }
    let product = u128::from(total).checked_mul(weight).ok_or(ApportionError::Overflow)?;
    let part = u64::try_from(product / sum).expect("a part is never more than its whole");
    Ok((part, product % sum))
}

/// One quantum each to the largest remainders, ties to the id that sorts first;
/// `last` is the remainder that gets the last of them.
fn give_leftovers<R: Ord + Copy>(
    parts: &mut [Amount],
    remainders: &[R],
    last: R,
    order: &IdOrder,
    leftover: usize,
) {
    debug_assert!(leftover < parts.len(), "each remainder is less than one quantum");
    // All who have no less get one, unless some have just as much and there is not
    // enough for all of those.
    if remainders.iter().filter(|remainder| **remainder >= last).count() == leftover {
        return give_to_all(parts, remainders, last);
    }
    let left = leftover - remainders.iter().filter(|remainder| **remainder > last).count();
    let tied = remainders.iter().enumerate().filter(|(_, remainder)| **remainder == last);
    let mut ranks: Vec<usize> = tied.map(|(household, _)| order.rank(household)).collect();
    let last_rank = *ranks.select_nth_unstable(left - 1).1;
    for (household, (part, remainder)) in parts.iter_mut().zip(remainders).enumerate() {
        give(part, *remainder > last || *remainder == last && order.rank(household) <= last_rank);
    }
}

/// One quantum to each that has a remainder of `last` or more.
fn give_to_all<R: Ord>(parts: &mut [Amount], remainders: &[R], last: R) {
    parts.iter_mut().zip(remainders).for_each(|(part, remainder)| give(part, *remainder >= last));
}

/// Who gets one looks random: it is added without asking.
fn give(part: &mut Amount, one: bool) {
    *part = Amount::of_quanta(part.quanta().wrapping_add(i64::from(one)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(total: i64, weights: &[u128]) -> Result<Vec<i64>, ApportionError> {
        let ids: Vec<String> = (0..weights.len()).map(|id| format!("{id:02}")).collect();
        let parts = apportion(Amount::of_quanta(total), weights, &IdOrder::of(&ids))?;
        Ok(parts.map(Amount::quanta).collect())
    }

    #[test]
    fn leftover_quanta_go_to_the_largest_remainders() {
        assert_eq!(split(10, &[2, 3, 5]), Ok(vec![2, 3, 5]));
        assert_eq!(split(7, &[1, 2, 4]), Ok(vec![1, 2, 4]));
        assert_eq!(split(8, &[1, 2, 4]), Ok(vec![1, 2, 5]));
        assert_eq!(split(100, &[1, 1, 1]), Ok(vec![34, 33, 33]));
    }

    #[test]
    fn ties_go_to_the_id_that_sorts_first_wherever_it_stands() {
        let order = IdOrder::of(&["H10", "H02", "H01"]);
        let parts = apportion(Amount::of_quanta(1), &[1, 1, 1], &order).unwrap();
        assert_eq!(parts.map(Amount::quanta).collect::<Vec<_>>(), [0, 0, 1]);
    }

    #[test]
    fn ids_that_stand_in_order_need_no_ranks() {
        assert_eq!(IdOrder::of(&["a", "b", "c"]), IdOrder::as_it_stands(3));
        assert_ne!(IdOrder::of(&["a", "c", "b"]), IdOrder::as_it_stands(3));
        assert_eq!(IdOrder::of::<&str>(&[]), IdOrder::as_it_stands(0));
    }

    #[test]
    fn the_alabama_paradox_is_real() {
        assert_eq!(split(3, &[1, 3, 3]), Ok(vec![1, 1, 1]));
        assert_eq!(split(4, &[1, 3, 3]), Ok(vec![0, 2, 2]));
    }

    #[test]
    fn who_has_nothing_gets_nothing() {
        assert_eq!(split(5, &[0, 1, 0, 1]), Ok(vec![0, 3, 0, 2]));
        assert_eq!(split(5, &[0, 0]), Err(ApportionError::NoWeight));
        assert_eq!(split(0, &[3, 4]), Ok(vec![0, 0]));
        assert_eq!(split(5, &[]), Err(ApportionError::NoWeight));
    }

    #[test]
    fn keys_with_fractions_become_whole_in_the_same_proportion() {
        let keys = [(3, 2), (1, 3), (0, 1)].map(|(n, d)| Fraction::new(n, d).unwrap());
        assert_eq!(whole_weights(&keys), Ok(vec![9, 2, 0]));
        assert_eq!(whole_weights(&[Fraction::whole(500), Fraction::whole(1000)]), Ok(vec![1, 2]));
        assert_eq!(whole_weights(&[Fraction::ZERO]), Ok(vec![0]));
        let fine = [Fraction::new(1, i128::MAX).unwrap(), Fraction::new(1, i128::MAX - 1).unwrap()];
        assert_eq!(whole_weights(&fine), Err(ApportionError::Overflow));
        let shared = [1, 3].map(|parts| Fraction::new(parts, 1 << 80).unwrap());
        assert_eq!(whole_weights(&shared), Ok(vec![1, 3]));
    }

    #[test]
    fn the_nth_largest_is_the_nth_of_those_in_order() {
        let mut numbers: Vec<u32> = (0..200_u32).map(|own| own.wrapping_mul(2_654_435_761) % 97).collect();
        numbers.extend([0, 96, 96]);
        let mut sorted = numbers.clone();
        sorted.sort_by(|a, b| b.cmp(a));
        let find = |numbers: &[u32], end, nth| {
            let mut room = numbers.to_vec();
            room.resize(numbers.len().next_multiple_of(TOGETHER), 0);
            let (found, count) = nth_largest(&room, numbers.len(), end, nth);
            assert_eq!(numbers.iter().filter(|number| **number >= found).count(), count as usize);
            (found, count)
        };
        for (nth, own) in (1..).zip(&sorted) {
            let (found, count) = find(&numbers, 97, nth);
            assert!(found == *own || count == nth, "{nth}: {found}");
        }
        // Far from even, and as large as they get.
        let mut far: Vec<u32> = (0..32).map(|bit| 1 << bit).collect();
        far.extend([u32::MAX - 1; 3]);
        for nth in 1..=35 {
            let (found, count) = find(&far, u32::MAX, nth);
            assert!(count == nth || nth < 3 && found == u32::MAX - 1, "{nth}: {found}");
        }
    }

    #[test]
    fn dividing_by_an_inverse_is_dividing() {
        let numbers = [1, 2, 3, 7, 10, 4999, 65_536, 1 << 31, NARROW, NARROW + 1, u64::MAX / 3, u64::MAX];
        for by in numbers {
            let divisor = Divisor::of(by);
            for number in numbers.into_iter().flat_map(|own| [own - 1, own, own / by * by, own ^ 5]) {
                assert_eq!(divisor.divide(number), (number / by, number % by), "{number} / {by}");
            }
        }
    }

    /// With 32 bits and with more the parts are the same, ties and all.
    #[test]
    fn narrow_and_wide_weights_split_alike() {
        let mut drawn = 7_u64;
        let mut below = |end: u64| {
            drawn = drawn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (drawn >> 33) % end
        };
        for _ in 0..2000 {
            let households = usize::try_from(1 + below(90)).unwrap();
            let most = [2, 5, 1000, 40_000_000][usize::try_from(below(4)).unwrap()];
            let weights: Vec<i64> = (0..households).map(|_| below(most).cast_signed()).collect();
            let ids: Vec<u64> = (0..households).map(|_| below(1 << 40)).collect();
            let order = IdOrder::of(&ids.iter().map(|id| id.to_be_bytes()).collect::<Vec<_>>());
            let total = Amount::of_quanta(below(100_000).cast_signed());
            let wide: Vec<u128> = weights.iter().map(|weight| weight.unsigned_abs().into()).collect();
            let sum = u32::try_from(weights.iter().sum::<i64>()).expect("it is narrow");
            let mut parts = Vec::new();
            let narrow = apportion_narrow(total, &weights, sum, &order, &mut parts).expect("it is narrow");
            let narrow = narrow.map(|()| parts);
            assert_eq!(
                narrow,
                apportion(total, &wide, &order).map(Iterator::collect),
                "{total:?} {weights:?}"
            );
        }
    }

    #[test]
    fn wide_weights_split_exactly_or_say_that_they_cannot() {
        let wide = u128::from(u64::MAX);
        assert_eq!(split(9, &[wide, wide, wide]), Ok(vec![3, 3, 3]));
        assert_eq!(split(3, &[1 << 70, 3 << 70, 3 << 70]), Ok(vec![1, 1, 1]));
        assert_eq!(split(i64::MAX, &[u128::MAX, 1]), Err(ApportionError::Overflow));
        assert_eq!(split(i64::MAX, &[1 << 100, 1 << 100]), Err(ApportionError::Overflow));
    }
}
