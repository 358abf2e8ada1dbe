//! Decimals out of bytes and into them.

use crate::exact::{Amount, Precision};

/// The powers of ten that 64 bits hold.
pub(super) const POWERS: [i64; 19] = {
    let mut powers = [1; 19];
    let mut place = 1;
    while place < 19 {
        powers[place] = powers[place - 1] * 10;
        place += 1;
    }
    powers
};

/// The most digits that 64 bits are sure to hold.
const MOST_DIGITS: usize = 18;

/// The plain decimal that `bytes` begin with, its digits without the point, how
/// many of them stand behind it, and how many bytes it took. `None` where it is
/// written otherwise than with digits and one point, or has more than 18 digits:
/// then the general reader has to look at it.
#[inline]
#[must_use]
pub fn decimal(bytes: &[u8]) -> Option<(i64, u8, usize)> {
    let (mut value, mut used) = (0_i64, 0);
    for byte in bytes.iter().take(MOST_DIGITS + 1) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
        used += 1;
    }
    if used == 0 || used > MOST_DIGITS {
        return None;
    }
    if bytes.get(used) != Some(&b'.') {
        return Some((value, 0, used));
    }
    let mut places = 0;
    for byte in &bytes[used + 1..] {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        if used + places == MOST_DIGITS {
            return None;
        }
        value = value * 10 + i64::from(digit);
        places += 1;
    }
    let count = u8::try_from(places).ok().filter(|places| *places > 0)?;
    Some((value, count, used + 1 + places))
}

/// The digits of the numbers below a hundred.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut number = 0;
    let mut tens = b'0';
    while number < 100 {
        let mut ones = b'0';
        while ones <= b'9' {
            pairs[number] = [tens, ones];
            ones += 1;
            number += 1;
        }
        tens += 1;
    }
    pairs
};

/// Writes amounts of one precision as [`Precision::write`] does.
#[derive(Debug, Clone, Copy)]
pub struct AmountWriter {
    precision: Precision,
    /// The places of a quantum that is a power of ten, and the power.
    plain: Option<(usize, u64)>,
}

impl AmountWriter {
    /// For amounts of this precision.
    #[must_use]
    pub fn new(precision: Precision) -> Self {
        let places = precision.decimal_places().and_then(|places| usize::try_from(places).ok());
        let plain = places.and_then(|places| Some((places, POWERS.get(places)?.unsigned_abs())));
        Self { precision, plain }
    }

    /// Adds `amount` to `out`.
    pub fn write(self, amount: Amount, out: &mut Vec<u8>) {
        let start = out.len();
        out.resize(start + self.longest(), 0);
        let end = self.write_at(amount, out, start);
        out.truncate(end);
    }

    /// The most bytes that an amount takes: the digits of 64 bits, or of a product
    /// of two such numbers, a sign and a point.
    pub(super) fn longest(self) -> usize {
        if self.plain.is_some() { 24 } else { 44 }
    }

    /// Writes `amount` into `out` from `at` on, where there is room for the
    /// longest; where it ends is returned.
    #[inline]
    pub(super) fn write_at(self, amount: Amount, out: &mut [u8], mut at: usize) -> usize {
        let Some((places, power)) = self.plain else {
            let text = self.precision.write(amount);
            let end = at + text.len();
            out[at..end].copy_from_slice(text.as_bytes());
            return end;
        };
        let left = amount.quanta().unsigned_abs();
        // Divided by what is known beforehand, where it mostly is this.
        let (whole, part) =
            if places == 3 { (left / 1000, left % 1000) } else { (left / power, left % power) };
        if amount.is_negative() {
            out[at] = b'-';
            at += 1;
        }
        let end = at + digits_of(whole);
        write_digits(whole, &mut out[at..end]);
        if places == 0 {
            return end;
        }
        out[end] = b'.';
        write_digits(part, &mut out[end + 1..end + 1 + places]);
        end + 1 + places
    }
}

/// How many digits a number has.
#[inline]
fn digits_of(number: u64) -> usize {
    match number {
        0..10 => 1,
        10..100 => 2,
        100..1000 => 3,
        _ => 1 + usize::try_from(number.ilog10()).unwrap_or(0),
    }
}

/// Fills `out` with the last digits of a number.
#[inline]
fn write_digits(mut number: u64, out: &mut [u8]) {
    let mut end = out.len();
    while end >= 2 {
        out[end - 2..end].copy_from_slice(&PAIRS[usize::try_from(number % 100).unwrap_or(0)]);
        number /= 100;
        end -= 2;
    }
    if end == 1 {
        out[0] = PAIRS[usize::try_from(number % 10).unwrap_or(0)][1];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::Quantity;

    #[test]
    fn decimals_are_read_to_the_last_digit_or_left_to_others() {
        assert_eq!(decimal(b"12.50,"), Some((1250, 2, 5)));
        assert_eq!(decimal(b"0"), Some((0, 0, 1)));
        assert_eq!(decimal(b"007\n"), Some((7, 0, 3)));
        assert_eq!(decimal(b"999999999999999999"), Some((999_999_999_999_999_999, 0, 18)));
        assert_eq!(decimal(b"1.00000000000000001"), Some((100_000_000_000_000_001, 17, 19)));
        for other in ["", ".5", "5.", "-1", " 1", "x", "9999999999999999999", "1.000000000000000001"] {
            assert_eq!(decimal(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn amounts_are_written_as_everywhere() {
        for precision in [
            "0.001 dan",
            "1 dan",
            "0.1 catty",
            "0.01 dan",
            "0.000000001 dan",
            "0.002 dan",
            "5 dan",
            "9_223_372_036_854_775_807 dan",
            "9_223_372_036.854_775_807 dan",
        ] {
            let precision = Precision::of(&Quantity::parse(precision).unwrap()).unwrap();
            for quanta in [0, 1, -1, 9, 10, 99, 100, -101, 999, 1000, 12_345, -1_234_567, i64::MAX, i64::MIN]
            {
                let amount = Amount::of_quanta(quanta);
                let mut out = Vec::new();
                AmountWriter::new(precision).write(amount, &mut out);
                assert_eq!(String::from_utf8(out).unwrap(), precision.write(amount), "{precision:?}");
            }
        }
    }
}
