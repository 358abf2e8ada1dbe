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
const ONES: u64 = 0x0101_0101_0101_0101;

/// A plain decimal without its point, how many of its digits stand behind that,
/// and how many bytes it took.
type Decimal = (i64, u8, usize);

/// The number of eight digits, the last in the highest byte: neighbors are put
/// together, by two, by four, by eight.
#[inline(always)]
fn value_of(digits: u64) -> i64 {
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let (even, odd) = (pairs & (0xff << 32 | 0xff), pairs >> 16 & (0xff << 32 | 0xff));
    let value = even.wrapping_mul(1_000_000 << 32 | 100).wrapping_add(odd.wrapping_mul(10_000 << 32 | 1));
    (value >> 32).cast_signed()
}

/// The decimal of so many bytes, the first of `eight`, without its point, when that
/// stands where `point` says: nothing then depends on where it is.
#[inline(always)]
pub(super) fn decimal_of(eight: u64, length: usize, point: &Point) -> Option<i64> {
    // The last byte comes to the highest, nothing before the first.
    let others = 8 * (8_usize.wrapping_sub(length) & 7);
    let values = (eight ^ (ONES * b'0' as u64)) << others;
    // What stands before the point closes up.
    let digits = values & point.behind | (values & point.before) << 8;
    let no_digits = (digits | digits.wrapping_add(ONES * 0x76)) & (ONES * 0x80);
    let other_point = values & !(point.behind | point.before) ^ point.itself;
    let fits = length.wrapping_sub(point.least) <= point.more;
    (fits && no_digits | other_point == 0).then(|| value_of(digits))
}

/// Where the point is among eight bytes that end with a decimal of so many places.
#[derive(Debug)]
pub(super) struct Point {
    /// The bytes before it, and those behind it.
    before: u64,
    behind: u64,
    /// The point in its byte, as a digit.
    itself: u64,
    /// The fewest bytes that such a decimal has, and how many more it may have.
    least: usize,
    more: usize,
}

impl Point {
    /// Of a decimal of so many places.
    pub(super) fn of(places: u8) -> &'static Self {
        &POINTS[usize::from(places.min(7))]
    }
}

/// For none to six places; with more a number is too long.
static POINTS: [Point; 8] = {
    const fn point(places: usize) -> Point {
        let bits = 8 * (7 - places);
        let itself = ((b'.' ^ b'0') as u64) << bits;
        let (before, least) = ((1 << bits) - 1, places + 2);
        Point { before, behind: !(before | 0xff << bits), itself, least, more: 8 - least }
    }
    let whole = Point { before: 0, behind: u64::MAX, itself: 0, least: 1, more: 7 };
    let none = Point { before: 0, behind: 0, itself: 0, least: usize::MAX, more: 0 };
    [whole, point(1), point(2), point(3), point(4), point(5), point(6), none]
};

/// A number below 256.
#[inline]
fn low_byte(number: u32) -> u8 {
    number.to_le_bytes()[0]
}

/// The decimal that `bytes` begin with. `None` where it is written otherwise than
/// with digits and one point, or has more than 18 digits: then the general reader
/// has to look at it.
pub(super) fn plain_decimal(bytes: &[u8]) -> Option<Decimal> {
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

/// The most bytes that a comma and an amount of a power of ten take.
const SHORT: usize = 25;

/// A thousand texts of at most four bytes, the first the lowest.
type Texts = [u32; 1024];

/// The numbers below a thousand, and in the highest byte how many bits their digits
/// take.
static WHOLE: Texts = texts(None);

/// For none to three places, what stands behind a whole number: a point and a number
/// of so many digits, or nothing.
static BEHIND: [Texts; 4] = [[0; 1024], texts(Some(1)), texts(Some(2)), texts(Some(3))];

/// The numbers below a thousand behind a point, with the last so many of their
/// digits; or without a point as they are.
const fn texts(places: Option<u32>) -> Texts {
    let mut texts = [0; 1024];
    let mut number = 0;
    while number < 1000 {
        let (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
        let digits = 0x30_3030 | hundreds | (tens << 8) | (ones << 16);
        let count = match (places, number) {
            (Some(places), _) => places,
            (None, 0..10) => 1,
            (None, 10..100) => 2,
            (None, _) => 3,
        };
        let last = digits >> (8 * (3 - count));
        texts[number as usize] =
            if places.is_some() { (last << 8) | b'.' as u32 } else { last | ((8 * count) << 24) };
        number += 1;
    }
    texts
}

/// Writes amounts of one precision as [`Precision::write`] does, each behind a comma.
#[derive(Debug, Clone, Copy)]
pub struct AmountWriter {
    precision: Precision,
    /// The places of a quantum that is a power of ten, and the power.
    plain: Option<(usize, u64)>,
    short: Short,
}

/// How amounts of at most six digits before the point and three behind it are
/// written.
#[derive(Debug, Clone, Copy)]
struct Short {
    /// Amounts are short below this; none is where there are more places.
    limit: u64,
    /// The power of ten that a unit is, and by how much to multiply instead of
    /// dividing by it: exact, since less than `limit` times the power, by which it
    /// is too much at most, is less than 42 bits.
    power: u64,
    multiplier: u64,
    /// What stands behind the whole, and how many bytes it takes.
    behind: &'static Texts,
    length: usize,
}

impl Short {
    const BITS: u32 = 42;

    fn of(places: Option<u32>) -> Self {
        let places = places.filter(|places| *places <= 3).map(|places| places as usize);
        let short = places.unwrap_or(0);
        let power = POWERS[short].unsigned_abs();
        Self {
            limit: if places.is_some() { power * 1_000_000 } else { 0 },
            power,
            multiplier: (1_u64 << Self::BITS).div_ceil(power),
            behind: &BEHIND[short],
            length: short + usize::from(short > 0),
        }
    }

    /// Writes a comma and a number below the limit; how many bytes it took is
    /// returned, and those after are of no use.
    #[inline(always)]
    fn write(&self, number: u64, is_negative: bool, out: &mut [u8; SHORT]) -> usize {
        let whole = number.wrapping_mul(self.multiplier) >> Self::BITS;
        let part = number.wrapping_sub(whole.wrapping_mul(self.power));
        let behind = u64::from(self.behind[below_1024(part)]);
        out[..2].copy_from_slice(b",-");
        let mut start = 1 + usize::from(is_negative);
        let text = if whole < 1000 {
            WHOLE[below_1024(whole)]
        } else {
            let thousands = WHOLE[below_1024(whole / 1000)];
            out[start..][..4].copy_from_slice(&thousands.to_le_bytes());
            start = start.wrapping_add((thousands >> 27) as usize);
            BEHIND[3][below_1024(whole % 1000)] >> 8 | 24 << 24
        };
        let bits = text >> 24;
        let text = u64::from(text & 0xff_ffff) | behind.wrapping_shl(bits);
        // No more than the comma, a sign and three digits stand before it.
        out[start & 7..][..8].copy_from_slice(&text.to_le_bytes());
        start.wrapping_add((bits / 8) as usize).wrapping_add(self.length)
    }
}

/// The place of a number below a thousand, which needs no asking.
#[inline(always)]
fn below_1024(number: u64) -> usize {
    (number & 1023) as usize
}

impl AmountWriter {
    /// For amounts of this precision.
    #[must_use]
    pub fn new(precision: Precision) -> Self {
        let places = precision.decimal_places();
        let plain = places.and_then(|places| usize::try_from(places).ok());
        let plain = plain.and_then(|places| Some((places, POWERS.get(places)?.unsigned_abs())));
        Self { precision, plain, short: Short::of(places) }
    }

    /// Adds a comma and `amount` to `out`.
    pub fn write(&self, amount: Amount, out: &mut Vec<u8>) {
        let start = out.len();
        out.resize(start + self.longest(), 0);
        let end = self.write_at(amount, out, start);
        out.truncate(end);
    }

    /// The most bytes that a comma and an amount take: the digits of 64 bits, or of a
    /// product of two such numbers, a sign and a point.
    pub(super) fn longest(&self) -> usize {
        if self.plain.is_some() { SHORT } else { 45 }
    }

    /// Writes a comma and `amount` into `out` from `at` on, where there is room for
    /// the longest; where it ends is returned.
    #[inline(always)]
    pub(super) fn write_at(&self, amount: Amount, out: &mut [u8], at: usize) -> usize {
        let number = amount.quanta().unsigned_abs();
        if number < self.short.limit {
            let out = out[at..].first_chunk_mut().expect("there is room for the longest");
            return at.wrapping_add(self.short.write(number, amount.is_negative(), out));
        }
        self.write_long(amount, out, at)
    }

    #[cold]
    fn write_long(&self, amount: Amount, out: &mut [u8], mut at: usize) -> usize {
        out[at] = b',';
        at += 1;
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

    #[test]
    fn decimals_are_read_to_the_last_digit_or_left_to_others() {
        assert_eq!(plain_decimal(b"12.50,"), Some((1250, 2, 5)));
        assert_eq!(plain_decimal(b"0"), Some((0, 0, 1)));
        assert_eq!(plain_decimal(b"007\n"), Some((7, 0, 3)));
        assert_eq!(plain_decimal(b"999999999999999999"), Some((999_999_999_999_999_999, 0, 18)));
        // Whatever stands after it, near and far.
        for (text, number) in [("1.5", (15, 1)), ("123456", (123_456, 0)), ("12345.6", (123_456, 1))] {
            for after in ["", ",", "\n", ",x", ",12345678", "\u{fe}\u{fe}", " ", "e3", "/:"] {
                let (count, places) = number;
                assert_eq!(
                    plain_decimal(format!("{text}{after}").as_bytes()),
                    Some((count, places, text.len()))
                );
            }
        }
        for number in [0, 7, 10, 99, 100, 4096, 65_535, 999_999, 1_234_567, 12_345_678, 123_456_789] {
            for places in 0..10 {
                let text = format!("{:0width$}", number, width = places + 1);
                let (whole, part) = text.split_at(text.len() - places);
                let text = if places == 0 { text.clone() } else { format!("{whole}.{part}") };
                let read = Some((number, u8::try_from(places).unwrap(), text.len()));
                assert_eq!(plain_decimal(text.as_bytes()), read, "{text}");
                assert_eq!(plain_decimal(format!("{text},98765432").as_bytes()), read, "{text}");
            }
        }
        assert_eq!(plain_decimal(b"1.00000000000000001"), Some((100_000_000_000_000_001, 17, 19)));
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
            assert_eq!(plain_decimal(other.as_bytes()), None, "{other}");
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
                let text = format!(",{}", precision.write(amount));
                assert_eq!(String::from_utf8(out).unwrap(), text, "{precision:?}");
            }
        }
    }

    /// All that is short, digit by digit: every part, every whole, and both sides of
    /// where it ends.
    #[test]
    fn short_amounts_are_written_as_everywhere() {
        for precision in ["1 dan", "0.1 dan", "0.01 dan", "0.001 dan"] {
            let precision = Precision::of(&Quantity::parse(precision).unwrap()).unwrap();
            let (writer, mut out) = (AmountWriter::new(precision), Vec::new());
            let wholes = (0..1100).chain([9999, 10_000, 45_067, 100_000, 999_999, 1_000_000]);
            let power = 10_i64.pow(precision.places());
            for quanta in
                wholes.flat_map(|whole| [0, 1, power / 2, power - 1].map(|part| whole * power + part))
            {
                for amount in [quanta, -quanta].map(Amount::of_quanta) {
                    out.clear();
                    writer.write(amount, &mut out);
                    assert_eq!(out, format!(",{}", precision.write(amount)).as_bytes(), "{precision:?}");
                }
            }
        }
    }

    #[test]
    fn a_decimal_of_known_length_and_places_is_read_or_is_none() {
        let eight = |text: &str, rest: &str| {
            let bytes: Vec<u8> = format!("{text}{rest}").into_bytes();
            u64::from_le_bytes(bytes[..8].try_into().unwrap())
        };
        for text in [
            "0", "7", "42", "12345678", "0.5", "1.5", "15.4", "224.25", "1.234567", "12.34567", "999999.9",
            ".5", "5.", "1..2", "1.x", "x", "-1", "1.-5", "1 5", "12/4", "12:4", "1.2.3", "", "\u{b0}",
            "1.\u{b0}",
        ] {
            let general = plain_decimal(text.as_bytes()).filter(|(.., used)| *used == text.len());
            for places in 0..=9 {
                let expected =
                    general.filter(|(_, own, _)| *own == places && places < 7).map(|(count, ..)| count);
                for rest in [",9876543.", "\n-------9", "........."] {
                    assert_eq!(
                        decimal_of(eight(text, rest), text.len(), Point::of(places)),
                        expected,
                        "{text} {places}"
                    );
                }
            }
        }
        // What is longer than eight bytes is not seen whole.
        assert_eq!(decimal_of(eight("123456789", ""), 9, Point::of(0)), None);
    }
}
