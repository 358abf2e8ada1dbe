//! Steps resolved: where they take from, how much, who shares it.

use super::draft::{DraftStep, Parsed};
use super::mistake::FormulaMistake;
use super::name::Expression;
use super::scope::{HOUSEHOLDS, Scope};
use super::sections::{End, Short, Step};
use super::typing::{Sort, unit_words};
use crate::exact::Dimension;
use crate::expression::Kind;
use crate::text::{Mistake, Place, Title, did_you_mean};

impl Scope<'_> {
    /// The step that `draft` writes, when all of it can be resolved.
    pub(super) fn step(&mut self, draft: DraftStep) -> Option<Step> {
        let (from, to) = (self.end(&draft.from), self.end(&draft.to));
        let otherwise = draft.otherwise.as_ref().map(|otherwise| self.account(otherwise));
        let take = self.take(&draft.take, from);
        let by = draft.by.as_ref().map(|by| self.key(by.clone()));
        let among = draft.among.as_ref().map(|among| self.filter(among.clone()));
        let (from, to) = (from?, to?);
        self.check_ends(from, to, &draft);
        self.check_fields(from, to, &draft);
        let (by, key_dimension) = all(by)?.unzip();
        let (among, (take, each)) = (all(among)?, take?);
        self.check_shape(from, to, (&take, each), by.as_ref());
        let DraftStep { name, title, says, cite, line, short, repays, examples, place, .. } = draft;
        Some(Step {
            title: title.unwrap_or_else(|| Title::plain(&name)),
            line: line.unwrap_or_else(|| name.clone()),
            name,
            says,
            cite,
            from,
            to,
            take,
            each,
            by,
            key_dimension,
            among,
            short: short.map_or(Short::default(), |(short, _)| short),
            repays: repays.is_some_and(|(repays, _)| repays),
            otherwise: all(otherwise)?,
            examples,
            place,
        })
    }

    fn end(&mut self, (name, place): &(String, Place)) -> Option<End> {
        if name == HOUSEHOLDS {
            return Some(End::Households);
        }
        let end = self.ends.iter().find(|(own, _)| own == name).map(|(_, end)| *end);
        if end.is_none() {
            let names = self.ends.iter().map(|(name, _)| name.as_str()).chain([HOUSEHOLDS]);
            let hint = did_you_mean(name, names);
            self.found.push(Mistake::at(place, FormulaMistake::UnknownEnd(name.clone())).hint(hint));
        }
        end
    }

    fn account(&mut self, (name, place): &(String, Place)) -> Option<usize> {
        let accounts = || {
            self.ends.iter().filter_map(|(name, end)| match end {
                End::Account(account) => Some((name.as_str(), *account)),
                _ => None,
            })
        };
        let account = accounts().find(|(own, _)| own == name).map(|(_, account)| account);
        if account.is_none() {
            let hint = did_you_mean(name, accounts().map(|(name, _)| name));
            self.found.push(Mistake::at(place, FormulaMistake::UnknownAccount(name.clone())).hint(hint));
        }
        account
    }

    fn check_ends(&mut self, from: End, to: End, draft: &DraftStep) {
        if from == to {
            let kind = match from {
                End::Households => FormulaMistake::HouseholdsTwice,
                _ => FormulaMistake::SameEnds(draft.from.0.clone()),
            };
            self.complain(&draft.to.1, kind);
        }
    }

    /// Fields that have a meaning between certain ends only.
    fn check_fields(&mut self, from: End, to: End, draft: &DraftStep) {
        let mut needless = |place: Option<&Place>, is_needless: bool, kind: FormulaMistake| {
            if let Some(place) = place.filter(|_| is_needless) {
                self.complain(place, kind);
            }
        };
        let households = [from, to].contains(&End::Households);
        let by = draft.by.as_ref().map(|by| &by.place);
        let among = draft.among.as_ref().map(|among| &among.place);
        let otherwise = draft.otherwise.as_ref().map(|(_, place)| place);
        let repays = draft.repays.as_ref().map(|(_, place)| place);
        let short = draft.short.as_ref().map(|(_, place)| place);
        needless(by, !households, FormulaMistake::NoHouseholds("by"));
        needless(among, !households, FormulaMistake::NoHouseholds("among"));
        let shared = to == End::Households && by.is_some();
        needless(otherwise, !shared, FormulaMistake::NeedlessOtherwise);
        needless(repays, to != End::Households, FormulaMistake::NeedlessRepays);
        needless(short, from == End::Households, FormulaMistake::NeedlessShort);
    }

    /// One figure among households needs a key; a figure for each has none.
    fn check_shape(
        &mut self,
        from: End,
        to: End,
        (take, each): (&Expression, bool),
        by: Option<&Expression>,
    ) {
        let households = [from, to].contains(&End::Households);
        let mistake = match (households, each, by) {
            (false, true, _) => {
                let of = "the amount of a step without households";
                Mistake::at(&take.place, FormulaMistake::NotOneFigure { of })
            }
            (true, true, Some(by)) => {
                let mistake = Mistake::at(&by.place, FormulaMistake::NeedlessKey);
                mistake.and(&take.place, "one figure for each household")
            }
            (true, false, None) => {
                let hint = "for example `by: labor_days`, or `by: household` for equal parts".to_owned();
                Mistake::at(&take.place, FormulaMistake::NoKey).hint(hint)
            }
            _ => return,
        };
        self.found.push(mistake);
    }

    fn take(&mut self, parsed: &Parsed, from: Option<End>) -> Option<(Expression, bool)> {
        if from == Some(End::Households) && mentions_rest(parsed) {
            self.complain(&parsed.place, FormulaMistake::RestOfHouseholds);
            return None;
        }
        let (take, sort) = self.expression(parsed.clone(), true)?;
        match sort {
            Sort::Quantity { dimension, each } if dimension.is_grain() || take.is_zero() => {
                Some((take, each))
            }
            Sort::Quantity { dimension, .. } => {
                let kind = FormulaMistake::NotGrain { of: "what a step takes", found: unit_words(dimension) };
                self.complain(&take.place, kind);
                None
            }
            Sort::Truth { .. } => {
                let kind = FormulaMistake::WrongType { needed: "an amount", found: sort.found() };
                self.complain(&take.place, kind);
                None
            }
        }
    }

    fn key(&mut self, parsed: Parsed) -> Option<(Expression, Dimension)> {
        let (key, dimension, each) = self.quantity(parsed, "a key such as `labor_days`")?;
        if !each {
            self.complain(&key.place, FormulaMistake::KeyWithoutHouseholds);
            return None;
        }
        Some((key, dimension))
    }

    fn filter(&mut self, parsed: Parsed) -> Option<Expression> {
        let (filter, sort) = self.expression(parsed, false)?;
        if sort != (Sort::Truth { each: true }) {
            let kind =
                FormulaMistake::WrongType { needed: "a comparison for each household", found: sort.found() };
            self.complain(&filter.place, kind);
            return None;
        }
        Some(filter)
    }
}

fn mentions_rest(parsed: &Parsed) -> bool {
    matches!(&parsed.kind, Kind::Name(name) if name == "rest")
        || parsed.parts().into_iter().any(mentions_rest)
}

/// A field that may be absent but, if present, must have been understood.
pub(super) fn all<T>(field: Option<Option<T>>) -> Option<Option<T>> {
    match field {
        Some(None) => None,
        Some(Some(value)) => Some(Some(value)),
        None => Some(None),
    }
}
