//! `fenhong schema`

use super::failure::{Failure, Judgment};
use super::library::Kind;
use super::output::write_out;
use crate::{batch, books, formula, readings, report};

pub(super) fn schema(kind: Kind) -> Result<Judgment, Failure> {
    let form = match kind {
        Kind::Book => &books::BOOK,
        Kind::Formula => &formula::FORMULA,
        Kind::Record => &books::RECORD,
        Kind::Readings => &readings::READINGS,
        Kind::Batch => &batch::BATCH,
    };
    write_out(&report::schema(form))?;
    Ok(Judgment::Good)
}
