//! Any text as a number; what is printed of it reads back as the same.

#![no_main]

use fenhong::exact::{BaseUnit, Fraction, Quantity, Range, Stated, Unit, parse_decimal};
use fenhong::text::{Mistake, Place, Source, wrong_quantity};
use fenhong_fuzz::tell;
use libfuzzer_sys::fuzz_target;

fn quantity(text: &str) -> Option<Quantity> {
    let read = Quantity::parse(text);
    read.map_err(|error| {
        let place = Place::new(&Source::new("--set", text), 0..text.len());
        let mistake: Mistake<fenhong::exact::QuantityError> = wrong_quantity(&place, error);
        tell(&vec![mistake]);
    })
    .ok()
}

fuzz_target!(|text: &str| {
    if let Ok(decimal) = parse_decimal(text) {
        assert_eq!(parse_decimal(&decimal.to_string()), Ok(decimal));
        let exact = Fraction::from_decimal(decimal);
        assert_eq!(quantity(&exact.to_string()).map(|quantity| quantity.value), Some(exact));
    }
    if let Some(one) = quantity(text) {
        assert_eq!(Quantity::parse(&one.to_string()).as_ref(), Ok(&one));
        assert_eq!(Quantity::parse(&one.written(BaseUnit::name)).as_ref(), Ok(&one));
        assert!(!one.last_digit().is_negative() && one.half_digit() <= one.last_digit());
        assert!(!one.told().is_empty());
    }
    if let Ok(unit) = Unit::parse(text)
        && unit != Unit::NONE
    {
        assert!(!unit.written(BaseUnit::chinese).is_empty());
    }
    if let Ok(range) = Range::parse(text) {
        assert_eq!(Range::parse(&range.to_string()).as_ref(), Ok(&range));
        assert_eq!(range.holds(&range.low), Some(true));
    }
    if let Ok(stated) = Stated::parse(text) {
        assert_eq!(Stated::parse(&stated.to_string()).as_ref(), Ok(&stated));
    }
});
