//! An expression in plain words: parameters by their values, everything else by
//! its title.

use super::words::{self, either, name_in};
use crate::expression::{Comparison, Function, Kind, Operator};
use crate::formula::{Expression, Formula, Name, Reference};
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

impl Phrase<'_> {
    /// `expression` in words.
    pub(super) fn of(self, expression: &Expression) -> String {
        self.told(expression).1
    }

    fn either(self, english: String, chinese: String) -> String {
        either(self.language, english, chinese)
    }

    fn within(self, hold: Hold, part: &Expression) -> String {
        let (own, text) = self.told(part);
        if own >= hold { text } else { self.either(format!("({text})"), format!("（{text}）")) }
    }

    /// The right side of a sign that is not read from the right.
    fn after(self, hold: Hold, part: &Expression) -> String {
        let (own, text) = self.told(part);
        if own > hold { text } else { self.either(format!("({text})"), format!("（{text}）")) }
    }

    fn told(self, expression: &Expression) -> (Hold, String) {
        match &expression.kind {
            Kind::Number(quantity) => (Hold::Word, quantity.written(name_in(self.language))),
            Kind::Name(name) => (Hold::Word, self.name(name)),
            Kind::Minus(part) => (Hold::Product, format!("-{}", self.after(Hold::Product, part))),
            Kind::Arithmetic(Operator::Of, left, right) => self.share(left, right),
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
                    Operator::Plus | Operator::Times => self.within(hold, right),
                    _ => self.after(hold, right),
                };
                (hold, format!("{} {sign} {right}", self.within(hold, left)))
            }
            Kind::Call(function, parts) => (Hold::Word, self.call(*function, parts)),
            Kind::Compare(comparison, left, right) => {
                let word = self.comparison(*comparison);
                let (left, right) = (self.within(Hold::Sum, left), self.within(Hold::Sum, right));
                (
                    Hold::Comparison,
                    self.either(format!("{left} {word} {right}"), format!("{left}{word}{right}")),
                )
            }
            Kind::IsLabel(name, equal, label, _) => {
                let name = self.name(name);
                let text = match equal {
                    true => self.either(format!("{name} is {label}"), format!("{name}为 {label}")),
                    false => self.either(format!("{name} is not {label}"), format!("{name}不为 {label}")),
                };
                (Hold::Comparison, text)
            }
            Kind::And(left, right) => {
                let (left, right) = (self.within(Hold::And, left), self.within(Hold::And, right));
                (Hold::And, self.either(format!("{left} and {right}"), format!("{left}且{right}")))
            }
            Kind::Or(left, right) => {
                let (left, right) = (self.within(Hold::Or, left), self.within(Hold::Or, right));
                (Hold::Or, self.either(format!("{left} or {right}"), format!("{left}或{right}")))
            }
            Kind::Not(part) => {
                let part = self.within(Hold::Word, part);
                (Hold::Not, self.either(format!("not {part}"), format!("非{part}")))
            }
        }
    }

    /// `20% of land output`; a rate that depends is called by its name.
    fn share(self, left: &Expression, right: &Expression) -> (Hold, String) {
        let of = self.within(Hold::Of, right);
        match &left.kind {
            Kind::Name(Name { means: Reference::Schedule(_), .. }) => {
                let rate = self.of(left);
                (Hold::Product, format!("{of} × {rate}"))
            }
            _ => {
                let share = self.within(Hold::Of, left);
                (Hold::Of, self.either(format!("{share} of {of}"), format!("{of}的{share}")))
            }
        }
    }

    fn call(self, function: Function, parts: &[Expression]) -> String {
        let all: Vec<String> = parts.iter().map(|part| self.within(Hold::Of, part)).collect();
        let listed = |english: &str, chinese: &str| {
            let (last, first) = all.split_last().expect("the parser asks for arguments");
            self.either(
                format!("{english} of {} and {last}", first.join(", ")),
                format!("{}与{last}中的{chinese}", first.join("、")),
            )
        };
        let one = &all[0];
        match function {
            Function::Min if all.len() == 2 => listed("the smaller", "较小者"),
            Function::Min => listed("the smallest", "最小者"),
            Function::Max if all.len() == 2 => listed("the larger", "较大者"),
            Function::Max => listed("the largest", "最大者"),
            Function::Sum => {
                self.either(format!("the sum of {one} over all households"), format!("各户{one}之和"))
            }
            Function::Mean => {
                self.either(format!("the mean of {one} over all households"), format!("各户{one}的平均"))
            }
            Function::Paid | Function::Line => one.clone(),
            Function::Own => self.either(format!("its own part of {one}"), format!("本户在{one}中的数额")),
        }
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

    fn name(self, name: &Name) -> String {
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
            Reference::Household => words::ONE_EACH.of(self.language).to_owned(),
            Reference::Quantum => words::QUANTUM.of(self.language).to_owned(),
        }
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
        assert_eq!(told("1 dan/day * max(sum(days), 2 day)")[1], "1 石/日 × 各户工之和与2 日中的较大者");
        assert_eq!(told("harvest - (due - first)")[0], "harvest - (due - first (step 1))");
        assert_eq!(told("due * (2 + 3) / 4")[0], "due × (2 + 3) ÷ 4");
        assert_eq!(told("due / (2 * 3)")[0], "due ÷ (2 × 3)");
    }
}
