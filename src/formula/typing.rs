//! What an expression yields: an amount or a truth, of which unit, for the
//! cooperative or for each household.

use super::draft::Parsed;
use super::mistake::FormulaMistake;
use super::name::{Expression, Name, Reference};
use super::scope::Scope;
use super::sections::ColumnKind;
use crate::exact::{BaseUnit, Dimension, Unit};
use crate::expression::{Comparison, Function, Kind, Operator};
use crate::text::{Mistake, Place, did_you_mean};

/// What an expression yields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Quantity { dimension: Dimension, each: bool },
    Truth { each: bool },
}

impl Sort {
    fn each(self) -> bool {
        match self {
            Sort::Quantity { each, .. } | Sort::Truth { each } => each,
        }
    }

    pub(super) fn found(self) -> &'static str {
        match self {
            Sort::Quantity { each: false, .. } => "an amount",
            Sort::Quantity { each: true, .. } => "an amount for each household",
            Sort::Truth { each: false } => "a comparison",
            Sort::Truth { each: true } => "a comparison for each household",
        }
    }

    pub(super) fn not_one_figure(self, of: &'static str) -> FormulaMistake {
        match self {
            Sort::Quantity { .. } => FormulaMistake::NotOneFigure { of },
            Sort::Truth { .. } => FormulaMistake::WrongType { needed: "an amount", found: self.found() },
        }
    }
}

/// The words for a dimension in a message.
pub(super) fn unit_words(dimension: Dimension) -> String {
    if dimension.is_grain() { "grain".to_owned() } else { dimension.to_string() }
}

/// A number without a unit beside something that has one.
fn bare_number(parts: &[&Expression; 2], left: &str, right: &str) -> Option<String> {
    let [a, b] = parts;
    let (number, unit) = match (&a.kind, &b.kind) {
        (_, Kind::Number(number)) if number.unit == Unit::NONE => (number, left),
        (Kind::Number(number), _) if number.unit == Unit::NONE => (number, right),
        _ => return None,
    };
    let unit = if unit == "grain" { "dan" } else { unit };
    (!number.to_string().ends_with('%')).then(|| format!("write its unit too: `{number} {unit}`"))
}

impl Scope<'_> {
    /// Resolves an expression; `rest` says whether that word has a meaning here.
    pub(super) fn expression(&mut self, parsed: Parsed, rest: bool) -> Option<(Expression, Sort)> {
        let place = parsed.place.clone();
        let (kind, sort) = match parsed.kind {
            Kind::Number(quantity) => {
                let sort = Sort::Quantity { dimension: quantity.unit.dimension(), each: false };
                (Kind::Number(quantity), sort)
            }
            Kind::Name(text) => self.meaning(text, &place, rest)?,
            Kind::Arithmetic(operator, left, right) => self.arithmetic(operator, *left, *right, rest)?,
            Kind::Minus(part) => {
                let (part, sort) = self.expression(*part, rest)?;
                self.need_quantity(&part, sort)?;
                (Kind::Minus(Box::new(part)), sort)
            }
            Kind::Call(function @ (Function::Paid | Function::Own), mut parts) => {
                self.of_step(function, parts.pop()?)?
            }
            Kind::Call(function, parts) => self.call(function, parts, &place, rest)?,
            Kind::Compare(comparison, left, right) => self.comparison(comparison, *left, *right, rest)?,
            Kind::And(left, right) => {
                let (left, right, each) = self.truths(*left, *right, rest)?;
                (Kind::And(left, right), Sort::Truth { each })
            }
            Kind::Or(left, right) => {
                let (left, right, each) = self.truths(*left, *right, rest)?;
                (Kind::Or(left, right), Sort::Truth { each })
            }
            Kind::Not(part) => {
                let (part, sort) = self.expression(*part, rest)?;
                self.need_truth(&part, sort)?;
                (Kind::Not(Box::new(part)), sort)
            }
            Kind::IsLabel(..) => unreachable!("the parser makes no label"),
        };
        Some((Expression { kind, place }, sort))
    }

    fn meaning(&mut self, text: String, place: &Place, rest: bool) -> Option<(Kind<Name>, Sort)> {
        let grain = Dimension::grain();
        let quantity = |dimension, each| Sort::Quantity { dimension, each };
        let (means, sort) = match text.as_str() {
            "rest" if rest => (Reference::Rest, quantity(grain, false)),
            "rest" => {
                self.complain(place, FormulaMistake::NoRest);
                return None;
            }
            "quantum" => (Reference::Quantum, quantity(grain, false)),
            "net" if self.in_laws => (Reference::Net, quantity(grain, true)),
            "net" => {
                self.complain(place, FormulaMistake::NoNet);
                return None;
            }
            "household" => {
                (Reference::Household, quantity(Unit::from(BaseUnit::Household).dimension(), true))
            }
            _ => {
                let means = self.look_up(&text, place)?;
                let sort = match means {
                    Reference::Parameter(i) => quantity(self.parameters[i], false),
                    Reference::Fact(i) => quantity(self.facts[i], false),
                    Reference::Pool(_) | Reference::Step(_) => quantity(grain, false),
                    Reference::Column(i) => match &self.columns[i] {
                        ColumnKind::Numbers(unit) => quantity(unit.dimension(), true),
                        ColumnKind::Labels(_) => {
                            self.complain(place, FormulaMistake::LabelAlone(text));
                            return None;
                        }
                    },
                    Reference::Schedule(i) => {
                        // One that was not readable has complained already.
                        let schedule = self.schedules.get(i)?.clone()?;
                        self.refuse_later_steps(&schedule.steps, place);
                        quantity(schedule.dimension, schedule.each)
                    }
                    Reference::Figure(i) => quantity((*self.figures.get(i)?)?, false),
                    Reference::Rest | Reference::Household | Reference::Quantum | Reference::Net => {
                        unreachable!("these words are reserved")
                    }
                };
                (means, sort)
            }
        };
        Some((Kind::Name(Name { text, means }), sort))
    }

    /// `paid(step)` and `own(step)`.
    fn of_step(&mut self, function: Function, part: Parsed) -> Option<(Kind<Name>, Sort)> {
        let Kind::Name(text) = &part.kind else {
            self.complain(&part.place, FormulaMistake::NotAStep(part.place.text().to_owned()));
            return None;
        };
        let Some(step) = self.steps.get(text).copied() else {
            if !self.spoiled.contains(text) {
                let hint = did_you_mean(text, self.steps.keys().map(String::as_str));
                let kind = FormulaMistake::NotAStep(text.clone());
                self.found.push(Mistake::at(&part.place, kind).hint(hint));
            }
            return None;
        };
        let means = self.happened_step(step, &part.place)?;
        if function == Function::Own && !self.shared[step] {
            self.complain(&part.place, FormulaMistake::NobodysOwn(self.step_texts[step].clone()));
            return None;
        }
        let name = Expression { kind: Kind::Name(Name { text: text.clone(), means }), place: part.place };
        let dimension = Dimension::grain();
        let each = function == Function::Own;
        Some((Kind::Call(function, vec![name]), Sort::Quantity { dimension, each }))
    }

    fn call(
        &mut self,
        function: Function,
        parts: Vec<Parsed>,
        place: &Place,
        rest: bool,
    ) -> Option<(Kind<Name>, Sort)> {
        let resolved: Vec<_> = parts.into_iter().map(|part| self.expression(part, rest)).collect();
        let resolved: Option<Vec<(Expression, Sort)>> = resolved.into_iter().collect();
        let resolved = resolved?;
        let mut dimension = None;
        let mut each = false;
        for (part, sort) in &resolved {
            let (own, own_each) = self.need_quantity(part, *sort)?;
            each |= own_each;
            if part.is_zero() {
                continue;
            }
            let first = *dimension.get_or_insert(own);
            if first != own {
                self.clash(&part.place, first, own, "compared");
                return None;
            }
        }
        if matches!(function, Function::Sum | Function::Mean) {
            if !each {
                self.complain(place, FormulaMistake::NothingToAdd { name: function.name() });
                return None;
            }
            each = false;
        }
        let parts = resolved.into_iter().map(|(part, _)| part).collect();
        let dimension = dimension.unwrap_or(Dimension::NONE);
        Some((Kind::Call(function, parts), Sort::Quantity { dimension, each }))
    }

    fn arithmetic(
        &mut self,
        operator: Operator,
        left: Parsed,
        right: Parsed,
        rest: bool,
    ) -> Option<(Kind<Name>, Sort)> {
        let (left, right) = (self.expression(left, rest), self.expression(right, rest));
        let ((left, left_sort), (right, right_sort)) = (left?, right?);
        let (a, a_each) = self.need_quantity(&left, left_sort)?;
        let (b, b_each) = self.need_quantity(&right, right_sort)?;
        let dimension = match operator {
            Operator::Plus | Operator::Minus if left.is_zero() => Some(b),
            Operator::Plus | Operator::Minus if right.is_zero() || a == b => Some(a),
            Operator::Plus | Operator::Minus => {
                let verb = if operator == Operator::Plus { "added" } else { "subtracted" };
                let (a, b) = (unit_words(a), unit_words(b));
                let kind = FormulaMistake::UnitClash { left: a.clone(), right: b.clone(), verb };
                let hint =
                    bare_number(&[&left, &right], &a, &b).or_else(|| self.meant_as_step(&[&left, &right]));
                let mistake = Mistake::at(&left.place, kind).labelled(a).and(&right.place, b).hint(hint);
                self.found.push(mistake);
                return None;
            }
            Operator::Of if a != Dimension::NONE => {
                self.complain(&left.place, FormulaMistake::NotAShare(unit_words(a)));
                return None;
            }
            Operator::Times | Operator::Of => a.times(b),
            Operator::Over => a.over(b),
        };
        let Some(dimension) = dimension else {
            self.complain(&left.place, FormulaMistake::TooManyUnits(left.to_string()));
            return None;
        };
        let kind = Kind::Arithmetic(operator, Box::new(left), Box::new(right));
        Some((kind, Sort::Quantity { dimension, each: a_each || b_each }))
    }

    fn comparison(
        &mut self,
        comparison: Comparison,
        left: Parsed,
        right: Parsed,
        rest: bool,
    ) -> Option<(Kind<Name>, Sort)> {
        if let Some(column) = self.label_column(&left) {
            return self.is_label(column, &left, comparison, &right);
        }
        if let Some(column) = self.label_column(&right) {
            return self.is_label(column, &right, comparison, &left);
        }
        let (left, right) = (self.expression(left, rest), self.expression(right, rest));
        let ((left, left_sort), (right, right_sort)) = (left?, right?);
        let (a, a_each) = self.need_quantity(&left, left_sort)?;
        let (b, b_each) = self.need_quantity(&right, right_sort)?;
        if a != b && !left.is_zero() && !right.is_zero() {
            let (a, b) = (unit_words(a), unit_words(b));
            let kind = FormulaMistake::UnitClash { left: a.clone(), right: b.clone(), verb: "compared" };
            let hint = bare_number(&[&left, &right], &a, &b).or_else(|| self.meant_as_step(&[&left, &right]));
            self.found.push(Mistake::at(&left.place, kind).labelled(a).and(&right.place, b).hint(hint));
            return None;
        }
        let kind = Kind::Compare(comparison, Box::new(left), Box::new(right));
        Some((kind, Sort::Truth { each: a_each || b_each }))
    }

    fn is_label(
        &mut self,
        column: usize,
        name: &Parsed,
        comparison: Comparison,
        label: &Parsed,
    ) -> Option<(Kind<Name>, Sort)> {
        let (Kind::Name(text), ColumnKind::Labels(known)) = (&name.kind, self.columns[column].clone()) else {
            unreachable!("only a column of words gets here")
        };
        let equal = match comparison {
            Comparison::Equal => true,
            Comparison::Unequal => false,
            _ => {
                self.complain(&name.place, FormulaMistake::LabelAlone(text.clone()));
                return None;
            }
        };
        let word = label.place.text();
        let word = if let Kind::Name(word) = &label.kind { word } else { word };
        let Some(place) = known.iter().position(|known| known == word) else {
            let hint = did_you_mean(word, known.iter().map(String::as_str));
            let (label_text, column) = (word.to_owned(), text.clone());
            let kind = FormulaMistake::UnknownLabel { label: label_text, column, known: known.join(", ") };
            self.found.push(Mistake::at(&label.place, kind).hint(hint));
            return None;
        };
        let name = Name { text: text.clone(), means: Reference::Column(column) };
        Some((Kind::IsLabel(name, equal, word.to_owned(), place), Sort::Truth { each: true }))
    }

    fn truths(
        &mut self,
        left: Parsed,
        right: Parsed,
        rest: bool,
    ) -> Option<(Box<Expression>, Box<Expression>, bool)> {
        let (left, right) = (self.expression(left, rest), self.expression(right, rest));
        let ((left, left_sort), (right, right_sort)) = (left?, right?);
        self.need_truth(&left, left_sort)?;
        self.need_truth(&right, right_sort)?;
        Some((Box::new(left), Box::new(right), left_sort.each() || right_sort.each()))
    }

    pub(super) fn quantity(
        &mut self,
        of: Parsed,
        needed: &'static str,
    ) -> Option<(Expression, Dimension, bool)> {
        let (expression, sort) = self.expression(of, false)?;
        match sort {
            Sort::Quantity { dimension, each } => Some((expression, dimension, each)),
            Sort::Truth { .. } => {
                let kind = FormulaMistake::WrongType { needed, found: sort.found() };
                self.complain(&expression.place, kind);
                None
            }
        }
    }

    fn need_quantity(&mut self, part: &Expression, sort: Sort) -> Option<(Dimension, bool)> {
        match sort {
            Sort::Quantity { dimension, each } => Some((dimension, each)),
            Sort::Truth { .. } => {
                let kind = FormulaMistake::WrongType { needed: "an amount", found: sort.found() };
                self.complain(&part.place, kind);
                None
            }
        }
    }

    fn need_truth(&mut self, part: &Expression, sort: Sort) -> Option<()> {
        match sort {
            Sort::Truth { .. } => Some(()),
            Sort::Quantity { .. } => {
                let kind = FormulaMistake::WrongType { needed: "a comparison", found: sort.found() };
                self.complain(&part.place, kind);
                None
            }
        }
    }

    pub(super) fn clash(&mut self, place: &Place, left: Dimension, right: Dimension, verb: &'static str) {
        let kind = FormulaMistake::UnitClash { left: unit_words(left), right: unit_words(right), verb };
        self.complain(place, kind);
    }
}
