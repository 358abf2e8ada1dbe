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

/// The same byte eight times is so many of this.
pub(super) const ONES: u64 = 0x0101_0101_0101_0101;

/// A plain decimal without its point, how many of its digits stand behind that,
/// and how many bytes it took.
type Decimal = (i64, u8, usize);

/// The decimal that eight bytes begin with, and the byte behind it, when that is
/// one of the eight. They are looked at together, so that nothing depends on how
/// long it is; the first is the lowest.
#[inline(always)]
pub(super) fn short_decimal(eight: u64) -> Option<(Decimal, u8)> {
    // Every digit becomes its value, everything else more than nine. A byte that
    // is more has its high bit set here; a carry reaches only those behind the first.
    let values = eight ^ (ONES * b'0' as u64);
    let others = (values | values.wrapping_add(ONES * 0x76)) & (ONES * 0x80);
    // Its place is eight times the number of digits before it, and seven.
    let first = others & others.wrapping_neg();
    let other = others.trailing_zeros();
    let has_point = byte(eight, other) == b'.';
    let (digits, end) = if has_point {
        // What stands behind the point closes up.
        let before = (first >> 7).wrapping_sub(1);
        (values & before | (values >> 8) & !before, (others ^ first).trailing_zeros())
    } else {
        (values, other)
    };
    let behind = end.wrapping_sub(other) / 8;
    if other < 8 || end == 64 || has_point && behind == 1 {
        return None;
    }
    let places = if has_point { behind.wrapping_sub(1) } else { 0 };
    // The last digit comes to the highest byte, nothing before the first; then
    // neighbors are put together, by two, by four, by eight.
    let count = other / 8 + places;
    let digits = digits.wrapping_shl(64_u32.wrapping_sub(8 * count));
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let (even, odd) = (pairs & (0xff << 32 | 0xff), pairs >> 16 & (0xff << 32 | 0xff));
    let value = even.wrapping_mul(1_000_000 << 32 | 100).wrapping_add(odd.wrapping_mul(10_000 << 32 | 1));
    let used = (end / 8) as usize;
    Some((((value >> 32).cast_signed(), low_byte(places), used), byte(eight, end)))
}

/// The byte that holds the bit at `place`.
#[inline]
fn byte(eight: u64, place: u32) -> u8 {
    eight.wrapping_shr(place & !7).to_le_bytes()[0]
}

/// A number below 256.
#[inline]
fn low_byte(number: u32) -> u8 {
    number.to_le_bytes()[0]
}

/// The decimal that `bytes` begin with. `None` where it is written otherwise than
/// with digits and one point, or has more than 18 digits: then the general reader
/// has to look at it.
pub(super) fn long_decimal(bytes: &[u8]) -> Option<Decimal> {
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

/// The most bytes that an amount of a power of ten takes.
const SHORT: usize = 24;

/// Writes amounts of one precision as [`Precision::write`] does.
#[derive(Debug, Clone, Copy)]
pub struct AmountWriter {
    precision: Precision,
    /// The places of a quantum that is a power of ten, and the power.
    plain: Option<(usize, u64)>,
    /// The same places, when there is room for them among eight digits.
    short: Option<u32>,
}

impl AmountWriter {
    /// For amounts of this precision.
    #[must_use]
    pub fn new(precision: Precision) -> Self {
        let places = precision.decimal_places();
        let plain = places.and_then(|places| usize::try_from(places).ok());
        let plain = plain.and_then(|places| Some((places, POWERS.get(places)?.unsigned_abs())));
        Self { precision, plain, short: places.filter(|places| *places < 8) }
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
        if self.plain.is_some() { SHORT } else { 44 }
    }

    /// Writes `amount` into `out` from `at` on, where there is room for the
    /// longest; where it ends is returned.
    #[inline(always)]
    pub(super) fn write_at(self, amount: Amount, out: &mut [u8], at: usize) -> usize {
        let number = amount.quanta().unsigned_abs();
        if let (Ok(number @ 0..100_000_000), Some(places)) = (u32::try_from(number), self.short) {
            let out = out[at..].first_chunk_mut().expect("there is room for the longest");
            return at + write_short(number, amount.is_negative(), places, out);
        }
        self.write_long(amount, out, at)
    }

    fn write_long(self, amount: Amount, out: &mut [u8], mut at: usize) -> usize {
        let Some((places, power)) = self.plain else {
            let text = self.precision.write(amount);
            let end = at + text.len();
            out[at..end].copy_from_slice(text.as_bytes());
            return end;
        };
        let number = amount.quanta().unsigned_abs();
        let (whole, part) = (number / power, number % power);
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

/// Writes a number of at most eight digits, so many of them behind the point; how
/// many bytes it took is returned, and those after are of no use.
#[inline(always)]
fn write_short(number: u32, is_negative: bool, places: u32, out: &mut [u8; SHORT]) -> usize {
    let digits = eight_digits(number);
    // Of the zeros before, one stays before the point.
    let zeros = (digits.trailing_zeros() / 8).min(7_u32.wrapping_sub(places));
    let digits = digits | (ONES * b'0' as u64);
    let start = usize::from(is_negative);
    let end = start.wrapping_add(8_u32.wrapping_sub(places).wrapping_sub(zeros) as usize);
    out[0] = b'-';
    out[start..][..8].copy_from_slice(&digits.wrapping_shr(8 * zeros).to_le_bytes());
    if places == 0 {
        return end;
    }
    // No more than eight digits and a sign stand before it.
    let end = end & 15;
    out[end] = b'.';
    out[end + 1..][..8].copy_from_slice(&digits.wrapping_shr(64 - 8 * places).to_le_bytes());
    end + 1 + places as usize
}

/// The eight digits of a number, the first in the lowest byte: halved by ten
/// thousands, hundreds and tens, all parts at once.
#[inline]
fn eight_digits(number: u32) -> u64 {
    let number = u64::from(number);
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    // Up to 9999 the hundredth, up to 99 the tenth, by multiplication.
    let hundreds = (fours.wrapping_mul(10_486) >> 20) & (0x7f << 32 | 0x7f);
    let twos = hundreds | fours.wrapping_sub(hundreds.wrapping_mul(100)) << 16;
    let tens = (twos.wrapping_mul(103) >> 10) & 0x000f_000f_000f_000f;
    tens | twos.wrapping_sub(tens.wrapping_mul(10)) << 8
}

/// How many digits a number has.
fn digits_of(number: u64) -> usize {
    1 + number.checked_ilog10().unwrap_or(0) as usize
}

/// Fills `out` with the last digits of a number.
fn write_digits(mut number: u64, out: &mut [u8]) {
    for digit in out.iter_mut().rev() {
        *digit = b'0' + low_byte((number % 10) as u32);
        number /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::Quantity;

    /// What is read byte by byte, and eight at once if there are so many.
    fn decimal(bytes: &[u8]) -> Option<Decimal> {
        let long = long_decimal(bytes);
        if let Some(eight) = bytes.first_chunk()
            && let Some((short, behind)) = short_decimal(u64::from_le_bytes(*eight))
        {
            assert_eq!((Some(short), behind), (long, bytes[short.2]), "{bytes:?}");
        } else if bytes.len() >= 8 {
            assert!(long.is_none_or(|(.., used)| used >= 8), "{bytes:?}");
        }
        long
    }

    #[test]
    fn decimals_are_read_to_the_last_digit_or_left_to_others() {
        assert_eq!(decimal(b"12.50,"), Some((1250, 2, 5)));
        assert_eq!(decimal(b"0"), Some((0, 0, 1)));
        assert_eq!(decimal(b"007\n"), Some((7, 0, 3)));
        assert_eq!(decimal(b"999999999999999999"), Some((999_999_999_999_999_999, 0, 18)));
        // Whatever stands after it, near and far.
        for (text, number) in [("1.5", (15, 1)), ("123456", (123_456, 0)), ("12345.6", (123_456, 1))] {
            for after in ["", ",", "\n", ",x", ",12345678", "\u{fe}\u{fe}", " ", "e3", "/:"] {
                let (count, places) = number;
                assert_eq!(decimal(format!("{text}{after}").as_bytes()), Some((count, places, text.len())));
            }
        }
        for number in [0, 7, 10, 99, 100, 4096, 65_535, 999_999, 1_234_567, 12_345_678, 123_456_789] {
            for places in 0..10 {
                let text = format!("{:0width$}", number, width = places + 1);
                let (whole, part) = text.split_at(text.len() - places);
                let text = if places == 0 { text.clone() } else { format!("{whole}.{part}") };
                let read = Some((number, u8::try_from(places).unwrap(), text.len()));
                assert_eq!(decimal(text.as_bytes()), read, "{text}");
                assert_eq!(decimal(format!("{text},98765432").as_bytes()), read, "{text}");
            }
        }
        assert_eq!(decimal(b"1.00000000000000001"), Some((100_000_000_000_000_001, 17, 19)));
        for other in [
            "",
            ".5",
            "5.",
            "5.,12345678",
            "1.x,12345678",
            "/12345678",
            "-1",
            " 1",
            "x",
            "9999999999999999999",
            "1.000000000000000001",
        ] {
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
            for quanta in [
                0,
                1,
                -1,
                9,
                10,
                99,
                100,
                -101,
                999,
                1000,
                12_345,
                -1_234_567,
                99_999_999,
                -99_999_999,
                100_000_000,
                i64::MAX,
                i64::MIN,
            ] {
                let amount = Amount::of_quanta(quanta);
                let mut out = Vec::new();
                AmountWriter::new(precision).write(amount, &mut out);
                assert_eq!(String::from_utf8(out).unwrap(), precision.write(amount), "{precision:?}");
            }
        }
    }
}
