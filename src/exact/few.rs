//! A whole split among few, all of whom are looked at together.

use super::{Amount, IdOrder};
use std::cmp::Reverse;
use wide::bytemuck::{cast, cast_slice_mut};
use wide::{i16x8, u64x2};

/// So many are looked at together, by twos.
const LANES: usize = 2 * PAIRS;
const PAIRS: usize = 4;

/// Whom of them each lane of their keys tells of: the first of all pairs, then the second,
/// as numbers of 16 bits stand in those of 64.
const WHOM: [usize; LANES] =
    if cfg!(target_endian = "little") { [0, 2, 4, 6, 1, 3, 5, 7] } else { [6, 4, 2, 0, 7, 5, 3, 1] };

/// Quotas are reckoned with so many bits behind the point, and their quanta in the others.
const POINT: u32 = 40;

/// So many of those make up the key of a household: what it leaves of a quantum, as far
/// as is mostly needed to tell two apart.
const BITS: u32 = 15;

/// Splits `total` by `weights`, none of them less than nothing, whose sum this is and not
/// nothing, as [`super::apportion()`] does, in place of what `parts` held. Where this is
/// `false` they are too many, or numbers too large, and nothing was done.
pub(super) fn split_few(
    total: u64,
    weights: &[i64],
    sum: u32,
    order: &IdOrder,
    parts: &mut Vec<Amount>,
) -> bool {
    debug_assert_eq!(weights.iter().sum::<i64>(), i64::from(sum), "this is their sum");
    let Some(each) = each_weighs(total, sum.into()) else { return false };
    let remainder = |household: usize| {
        // No product is larger than the one of total and sum, which fits.
        total.wrapping_mul(weights[household].cast_unsigned()) % u64::from(sum)
    };
    // Who comes first of those whose keys are alike.
    let exactly = |household: usize| (remainder(household), Reverse(order.rank(household)));
    match weights.len().div_ceil(LANES) {
        1 => split::<1>(total, weights, each, exactly, parts),
        2 => split::<2>(total, weights, each, exactly, parts),
        3 => split::<3>(total, weights, each, exactly, parts),
        4 => split::<4>(total, weights, each, exactly, parts),
        5 => split::<5>(total, weights, each, exactly, parts),
        6 => split::<6>(total, weights, each, exactly, parts),
        _ => return false,
    }
    true
}

/// The quota of one that a weight has, too large by no more than one of the bits behind
/// the point; `None` where that would show.
fn each_weighs(total: u64, sum: u64) -> Option<u64> {
    // The quota of a weight is then too large by no more of them than it weighs itself, so
    // by no more than `sum / 2^POINT`. Where `sum` squared is less than `2^POINT`, that is
    // less than one part of `sum`, of which quotas are multiples: none reaches the next
    // whole; and less than a 32nd of a key. And no product needs more than 64 bits: `total`
    // has those before the point.
    let is_small = total >> (64 - POINT) == 0 && sum >> (POINT / 2) == 0;
    is_small.then(|| (total << POINT) / sum + 1)
}

/// As [`split_few`], for so many times [`LANES`] households at most.
#[inline(always)]
fn split<const VECTORS: usize>(
    total: u64,
    weights: &[i64],
    each: u64,
    exactly: impl Fn(usize) -> (u64, Reverse<usize>),
    parts: &mut Vec<Amount>,
) {
    // Behind the last household are some that weigh nothing, and never get anything.
    let mut quotas = [[u64x2::splat(0); PAIRS]; VECTORS];
    cast_slice_mut(quotas.as_flattened_mut())[..weights.len()].copy_from_slice(weights);
    let mut keys = [i16x8::splat(0); VECTORS];
    let left_over = give_quotas(total, each, &mut quotas, &mut keys);
    debug_assert!(left_over < weights.len() as u64, "each is less than a quantum below its quota");
    // There are no more households than 48.
    let left_over = (left_over & 63) as i16;
    // Who gets one looks random: all are counted and given theirs without asking.
    let before = before(&keys);
    parts.clear();
    parts.reserve(VECTORS * LANES);
    let given = give_plain(left_over, &before, &quotas, parts);
    parts.truncate(weights.len());
    if given < left_over {
        // Nobody has a key any more who has got one.
        for (keys, before) in keys.iter_mut().zip(before) {
            *keys |= gets(before, left_over);
        }
        give_rest(left_over - given, cast_slice_mut(&mut keys), exactly, parts);
    }
}

/// Puts the whole quanta of its quota in place of every weight, writes the keys, and
/// returns how many quanta are left over.
#[inline(never)]
fn give_quotas(total: u64, each: u64, weights: &mut [[u64x2; PAIRS]], keys: &mut [i16x8]) -> u64 {
    let mut given = u64x2::splat(0);
    for (own, key) in weights.iter_mut().zip(keys) {
        let mut lanes = u64x2::splat(0);
        for (pair, own) in own.iter_mut().enumerate() {
            let product = u64x2::new(own.to_array().map(|weight| weight.wrapping_mul(each)));
            *own = product >> POINT;
            given += *own;
            let behind = product >> (POINT - BITS) & u64x2::splat((1 << BITS) - 1);
            lanes |= behind << (16 * pair);
        }
        *key = cast(lanes);
    }
    total.wrapping_sub(given.reduce_add())
}

/// Writes the quotas, one more for each who gets one for certain, and returns how many
/// those are.
#[inline(never)]
fn give_plain(left_over: i16, before: &[i16x8], quotas: &[[u64x2; PAIRS]], parts: &mut Vec<Amount>) -> i16 {
    let mut given = i16x8::splat(0);
    for (before, quotas) in before.iter().zip(quotas) {
        let gets = gets(*before, left_over);
        given -= gets;
        let gets: u64x2 = cast(gets);
        let mut own = *quotas;
        for (pair, own) in own.iter_mut().enumerate() {
            *own += gets >> (16 * pair) & u64x2::splat(1);
        }
        let own: [i64; LANES] = cast(own);
        parts.extend_from_slice(&own.map(Amount::of_quanta));
    }
    given.reduce_add()
}

/// Who gets one: whom no more may come before, with itself, than are left over.
fn gets(before: i16x8, left_over: i16) -> i16x8 {
    !before.simd_gt(i16x8::splat(left_over))
}

/// How many may come before each, itself among them: all whose keys are not two or more
/// below its own, since each key may be one too large.
#[inline(always)]
fn before<const VECTORS: usize>(keys: &[i16x8; VECTORS]) -> [i16x8; VECTORS] {
    let near = keys.map(|keys| keys - i16x8::splat(2));
    let mut before = [i16x8::splat(0); VECTORS];
    let mut count = |keys: [i16; LANES]| {
        let keys = i16x8::new(keys);
        for (before, near) in before.iter_mut().zip(&near) {
            *before -= keys.simd_gt(*near);
        }
    };
    for keys in keys {
        // So that each meets each.
        let [a, b, c, d, e, f, g, h] = keys.to_array();
        count([a, b, c, d, e, f, g, h]);
        count([b, a, d, c, f, e, h, g]);
        count([c, d, a, b, g, h, e, f]);
        count([d, c, b, a, h, g, f, e]);
        count([e, f, g, h, a, b, c, d]);
        count([f, e, h, g, b, a, d, c]);
        count([g, h, e, f, c, d, a, b]);
        count([h, g, f, e, d, c, b, a]);
    }
    before
}

/// Gives so many quanta that are left over, one each, to those who come first of all that
/// have a key: each time one of those whose keys are not two or more below the largest.
///
/// What all leave comes to as many quanta as are left over, so who gets one leaves no less
/// than a 48th: far more than those who leave nothing.
#[cold]
#[inline(never)]
fn give_rest(
    left_over: i16,
    keys: &mut [i16],
    exactly: impl Fn(usize) -> (u64, Reverse<usize>),
    parts: &mut [Amount],
) {
    let household = |place: usize| place / LANES * LANES + WHOM[place % LANES];
    for _ in 0..left_over {
        let near = keys.iter().max().map_or(0, |largest| largest - 2);
        let places = keys.iter().enumerate().filter(|(_, key)| **key > near);
        let first = places.map(|(place, _)| place).max_by_key(|place| exactly(household(*place)));
        let first = first.expect("fewer quanta are left over than households share");
        keys[first] = -1;
        let own = &mut parts[household(first)];
        *own = Amount::of_quanta(own.quanta().wrapping_add(1));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{IdOrder, apportion};
    use super::*;

    /// What comes of it, where it is done here.
    fn few(total: u64, weights: &[i64], order: &IdOrder) -> Option<Vec<Amount>> {
        let sum = u32::try_from(weights.iter().sum::<i64>()).expect("it is narrow");
        let mut parts = vec![Amount::of_quanta(-9); 11];
        split_few(total, weights, sum, order, &mut parts).then_some(parts)
    }

    fn apportioned(total: u64, weights: &[i64], order: &IdOrder) -> Vec<Amount> {
        let wide: Vec<u128> = weights.iter().map(|weight| weight.unsigned_abs().into()).collect();
        apportion(Amount::of_quanta(total.cast_signed()), &wide, order).expect("they fit").collect()
    }

    /// Says whether it was done here, and then as in general.
    fn is_done(total: u64, weights: &[i64], order: &IdOrder) -> bool {
        let parts = few(total, weights, order);
        if let Some(parts) = &parts {
            assert_eq!(*parts, apportioned(total, weights, order), "{total} by {weights:?}");
        }
        parts.is_some()
    }

    /// Numbers that look drawn.
    fn drawn(seed: u64) -> impl FnMut(u64) -> u64 {
        let mut state = seed;
        move |end| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 20) % end
        }
    }

    /// Ids that stand in their order, or do not.
    fn drawn_order(households: u64, below: &mut impl FnMut(u64) -> u64) -> IdOrder {
        let shift = below(households);
        let ids: Vec<String> = (0..households).map(|own| format!("{:02}", (own * 29 + shift) % 53)).collect();
        if shift == 0 { IdOrder::as_it_stands(ids.len()) } else { IdOrder::of(&ids) }
    }

    #[test]
    fn few_are_given_what_the_general_way_gives_them() {
        let mut below = drawn(3);
        let (mut done, mut left) = (0, 0);
        for _ in 0..20_000 {
            let households = 1 + below(48);
            let order = drawn_order(households, &mut below);
            let most = [2, 7, 400, 20_000, 2_000_000][usize::try_from(below(5)).unwrap()];
            let weights: Vec<i64> = (0..households).map(|_| below(most).cast_signed()).collect();
            let largest = [30, 5000, 600_000, 1 << 34][usize::try_from(below(4)).unwrap()];
            if weights.iter().any(|weight| *weight != 0) {
                let is_done = is_done(below(largest), &weights, &order);
                (done, left) = (done + u32::from(is_done), left + u32::from(!is_done));
            }
        }
        assert!(done > 8000 && left > 2000, "{done} {left}");
    }

    #[test]
    fn of_many_different_weights_nearly_all_is_plain() {
        let mut below = drawn(5);
        let plain = (0..1000).filter(|_| {
            let weights: Vec<i64> = (0..22).map(|_| (1 + below(40_000)).cast_signed()).collect();
            let (total, sum) = (300_000 + below(300_000), weights.iter().sum::<i64>().cast_unsigned());
            let each = each_weighs(total, sum).expect("they are small");
            let mut quotas = [[u64x2::splat(0); PAIRS]; 3];
            cast_slice_mut(quotas.as_flattened_mut())[..22].copy_from_slice(&weights);
            let mut keys = [i16x8::splat(0); 3];
            let left_over = i16::try_from(give_quotas(total, each, &mut quotas, &mut keys)).expect("few");
            give_plain(left_over, &before(&keys), &quotas, &mut Vec::new()) == left_over
        });
        assert!(plain.count() > 970);
    }

    #[test]
    fn few_are_up_to_forty_eight() {
        for households in 1..=48 {
            let weights: Vec<i64> = (0..households).map(|own| 700 + own * own).collect();
            let order = IdOrder::as_it_stands(weights.len());
            assert!(is_done(100_003, &weights, &order), "{households}");
            assert!(is_done(100_003, &vec![1; weights.len()], &order), "{households}");
        }
        assert_eq!(few(98, &[1; 49], &IdOrder::as_it_stands(49)), None);
    }

    #[test]
    fn of_those_who_leave_as_much_the_ids_decide() {
        let (order, turned) = (IdOrder::of(&["a", "b", "c", "d"]), IdOrder::of(&["d", "c", "b", "a"]));
        let amounts = |amounts: [i64; 4]| Some(amounts.map(Amount::of_quanta).to_vec());
        assert_eq!(few(10, &[1, 1, 1, 1], &order), amounts([3, 3, 2, 2]));
        assert_eq!(few(10, &[1, 1, 1, 1], &turned), amounts([2, 2, 3, 3]));
        // Two leave as much: one of them gets one of one, both of two.
        assert_eq!(few(5, &[3, 3, 2, 0], &order), amounts([2, 2, 1, 0]));
        assert_eq!(few(4, &[3, 3, 2, 0], &order), amounts([2, 1, 1, 0]));
        assert_eq!(few(4, &[3, 3, 2, 0], &turned), amounts([1, 2, 1, 0]));
    }

    /// Remainders that differ by one part of the sum, where a key tells of many.
    #[test]
    fn those_who_leave_nearly_as_much_are_told_apart() {
        let mut below = drawn(7);
        for sum in [(1 << 20) - 1, (1 << 20) - 2, (1 << 19) + 3] {
            for _ in 0..400 {
                // All near a third of a part, some of them alike.
                let most = 3 + below(60);
                let mut weights: Vec<i64> = (0..20).map(|_| (sum / 30 + below(most)).cast_signed()).collect();
                let rest = sum - weights.iter().map(|weight| weight.cast_unsigned()).sum::<u64>();
                weights.push(rest.cast_signed());
                let order = drawn_order(21, &mut below);
                assert!(is_done(below(200), &weights, &order));
            }
        }
    }

    /// Up to where neither total nor sum is too large.
    #[test]
    fn what_is_done_is_right_to_the_end_of_what_fits() {
        let mut below = drawn(11);
        let order = IdOrder::as_it_stands(7);
        let (most, end) = ((1 << 24) - 1, 1 << 20);
        for sum in [1, 2, 1032, (1 << 15) - 1, 1 << 15, (1 << 15) + 1, (1 << 19) + 1, end - 3, end - 1, end] {
            for less in 0..500 {
                let mut left = sum;
                let mut weights: Vec<i64> = Vec::new();
                for _ in 0..6 {
                    let weight = below(left / 3 + 1);
                    weights.push(weight.cast_signed());
                    left -= weight;
                }
                weights.push(left.cast_signed());
                assert_eq!(is_done(most - less, &weights, &order), sum < end, "{weights:?}");
                assert_eq!(few(most + 1 + less, &weights, &order), None, "{weights:?}");
            }
        }
    }
}
