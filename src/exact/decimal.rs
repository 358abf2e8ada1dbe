//! Decimals as a person writes them. Parses, never rounds.

use rust_decimal::Decimal;

/// Why a text is not a decimal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// Nothing was written.
    #[error("a number is missing here")]
    Empty,
    /// `1e3`.
    #[error("`{0}` is written with an exponent, a plain decimal is needed")]
    Exponent(String),
    /// `0x10`, `0o7`, `0b1`.
    #[error("`{0}` is not written in tens, a plain decimal is needed")]
    NotInTens(String),
    /// `.inf`, `NaN`.
    #[error("`{0}` is not a number that can be counted")]
    NotFinite(String),
    /// `１２`.
    #[error("`{0}` has full-width digits or signs, plain ones are needed")]
    FullWidth(String),
    /// `1,000`.
    #[error("`{0}` has a comma, decimals are written `1_000.5`")]
    Comma(String),
    /// More digits than an exact decimal holds.
    #[error("`{0}` has more digits than an exact decimal holds (28)")]
    TooLong(String),
    /// Anything else.
    #[error("`{0}` is not a number")]
    NotANumber(String),
}

/// Reads a decimal from `text`: an optional sign, digits, an optional point
/// with digits after it. Underscores may stand between digits.
///
/// ```
/// # use fenhong::exact::parse_decimal;
/// assert_eq!(parse_decimal("1_000.50").unwrap().to_string(), "1000.50");
/// assert!(parse_decimal("1e3").is_err());
/// assert!(parse_decimal(".5").is_err());
/// ```
///
/// # Errors
///
/// Returns a [`DecimalError`] that says which habit of writing was met; a
/// number of more than 28 digits is refused, never rounded.
pub fn parse_decimal(text: &str) -> Result<Decimal, DecimalError> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if unsigned.is_empty() {
        return Err(DecimalError::Empty);
    }
    let (whole, point) = match unsigned.split_once('.') {
        Some((whole, point)) => (whole, Some(point)),
        None => (unsigned, None),
    };
    if !is_digits(whole) || !point.is_none_or(is_digits) {
        return Err(complaint(text));
    }
    let plain: String = text.chars().filter(|c| *c != '_').collect();
    Decimal::from_str_exact(plain.strip_prefix('+').unwrap_or(&plain))
        .map_err(|_| DecimalError::TooLong(text.to_owned()))
}

/// Digits with single underscores between them.
fn is_digits(text: &str) -> bool {
    !text.is_empty()
        && text.split('_').all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit()))
}

fn complaint(text: &str) -> DecimalError {
    let owned = text.to_owned();
    let bare = text.trim_start_matches(['-', '+']).to_ascii_lowercase();
    let starts_with_digit = bare.starts_with(|c: char| c.is_ascii_digit());
    if text.chars().any(|c| matches!(c, '０'..='９' | '．' | '％')) {
        DecimalError::FullWidth(owned)
    } else if matches!(bare.as_str(), ".inf" | "inf" | "infinity" | ".nan" | "nan") {
        DecimalError::NotFinite(owned)
    } else if ["0x", "0o", "0b"].iter().any(|prefix| bare.starts_with(prefix)) {
        DecimalError::NotInTens(owned)
    } else if starts_with_digit
        && bare.contains('e')
        && bare.bytes().all(|b| b.is_ascii_digit() || b"e.+-_".contains(&b))
    {
        DecimalError::Exponent(owned)
    } else if starts_with_digit
        && bare.contains(',')
        && bare.bytes().all(|b| b.is_ascii_digit() || b",.".contains(&b))
    {
        DecimalError::Comma(owned)
    } else {
        DecimalError::NotANumber(owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_a_person_wrote_is_kept() {
        for text in ["0.1", "1234567890.123456789012345678", "0.000", "-7.50"] {
            assert_eq!(parse_decimal(text).unwrap().to_string(), text);
        }
        assert_eq!(parse_decimal("12_000_000").unwrap().to_string(), "12000000");
        assert_eq!(parse_decimal("+3").unwrap().to_string(), "3");
    }

    #[test]
    fn each_foreign_habit_gets_its_own_sentence() {
        let said = |text: &str| parse_decimal(text).unwrap_err();
        assert_eq!(said("1e3"), DecimalError::Exponent("1e3".into()));
        assert_eq!(said("1.5E-3"), DecimalError::Exponent("1.5E-3".into()));
        assert_eq!(said("0x10"), DecimalError::NotInTens("0x10".into()));
        assert_eq!(said(".inf"), DecimalError::NotFinite(".inf".into()));
        assert_eq!(said("-NaN"), DecimalError::NotFinite("-NaN".into()));
        assert_eq!(said("１２"), DecimalError::FullWidth("１２".into()));
        assert_eq!(said("1,000"), DecimalError::Comma("1,000".into()));
        assert_eq!(said(""), DecimalError::Empty);
        for text in ["1.", ".5", "1__0", "_1", "1_", "a", "1.2.3", "--1", "1 2"] {
            assert_eq!(said(text), DecimalError::NotANumber(text.into()), "{text}");
        }
    }

    #[test]
    fn thirty_five_digits_are_refused_not_rounded() {
        let text = "0.12345678901234567890123456789012345";
        assert_eq!(parse_decimal(text), Err(DecimalError::TooLong(text.into())));
    }
}
