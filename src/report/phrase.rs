//! An expression in plain words: parameters by their values, everything else by
//! its title.

use super::words::{self, either, name_in};
use crate::exact::Measure;
use crate::expression::{Beside, Comparison, Function, Kind, Operator};
use crate::formula::{Expression, Formula, Name, Reference};
use crate::settlement::{Figure, Reckoned, Value};
use crate::text::Language;

/// How tightly an expression holds together; a looser one inside a tighter one
/// stands in brackets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hold {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Of,
    Word,
}

/// Tells the expressions of one formula in one language.
#[derive(Clone, Copy)]
pub(super) struct Phrase<'a> {
    pub(super) formula: &'a Formula,
    pub(super) language: Language,
}

impl<'a> Phrase<'a> {
    /// `expression` in words.
    pub(super) fn of(self, expression: &Expression) -> String {
        Teller { phrase: self, figure: &|_, ()| None }.told(expression, ()).1
    }

    /// `expression` in words, with the figures that it was reckoned with where
    /// there is one for the cooperative.
    pub(super) fn with_figures(
        self,
        expression: &Expression,
        reckoned: &Reckoned,
        measure: Measure,
    ) -> String {
        self.reckoned(expression, reckoned, measure, None)
    }

    /// The same, with the figures of one household too.
    pub(super) fn of_household(
        self,
        expression: &Expression,
        reckoned: &Reckoned,
        measure: Measure,
        household: usize,
    ) -> String {
        self.reckoned(expression, reckoned, measure, Some(household))
    }

    fn reckoned(
        self,
        expression: &Expression,
        reckoned: &Reckoned,
        measure: Measure,
        household: Option<usize>,
    ) -> String {
        let figure = |part: &Expression, reckoned: Option<&Reckoned>| {
            let named = match &part.kind {
                Kind::Name(Name { means: Reference::Parameter(_), .. }) => false,
                Kind::Call(Function::Own, _) => household.is_some(),
                Kind::Name(_) | Kind::Call(Function::Paid | Function::Sum | Function::Mean, _) => true,
                _ => false,
            };
            let value = match (&reckoned?.value, household) {
                _ if !named => return None,
                (Value::Amount(Figure::One(value)), _) => *value,
                (Value::Amount(Figure::Each(values)), Some(household)) => values.at(household),
                _ => return None,
            };
            Some(measure.told(value, self.formula.dimension_of(part), name_in(self.language)))
        };
        Teller { phrase: self, figure: &figure }.told(expression, Some(reckoned)).1
    }

    fn either(self, english: String, chinese: String) -> String {
        either(self.language, english, chinese)
    }

    fn comparison(self, comparison: Comparison) -> &'static str {
        let (english, chinese) = match comparison {
            Comparison::Less => ("is less than", "小于"),
            Comparison::AtMost => ("is at most", "不超过"),
            Comparison::Equal => ("is", "等于"),
            Comparison::Unequal => ("is not", "不等于"),
            Comparison::AtLeast => ("is at least", "不少于"),
            Comparison::More => ("is more than", "大于"),
        };
        match self.language {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    /// What a name stands for, by its title; a parameter by its value.
    pub(super) fn name(self, name: &Name) -> String {
        let formula = self.formula;
        match name.means {
            Reference::Parameter(i) => formula.parameters[i].value.written(name_in(self.language)),
            Reference::Pool(i) => self.pool(i),
            Reference::Fact(i) => formula.facts[i].title.in_language(self.language).to_owned(),
            Reference::Column(i) => formula.columns[i].title.in_language(self.language).to_owned(),
            Reference::Schedule(i) => self.schedule(i),
            Reference::Figure(i) => formula.figures[i].title.in_language(self.language).to_owned(),
            Reference::Step(i) => {
                let (number, title) = (i + 1, formula.steps[i].title.in_language(self.language));
                self.either(format!("{title} (step {number})"), format!("{title}（第{number}步）"))
            }
            Reference::Rest => words::WHAT_IS_LEFT.of(self.language).to_owned(),
            Reference::Household => words::ONE_HOUSEHOLD.of(self.language).to_owned(),
            Reference::Quantum => words::QUANTUM.of(self.language).to_owned(),
            Reference::Net => words::NET.of(self.language).to_owned(),
        }
    }

    /// A parameter by its title, its value beside it.
    fn parameter(self, parameter: usize) -> Option<String> {
        let parameter = &self.formula.parameters[parameter];
        let title = parameter.title.as_ref()?.in_language(self.language);
        let value = parameter.value.written(name_in(self.language));
        Some(self.either(format!("{title} ({value})"), format!("{title}（{value}）")))
    }

    /// A pool of the formula by its title.
    pub(super) fn pool(self, pool: usize) -> String {
        let pool = &self.formula.pools[pool];
        let title = pool.title.as_ref().map(|title| title.in_language(self.language).to_owned());
        title.unwrap_or_else(|| pool.name.replace('_', " "))
    }

    /// A schedule of the formula by its title.
    pub(super) fn schedule(self, schedule: usize) -> String {
        let schedule = &self.formula.schedules[schedule];
        let title = schedule.title.as_ref().map(|title| title.in_language(self.language).to_owned());
        title.unwrap_or_else(|| schedule.name.replace('_', " "))
    }
}

/// Walks an expression and what stands beside it; `figure` tells what it knows
/// better than by its words.
struct Teller<'t, 'a, B> {
    phrase: Phrase<'a>,
    figure: &'t dyn Fn(&Expression, B) -> Option<String>,
}

impl<B: Beside> Teller<'_, '_, B> {
    fn bracketed(&self, text: &str) -> String {
        self.phrase.either(format!("({text})"), format!("（{text}）"))
    }

    fn within(&self, hold: Hold, part: &Expression, beside: B) -> String {
        let (own, text) = self.told(part, beside);
        if own >= hold { text } else { self.bracketed(&text) }
    }

    /// The right side of a sign that is not read from the right.
    fn after(&self, hold: Hold, part: &Expression, beside: B) -> String {
        let (own, text) = self.told(part, beside);
        if own > hold { text } else { self.bracketed(&text) }
    }

    fn told(&self, expression: &Expression, beside: B) -> (Hold, String) {
        if let Some(figure) = (self.figure)(expression, beside) {
            return (Hold::Word, figure);
        }
        let phrase = self.phrase;
        match &expression.kind {
            Kind::Number(quantity) => (Hold::Word, quantity.written(name_in(phrase.language))),
            Kind::Name(name) => (Hold::Word, phrase.name(name)),
            Kind::Minus(part) => {
                (Hold::Product, format!("-{}", self.after(Hold::Product, part, beside.part(0))))
            }
            Kind::Arithmetic(Operator::Of, left, right) => self.share(left, right, beside),
            Kind::Arithmetic(operator, left, right) => {
                let hold = match operator {
                    Operator::Plus | Operator::Minus => Hold::Sum,
                    _ => Hold::Product,
                };
                let sign = match operator {
                    Operator::Plus => "+",
                    Operator::Minus => "-",
                    Operator::Over => "÷",
                    Operator::Times | Operator::Of => "×",
                };
                // A product of products and a sum of sums need no brackets.
                let right = match operator {
                    Operator::Plus | Operator::Times => self.within(hold, right, beside.part(1)),
                    _ => self.after(hold, right, beside.part(1)),
                };
                (hold, format!("{} {sign} {right}", self.within(hold, left, beside.part(0))))
            }
            Kind::Call(function, parts) => self.call(*function, parts, beside),
            Kind::Compare(comparison, left, right) => {
                let word = phrase.comparison(*comparison);
                let left = self.side(left, beside.part(0));
                let right = self.side(right, beside.part(1));
                (
                    Hold::Comparison,
                    phrase.either(format!("{left} {word} {right}"), format!("{left}{word}{right}")),
                )
            }
            Kind::IsLabel(name, equal, label, _) => {
                let name = phrase.name(name);
                let text = match equal {
                    true => phrase.either(format!("{name} is {label}"), format!("{name}为{label}")),
                    false => phrase.either(format!("{name} is not {label}"), format!("{name}不为{label}")),
                };
                (Hold::Comparison, text)
            }
            Kind::And(left, right) => {
                let left = self.within(Hold::And, left, beside.part(0));
                let right = self.within(Hold::And, right, beside.part(1));
                (Hold::And, phrase.either(format!("{left} and {right}"), format!("{left}且{right}")))
            }
            Kind::Or(left, right) => {
                let left = self.within(Hold::Or, left, beside.part(0));
                let right = self.within(Hold::Or, right, beside.part(1));
                (Hold::Or, phrase.either(format!("{left} or {right}"), format!("{left}或{right}")))
            }
            Kind::Not(part) => {
                let part = self.within(Hold::Word, part, beside.part(0));
                (Hold::Not, phrase.either(format!("not {part}"), format!("非{part}")))
            }
        }
    }

    /// A side of a comparison; a bare parameter by its title too.
    fn side(&self, part: &Expression, beside: B) -> String {
        let parameter = match &part.kind {
            Kind::Name(Name { means: Reference::Parameter(i), .. }) => self.phrase.parameter(*i),
            _ => None,
        };
        parameter.unwrap_or_else(|| self.within(Hold::Sum, part, beside))
    }

    /// `20% of land output`; a rate that depends is called by its name.
    fn share(&self, left: &Expression, right: &Expression, beside: B) -> (Hold, String) {
        let of = self.within(Hold::Of, right, beside.part(1));
        let share = self.within(Hold::Of, left, beside.part(0));
        match &left.kind {
            Kind::Name(Name { means: Reference::Schedule(_), .. }) if !share.ends_with('%') => {
                (Hold::Product, format!("{of} × {share}"))
            }
            _ => (Hold::Of, self.phrase.either(format!("{share} of {of}"), format!("{of}的{share}"))),
        }
    }

    /// A call in words. Those that list are loose: inside anything else they
    /// stand in brackets.
    fn call(&self, function: Function, parts: &[Expression], beside: B) -> (Hold, String) {
        let phrase = self.phrase;
        let all = parts.iter().enumerate();
        let all: Vec<String> =
            all.map(|(place, part)| self.within(Hold::Of, part, beside.part(place))).collect();
        let listed = |english: &str, chinese: &str| {
            let (last, first) = all.split_last().expect("the parser asks for arguments");
            phrase.either(
                format!("{english} of {} and {last}", first.join(", ")),
                format!("{}与{last}中的{chinese}", first.join("、")),
            )
        };
        let one = &all[0];
        let is_household =
            |part: &Expression| matches!(&part.kind, Kind::Name(Name { means: Reference::Household, .. }));
        match function {
            Function::Min if all.len() == 2 => (Hold::Or, listed("the smaller", "较小者")),
            Function::Min => (Hold::Or, listed("the smallest", "最小者")),
            Function::Max if all.len() == 2 => (Hold::Or, listed("the larger", "较大者")),
            Function::Max => (Hold::Or, listed("the largest", "最大者")),
            Function::Sum if is_household(&parts[0]) => {
                (Hold::Word, phrase.either("the number of households".to_owned(), "户数".to_owned()))
            }
            Function::Sum => {
                let sum =
                    phrase.either(format!("the sum of {one} over all households"), format!("各户{one}之和"));
                (Hold::Word, sum)
            }
            Function::Mean => {
                let mean = phrase
                    .either(format!("the mean of {one} over all households"), format!("各户{one}的平均"));
                (Hold::Word, mean)
            }
            Function::Paid | Function::Line => (Hold::Word, one.clone()),
            Function::Own => {
                // The step is named, not its amount.
                let step = Teller { phrase, figure: &|_, ()| None }.told(&parts[0], ()).1;
                (
                    Hold::Word,
                    phrase.either(format!("its own part of {step}"), format!("本户在{step}中的数额")),
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::load_formula;
    use crate::text::Source;

    struct NoParents;

    impl crate::formula::Parents for NoParents {
        fn parent(&self, name: &str) -> Result<std::sync::Arc<Source>, crate::text::SourceError> {
            Err(crate::text::SourceError::NoFormula(name.to_owned()))
        }

        fn names(&self) -> Vec<&'static str> {
            Vec::new()
        }
    }

    /// `take` of a step told in both languages.
    fn told(take: &str) -> [String; 2] {
        let text = format!(
            "formula: x\npools: [harvest]\naccounts: [fund]\ncolumns: {{land: mou, days: {{unit: day, title: {{en: work, zh: 工}}}}, class: [poor]}}\nfacts: {{due: dan}}\nparameters: {{share: 10%}}\nsteps:\n  - {{step: first, from: harvest, take: 1 dan, to: fund}}\n  - step: it\n    from: harvest\n    take: {take}\n    to: households\n    by: land\n  - {{step: all, from: harvest, take: due, to: households, by: days, among: class == poor}}\n  - {{step: last, from: harvest, take: share of rest, to: fund}}\n"
        );
        let formula = load_formula(&Source::new("x", text), &NoParents).unwrap();
        [Language::English, Language::Chinese]
            .map(|language| Phrase { formula: &formula, language }.of(&formula.steps[1].take))
    }

    #[test]
    fn a_clause_reads_as_a_person_would_say_it() {
        assert_eq!(told("share of (harvest - first)")[0], "10% of (harvest - first (step 1))");
        assert_eq!(told("share of (harvest - first)")[1], "（harvest - first（第1步））的10%");
        assert_eq!(told("min(harvest, rest, due)")[0], "the smallest of harvest, what is left and due");
        assert_eq!(told("1 dan/day * max(sum(days), 2 day)")[1], "1 石/日 × （各户工之和与2 日中的较大者）");
        assert_eq!(told("min(share, 20%) of harvest")[0], "(the smaller of 10% and 20%) of harvest");
        assert_eq!(
            told("min(max(due, rest), harvest) + due")[0],
            "(the smaller of (the larger of due and what is left) and harvest) + due"
        );
        assert_eq!(told("harvest - (due - first)")[0], "harvest - (due - first (step 1))");
        assert_eq!(told("due * (2 + 3) / 4")[0], "due × (2 + 3) ÷ 4");
        assert_eq!(told("due / (2 * 3)")[0], "due ÷ (2 × 3)");
    }
}
