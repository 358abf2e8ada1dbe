//! From the text of an expression to its tree.
//!
//! ```text
//! expression := and { "or" and }
//! and        := not { "and" not }
//! not        := "not" not | comparison
//! comparison := sum [ ("<" | "<=" | "==" | "!=" | ">=" | ">") sum ]
//! sum        := product { ("+" | "-") product }
//! product    := factor { ("*" | "/" | "of") factor }
//! factor     := "-" factor | NUMBER ["%"] [UNIT {"/" UNIT}] | NAME
//!             | FUNCTION "(" expression { "," expression } ")" | "(" expression ")"
//! ```
//!
//! A unit stands tight on its slashes: `2 catty/mou` is a rate, `2 catty / x`
//! a quotient.

use super::{Comparison, Expression, ExpressionMistake, Function, Kind, Operator};
use crate::exact::Quantity;
use crate::text::{Mistake, Node, RESERVED, did_you_mean, wrong_quantity};
use std::ops::Range;

/// No clause of an agreement is longer.
const MOST_TOKENS: usize = 400;
const DEEPEST: usize = 40;

type Parsed = Result<Expression<String>, Mistake<ExpressionMistake>>;

/// Parses the text of `node`, in which these functions are known.
///
/// # Errors
///
/// Returns the first thing that does not belong, at its place.
pub fn parse_expression(node: &Node, functions: &'static [Function]) -> Parsed {
    let text = node.text("an expression")?;
    let tokens = tokens(node, text)?;
    let mut parser = Parser { node, text, functions, tokens, next: 0, depth: 0 };
    let expression = parser.either()?;
    match parser.peek() {
        None => Ok(expression),
        Some(_) => Err(parser.unexpected("the end or an operator")),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Number,
    Word,
    Sign,
}

fn tokens(node: &Node, text: &str) -> Result<Vec<(Token, Range<usize>)>, Mistake<ExpressionMistake>> {
    let mut tokens = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = start + c.len_utf8();
        let mut take_while = |wanted: &dyn Fn(char) -> bool| {
            while let Some((at, c)) = rest.next_if(|(_, c)| wanted(*c)) {
                end = at + c.len_utf8();
            }
        };
        let token = if c.is_ascii_digit() || ('０'..='９').contains(&c) {
            // A number runs on through letters, so that `1e3` is one bad number.
            take_while(&|c| c.is_alphanumeric() || matches!(c, '.' | '_'));
            take_while(&|c| c == '%');
            Token::Number
        } else if c.is_alphabetic() {
            take_while(&|c| c.is_alphanumeric() || c == '_');
            Token::Word
        } else if matches!(c, '<' | '>' | '=' | '!') {
            take_while(&|c| c == '=');
            Token::Sign
        } else if matches!(c, '+' | '-' | '*' | '/' | '(' | ')' | ',') {
            Token::Sign
        } else {
            let place = node.part(start..end);
            let plain =
                ["，,", "（(", "）)", "＋+", "－-", "＊*", "／/", "×*", "÷/", "−-", "≤<=", "≥>=", "＝=="];
            let instead = plain.iter().find_map(|pair| pair.strip_prefix(c));
            let hint = match c {
                '"' | '\'' => Some("words stand without quotes: `class == poor`".to_owned()),
                _ => instead.map(|instead| format!("write `{instead}`")),
            };
            return Err(Mistake::at(&place, ExpressionMistake::StrayCharacter(c)).hint(hint));
        };
        tokens.push((token, start..end));
        if tokens.len() > MOST_TOKENS {
            return Err(Mistake::at(&node.place, ExpressionMistake::TooLong(MOST_TOKENS)));
        }
    }
    Ok(tokens)
}

struct Parser<'n> {
    node: &'n Node,
    text: &'n str,
    functions: &'static [Function],
    tokens: Vec<(Token, Range<usize>)>,
    next: usize,
    depth: usize,
}

impl<'n> Parser<'n> {
    fn peek(&self) -> Option<&'n str> {
        self.tokens.get(self.next).map(|(_, range)| &self.text[range.clone()])
    }

    /// Takes the next token when it is one of `wanted`.
    fn take(&mut self, wanted: &[&str]) -> Option<&'n str> {
        let found = self.peek().filter(|found| wanted.contains(found))?;
        self.next += 1;
        Some(found)
    }

    fn unexpected(&self, needed: &'static str) -> Mistake<ExpressionMistake> {
        let (place, found) = match self.tokens.get(self.next) {
            Some((_, range)) => (self.node.part(range.clone()), format!("`{}`", &self.text[range.clone()])),
            None => (self.node.part(self.text.len()..self.text.len()), "the end".to_owned()),
        };
        let hint = match self.peek() {
            Some("=") => Some("equality is written `==`".to_owned()),
            Some(_) => {
                self.share_before().map(|share| format!("a share is taken with `of`: `{share} of ...`"))
            }
            None => None,
        };
        Mistake::at(&place, ExpressionMistake::Unexpected { needed, found }).hint(hint)
    }

    /// The share such as `10%` that was just read.
    fn share_before(&self) -> Option<&'n str> {
        let (_, range) = self.tokens.get(self.next.checked_sub(1)?)?;
        Some(&self.text[range.clone()]).filter(|text| text.ends_with('%'))
    }

    fn start(&self) -> usize {
        self.tokens.get(self.next).map_or(self.text.len(), |(_, range)| range.start)
    }

    /// `kind`, at the place from `start` to the last token taken.
    fn made(&self, start: usize, kind: Kind<String>) -> Expression<String> {
        let end = self.next.checked_sub(1).map_or(start, |last| self.tokens[last].1.end);
        Expression { kind, place: self.node.part(start..end) }
    }

    fn deeper<T>(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<T, Mistake<ExpressionMistake>>,
    ) -> Result<T, Mistake<ExpressionMistake>> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Mistake::at(&self.node.place, ExpressionMistake::TooDeep(DEEPEST)));
        }
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn either(&mut self) -> Parsed {
        let start = self.start();
        let mut left = self.both()?;
        while self.take(&["or"]).is_some() {
            let right = self.both()?;
            left = self.made(start, Kind::Or(Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn both(&mut self) -> Parsed {
        let start = self.start();
        let mut left = self.negation()?;
        while self.take(&["and"]).is_some() {
            let right = self.negation()?;
            left = self.made(start, Kind::And(Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn negation(&mut self) -> Parsed {
        let start = self.start();
        if self.take(&["not"]).is_some() {
            let part = self.deeper(Self::negation)?;
            return Ok(self.made(start, Kind::Not(Box::new(part))));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Parsed {
        let start = self.start();
        let left = self.sum()?;
        let comparison = match self.take(&["<", "<=", "==", "!=", ">=", ">"]) {
            Some("<") => Comparison::Less,
            Some("<=") => Comparison::AtMost,
            Some("==") => Comparison::Equal,
            Some("!=") => Comparison::Unequal,
            Some(">=") => Comparison::AtLeast,
            Some(_) => Comparison::More,
            None => return Ok(left),
        };
        let right = self.sum()?;
        Ok(self.made(start, Kind::Compare(comparison, Box::new(left), Box::new(right))))
    }

    fn sum(&mut self) -> Parsed {
        let start = self.start();
        let mut left = self.product()?;
        while let Some(sign) = self.take(&["+", "-"]) {
            let operator = if sign == "+" { Operator::Plus } else { Operator::Minus };
            let right = self.product()?;
            left = self.made(start, Kind::Arithmetic(operator, Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn product(&mut self) -> Parsed {
        let start = self.start();
        let mut left = self.factor()?;
        while let Some(sign) = self.take(&["*", "/", "of"]) {
            let operator = match sign {
                "*" => Operator::Times,
                "/" => Operator::Over,
                _ => Operator::Of,
            };
            let right = self.factor()?;
            left = self.made(start, Kind::Arithmetic(operator, Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn factor(&mut self) -> Parsed {
        let start = self.start();
        if self.take(&["-"]).is_some() {
            let part = self.deeper(Self::factor)?;
            return Ok(self.made(start, Kind::Minus(Box::new(part))));
        }
        if self.take(&["("]).is_some() {
            let inner = self.deeper(Self::either)?;
            if self.take(&[")"]).is_none() {
                return Err(self.unexpected("`)`"));
            }
            return Ok(inner);
        }
        match self.tokens.get(self.next) {
            Some((Token::Number, _)) => self.number(),
            Some((Token::Word, _)) => self.word(),
            _ => Err(self.unexpected("a number, a name or `(`")),
        }
    }

    fn number(&mut self) -> Parsed {
        let start = self.start();
        let mut end = self.tokens[self.next].1.end;
        self.next += 1;
        // A unit: a word, and more words tight on their slashes.
        let is_unit_next = |parser: &Self| matches!(parser.tokens.get(parser.next), Some((Token::Word, range)) if !RESERVED.contains(&&parser.text[range.clone()]));
        if is_unit_next(self) {
            end = self.tokens[self.next].1.end;
            self.next += 1;
            while let [(_, slash), (Token::Word, word), ..] = &self.tokens[self.next..]
                && &self.text[slash.clone()] == "/"
                && slash.start == end
                && word.start == slash.end
            {
                end = word.end;
                self.next += 2;
            }
        }
        let place = self.node.part(start..end);
        let quantity =
            Quantity::parse(&self.text[start..end]).map_err(|error| wrong_quantity(&place, error))?;
        Ok(self.made(start, Kind::Number(quantity)))
    }

    fn word(&mut self) -> Parsed {
        let start = self.start();
        let range = self.tokens[self.next].1.clone();
        let word = &self.text[range.clone()];
        self.next += 1;
        if self.take(&["("]).is_none() {
            return Ok(self.made(start, Kind::Name(word.to_owned())));
        }
        let Some(function) = self.functions.iter().find(|function| function.name() == word) else {
            let hint = did_you_mean(word, self.functions.iter().map(|function| function.name()));
            let kind = ExpressionMistake::UnknownFunction(word.to_owned());
            return Err(Mistake::at(&self.node.part(range), kind).hint(hint));
        };
        let mut parts = vec![self.deeper(Self::either)?];
        while self.take(&[","]).is_some() {
            parts.push(self.deeper(Self::either)?);
        }
        if self.take(&[")"]).is_none() {
            return Err(self.unexpected("`,` or `)`"));
        }
        let enough = match function {
            Function::Min | Function::Max => parts.len() >= 2,
            _ => parts.len() == 1,
        };
        let whole = self.made(start, Kind::Call(*function, parts));
        if let Kind::Call(function, parts) = &whole.kind
            && !enough
        {
            let needed = if parts.len() == 1 { "two or more arguments" } else { "one argument" };
            let kind = ExpressionMistake::Arguments { name: function.name(), needed, found: parts.len() };
            return Err(Mistake::at(&whole.place, kind));
        }
        Ok(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Place, Source, Value};

    #[test]
    fn an_expression_is_written_with_the_parentheses_that_it_needs() {
        for text in
            ["(a < b) == (c < d)", "not (a and b) and c", "a - (b - c) - d", "(a or b) and -(b + c) < 2 dan"]
        {
            let place = Place::new(&Source::new("x", text), 0..text.len());
            let node = Node { place, value: Value::Text(text.to_owned()) };
            assert_eq!(parse_expression(&node, &[]).unwrap().to_string(), text);
        }
    }
}
