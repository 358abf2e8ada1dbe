//! A space of readings where a book declares none: what is most often left open
//! of any rule.

use super::space::{Alternative, Change, Choice, Free, Space};
use crate::books::Book;
use crate::expression::{Kind, Operator};
use crate::formula::{End, Expression, Formula, Name, Opening, Parents, Reference, Step, Whole};
use crate::text::{Mention, Node, Source, Title, parse_yaml};
use std::fmt::Write;
use std::sync::Arc;

/// No general space is larger; what comes last is then not asked.
const LARGEST: usize = 20_000;

/// The readings of one formula: of what each share is taken, whether what goes
/// to an account is taken at all, which of two steps comes first; what the
/// formula gives a range is free. `None` when the file cannot be read.
#[must_use]
pub fn general_space(
    book: &Book,
    source: &Arc<Source>,
    formula: &Formula,
    parents: &dyn Parents,
) -> Option<Space> {
    let whole = Whole::read(source, parents).ok()?;
    let mut choices = bases(formula);
    choices.extend(presences(formula));
    choices.extend(orders(formula));
    let mut size: usize = 1;
    choices.retain(|choice| {
        let larger = size.saturating_mul(choice.alternatives.len());
        let small = larger <= LARGEST;
        if small {
            size = larger;
        }
        small
    });
    let title = formula.title.clone();
    let free = free(formula, book);
    Some(Space { book: book.name.clone(), title, note: None, whole, choices, free, sets_aside: Vec::new() })
}

/// A change in YAML, as a variant would write it.
fn change(text: &str) -> Option<Node> {
    parse_yaml(&Source::new("general readings", text)).ok()
}

fn as_it_is() -> Alternative {
    Alternative {
        title: Title::both("as the rule has it", "如办法所载"),
        change: Change::None,
        against: None,
    }
}

fn alternative(english: String, chinese: String, text: &str) -> Option<Alternative> {
    Some(Alternative {
        title: Title::both(english, chinese),
        change: Change::of(change(text)?),
        against: None,
    })
}

fn quoted(name: &str) -> String {
    format!("{name:?}")
}

/// Of what a share is taken: the pool's opening, what is left in it, or all
/// pools together.
fn bases(formula: &Formula) -> Vec<Choice> {
    let opening = formula.pools.iter().filter(|pool| pool.opening == Opening::Book);
    let all = opening.map(|pool| pool.name.as_str()).collect::<Vec<_>>();
    let mut choices = Vec::new();
    for step in &formula.steps {
        let Some((share, base)) = share_of_pool(step) else { continue };
        let name = quoted(&step.name);
        let take = |base: &str| {
            format!("steps: [{{step: {name}, take: {}}}]", quoted(&format!("({share}) * ({base})")))
        };
        let mut alternatives = vec![as_it_is()];
        if !base.is_rest() {
            alternatives.extend(alternative(
                "of what is left there".to_owned(),
                "按其所余".to_owned(),
                &take("rest"),
            ));
        }
        if all.len() > 1 {
            let together = all.join(" + ");
            alternatives.extend(alternative(
                "of all pools together".to_owned(),
                "按各项合计".to_owned(),
                &take(&together),
            ));
        }
        let title = Title::both(
            format!("of what {} is taken", step.title.in_language(crate::text::Language::English)),
            format!("{}之基数", step.title.in_language(crate::text::Language::Chinese)),
        );
        choices.push(Choice { name: format!("base of {}", step.name), title, alternatives });
    }
    choices
}

/// A step that takes a share of a pool or of its rest.
fn share_of_pool(step: &Step) -> Option<(&Expression, &Expression)> {
    let Kind::Arithmetic(Operator::Of, share, base) = &step.take.kind else { return None };
    let is_pool = matches!(&base.kind, Kind::Name(Name { means: Reference::Pool(_) | Reference::Rest, .. }));
    is_pool.then_some((share, base))
}

/// Whether what goes to an account is taken at all.
fn presences(formula: &Formula) -> Vec<Choice> {
    let to_accounts = formula.steps.iter().filter(|step| matches!(step.to, End::Account(_)));
    let choice = |step: &Step| {
        let text = format!("without: [{}]", quoted(&step.name));
        let left_out = alternative("not taken".to_owned(), "不提".to_owned(), &text)?;
        let title = Title::both(
            format!("whether {} is taken", step.title.in_language(crate::text::Language::English)),
            format!("是否有{}", step.title.in_language(crate::text::Language::Chinese)),
        );
        Some(Choice {
            name: format!("presence of {}", step.name),
            title,
            alternatives: vec![as_it_is(), left_out],
        })
    };
    to_accounts.filter_map(choice).collect()
}

/// Which of two neighboring steps on one pool comes first.
fn orders(formula: &Formula) -> Vec<Choice> {
    let choice = |pair: &[Step]| {
        let [first, second] = pair else { return None };
        let on_one_pool = first.from == second.from && matches!(first.from, End::Pool(_));
        if !on_one_pool || first.take.is_rest() || second.take.is_rest() {
            return None;
        }
        let mut text = String::new();
        let (a, b) = (quoted(&first.name), quoted(&second.name));
        write!(text, "steps: [{{step: {b}, before: {a}}}]").ok()?;
        let swapped = alternative(
            format!("{} first", second.name),
            format!("先{}", second.title.in_language(crate::text::Language::Chinese)),
            &text,
        )?;
        let title = Title::both(
            format!("whether {} or {} comes first", first.name, second.name),
            format!(
                "{}与{}之先后",
                first.title.in_language(crate::text::Language::Chinese),
                second.title.in_language(crate::text::Language::Chinese)
            ),
        );
        let name = format!("order of {} and {}", first.name, second.name);
        Some(Choice { name, title, alternatives: vec![as_it_is(), swapped] })
    };
    formula.steps.windows(2).filter_map(choice).collect()
}

/// Parameters with a range, each with the line of the first step that uses it,
/// where that is published.
fn free(formula: &Formula, book: &Book) -> Vec<Free> {
    let uses = |step: &Step, parameter: usize| {
        let mut open: Vec<Reference> = step.take.references();
        while let Some(means) = open.pop() {
            match means {
                Reference::Parameter(own) if own == parameter => return true,
                Reference::Schedule(schedule) => {
                    let schedule = &formula.schedules[schedule];
                    open.extend(schedule.of.references());
                    open.extend(schedule.bands.iter().flat_map(|band| band.rate.references()));
                }
                _ => {}
            }
        }
        false
    };
    let ranged = formula.parameters.iter().enumerate().filter(|(_, parameter)| parameter.range.is_some());
    let free = ranged.filter_map(|(place, parameter)| {
        let step = formula.steps.iter().find(|step| uses(step, place))?;
        book.attested.iter().find(|attested| attested.what == step.line)?;
        let parameter = Mention { name: parameter.name.clone(), place: parameter.place.clone() };
        Some(Free { parameter, line: Mention { name: step.line.clone(), place: step.place.clone() } })
    });
    free.collect()
}
