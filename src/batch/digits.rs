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
#[must_use]
pub fn decimal(bytes: &[u8]) -> Option<(i64, u8, usize)> {
    let mut value = 0_i64;
    let mut at = 0;
    while let Some(digit) = bytes.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10) {
        if at == MOST_DIGITS {
            return None;
        }
        value = value * 10 + i64::from(digit);
        at += 1;
    }
    if at == 0 {
        return None;
    }
    if bytes.get(at) != Some(&b'.') {
        return Some((value, 0, at));
    }
    let point = at;
    at += 1;
    while let Some(digit) = bytes.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10) {
        if at > MOST_DIGITS {
            return None;
        }
        value = value * 10 + i64::from(digit);
        at += 1;
    }
    let places = u8::try_from(at - point - 1).ok()?;
    (places > 0).then_some((value, places, at))
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
    places: Option<u32>,
}

impl AmountWriter {
    /// For amounts of this precision.
    #[must_use]
    pub fn new(precision: Precision) -> Self {
        Self { precision, places: precision.decimal_places() }
    }

    /// Adds `amount` to `out`.
    #[inline]
    pub fn write(self, amount: Amount, out: &mut Vec<u8>) {
        let Some(places) = self.places else {
            out.extend_from_slice(self.precision.write(amount).as_bytes());
            return;
        };
        let mut buffer = [b'0'; 24];
        let mut at = buffer.len();
        let mut left = amount.quanta().unsigned_abs();
        if places > 0 {
            let mut digits = places;
            if digits % 2 == 1 {
                at -= 1;
                buffer[at] = PAIRS[usize::try_from(left % 10).unwrap_or(0)][1];
                left /= 10;
                digits -= 1;
            }
            while digits > 0 {
                at -= 2;
                buffer[at..at + 2].copy_from_slice(&PAIRS[usize::try_from(left % 100).unwrap_or(0)]);
                left /= 100;
                digits -= 2;
            }
            at -= 1;
            buffer[at] = b'.';
        }
        while left >= 10 {
            at -= 2;
            buffer[at..at + 2].copy_from_slice(&PAIRS[usize::try_from(left % 100).unwrap_or(0)]);
            left /= 100;
        }
        // What is left has one digit; a pair that begins with nothing has too many.
        if left > 0 || matches!(buffer.get(at), None | Some(b'.')) {
            at -= 1;
            buffer[at] = PAIRS[usize::try_from(left).unwrap_or(0)][1];
        }
        if amount.is_negative() {
            at -= 1;
            buffer[at] = b'-';
        }
        out.extend_from_slice(&buffer[at..]);
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
        for precision in
            ["0.001 dan", "1 dan", "0.1 catty", "0.01 dan", "0.000000001 dan", "0.002 dan", "5 dan"]
        {
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
