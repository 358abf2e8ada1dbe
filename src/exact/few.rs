//! A whole split among few, none of whom is asked about by itself.

use super::Amount;
use wide::i16x8;

/// So many are looked at together.
const LANES: usize = 8;

/// What can be told apart of the parts of a quantum: 15 bits of them.
const BITS: u32 = 15;
const KEYS: u64 = (1 << BITS) - 1;

/// Splits `total` by `weights`, whose sum this is, as [`super::apportion()`] does, in place
/// of the `parts`. Nothing is promised of them where this is `false`: then products do
/// not fit, or it is not plain who gets the quanta that are left over, and every quota
/// has to be looked at to the last digit.
pub(super) fn split_few(total: u64, weights: &[i64], sum: u32, parts: &mut [Amount]) -> bool {
    match weights.len().div_ceil(LANES) {
        1 => split::<1>(total, weights, sum, parts),
        2 => split::<2>(total, weights, sum, parts),
        3 => split::<3>(total, weights, sum, parts),
        4 => split::<4>(total, weights, sum, parts),
        5 => split::<5>(total, weights, sum, parts),
        6 => split::<6>(total, weights, sum, parts),
        _ => false,
    }
}

/// A whole over the sum of all weights, in parts of 64 bits, and too large by less than
/// shows.
struct EachWeighs {
    whole: u64,
    fraction: u64,
}

impl EachWeighs {
    /// `None` where it would show.
    fn of(total: u64, sum: u64) -> Option<Self> {
        // The ratio below is too large by `total` of its last parts at most, and the quota
        // of a weight by as much for each that it weighs, no more than `sum`. That is to
        // be less than one key;
        let products = total.checked_mul(sum).filter(|product| product >> (64 - BITS) == 0)?;
        // and less than one part of `sum`, of which quotas are multiples: then none
        // reaches the next whole.
        products.checked_mul(sum)?;
        // Too small by one at most, so one more is never too small.
        let inverse = u64::MAX / sum;
        let ratio = u128::from(total) * (u128::from(inverse) + 1);
        let (whole, fraction) = halves(ratio);
        Some(Self { whole, fraction })
    }

    /// The whole quanta of the quota of a weight, and the first bits of what is left.
    #[inline]
    fn times(&self, weight: u64) -> (u64, i16) {
        let (more, rest) = halves(u128::from(weight) * u128::from(self.fraction));
        let whole = weight.wrapping_mul(self.whole).wrapping_add(more);
        (whole, (rest >> (64 - BITS) & KEYS) as i16)
    }
}

/// The 64 bits before the point, and those behind it.
#[inline]
fn halves(parts: u128) -> (u64, u64) {
    ((parts >> 64) as u64, u64::try_from(parts & u128::from(u64::MAX)).unwrap_or(0))
}

/// As [`split_few`], for so many times [`LANES`] weights at most.
fn split<const VECTORS: usize>(total: u64, weights: &[i64], sum: u32, parts: &mut [Amount]) -> bool {
    let Some(each) = EachWeighs::of(total, sum.into()) else { return false };
    // Behind the last there are some that come before none.
    let mut keys = [[-2; LANES]; VECTORS];
    let mut leftover = total;
    for ((weight, key), own) in weights.iter().zip(keys.as_flattened_mut()).zip(&mut *parts) {
        let (part, rest) = each.times(weight.cast_unsigned());
        leftover = leftover.wrapping_sub(part);
        *key = rest;
        *own = Amount::of_quanta(part.cast_signed());
    }
    debug_assert!(leftover < weights.len() as u64, "each is less than a quantum below its quota");
    let leftover = (leftover & 63) as i16;
    // How many may come before each, itself among them: all whose keys are not two or
    // more below its own may leave as much.
    let near = keys.map(|keys| i16x8::from(keys) - i16x8::splat(2));
    let mut before = [i16x8::splat(0); VECTORS];
    for key in keys.as_flattened() {
        let key = i16x8::splat(*key);
        for (before, near) in before.iter_mut().zip(&near) {
            *before -= key.simd_gt(*near);
        }
    }
    let before = before.map(i16x8::to_array);
    let before = before.as_flattened();
    // Who gets one looks random: it is added without asking.
    for (before, own) in before.iter().zip(parts) {
        *own = Amount::of_quanta(own.quanta().wrapping_add(i64::from(*before <= leftover)));
    }
    before.iter().fold(0_i16, |given, before| given.wrapping_add(i16::from(*before <= leftover))) == leftover
}

#[cfg(test)]
mod tests {
    use super::super::{IdOrder, apportion};
    use super::*;

    /// What comes of it, if it is plain.
    fn few(total: u64, weights: &[i64]) -> Option<Vec<Amount>> {
        let sum = u32::try_from(weights.iter().sum::<i64>()).expect("it is narrow");
        let mut parts = vec![Amount::of_quanta(-9); weights.len()];
        split_few(total, weights, sum, &mut parts).then_some(parts)
    }

    fn apportioned(total: u64, weights: &[i64]) -> Vec<Amount> {
        let wide: Vec<u128> = weights.iter().map(|weight| weight.unsigned_abs().into()).collect();
        let order = IdOrder::as_it_stands(weights.len());
        apportion(Amount::of_quanta(total.cast_signed()), &wide, &order).expect("they fit").collect()
    }

    /// Numbers that look drawn.
    fn drawn(seed: u64) -> impl FnMut(u64) -> u64 {
        let mut state = seed;
        move |end| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 20) % end
        }
    }

    #[test]
    fn what_is_plain_is_as_the_general_way_has_it() {
        let mut below = drawn(3);
        let (mut plain, mut left) = (0, 0);
        for _ in 0..20_000 {
            let households = usize::try_from(1 + below(48)).unwrap();
            let most = [2, 7, 400, 30_000, 2_000_000][usize::try_from(below(5)).unwrap()];
            let weights: Vec<i64> = (0..households).map(|_| below(most).cast_signed()).collect();
            let largest = [30, 5000, 600_000, 1 << 34][usize::try_from(below(4)).unwrap()];
            let total = below(largest);
            if weights.iter().all(|weight| *weight == 0) {
                continue;
            }
            match few(total, &weights) {
                Some(parts) => {
                    assert_eq!(parts, apportioned(total, &weights), "{total} by {weights:?}");
                    plain += 1;
                }
                None => left += 1,
            }
        }
        assert!(plain > 8000 && left > 2000, "{plain} {left}");
    }

    #[test]
    fn of_many_different_weights_nearly_all_is_plain() {
        let mut below = drawn(5);
        let plain = (0..1000).filter(|_| {
            let weights: Vec<i64> = (0..22).map(|_| (1 + below(40_000)).cast_signed()).collect();
            few(300_000 + below(300_000), &weights).is_some()
        });
        assert!(plain.count() > 970);
    }

    #[test]
    fn few_are_up_to_forty_eight() {
        for households in 1..=48 {
            let weights: Vec<i64> = (0..households).map(|own| 700 + own * own).collect();
            assert_eq!(few(100_003, &weights), Some(apportioned(100_003, &weights)), "{households}");
        }
        assert_eq!(few(96, &[1; 48]), Some(vec![Amount::of_quanta(2); 48]));
        assert_eq!(few(98, &[1; 49]), None);
    }

    /// Those who leave as much are told apart by their ids, of which nothing is known here.
    #[test]
    fn equal_weights_are_not_plain_unless_all_get_as_much() {
        assert_eq!(few(10, &[1, 1, 1]), None);
        assert_eq!(few(9, &[1, 1, 1]), Some(vec![Amount::of_quanta(3); 3]));
        // Two leave as much: both get one of two, then one of one.
        assert_eq!(few(4, &[3, 3, 1, 0]), Some([2, 2, 0, 0].map(Amount::of_quanta).to_vec()));
        assert_eq!(few(4, &[3, 3, 2]), None);
    }

    /// Up to where the products of total and sum fit, and those with the sum again.
    #[test]
    fn what_is_plain_is_right_to_the_end_of_what_fits() {
        let mut below = drawn(11);
        for sum in
            [1, 2, 1032, (1 << 15) - 1, 1 << 15, (1 << 15) + 1, (1 << 20) + 8, (1 << 24) - 3, u32::MAX.into()]
        {
            let most = (((1 << 49) - 1) / sum).min(u64::MAX / sum / sum);
            let mut plain = 0;
            for less in 0..500.min(most) {
                let mut left = sum;
                let mut weights: Vec<i64> = Vec::new();
                for _ in 0..6 {
                    let weight = below(left / 3 + 1);
                    weights.push(weight.cast_signed());
                    left -= weight;
                }
                weights.push(left.cast_signed());
                if let Some(parts) = few(most - less, &weights) {
                    assert_eq!(parts, apportioned(most - less, &weights), "{weights:?}");
                    plain += 1;
                }
                assert_eq!(few(most + 1, &weights), None, "{weights:?}");
            }
            assert!(plain > 0, "{sum}");
        }
    }
}
