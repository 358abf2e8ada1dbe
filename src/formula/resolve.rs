//! Every name gets its meaning and every unit is checked.

use super::expression::{Comparison, Expression, Function, Kind, Name, Operator, Reference};
use super::mistake::FormulaMistake;
use super::read::{Draft, DraftBand, DraftSchedule, DraftStep, Found, Parsed, check_name};
use super::sections::{Band, Bound, Claim, ColumnKind, End, Figure, Formula, Schedule, Short, Step, Tally};
use crate::exact::{BaseUnit, Dimension, Unit};
use crate::text::{Mistake, Place, Title, did_you_mean};
use std::collections::BTreeMap;

/// The word for all households, as an end of a step.
const HOUSEHOLDS: &str = "households";

/// Resolves a draft; what is wrong with it goes to `found`.
pub(super) fn resolve(draft: Draft, found: &mut Found) -> Option<Formula> {
    let mut resolver = Resolver::new(&draft, found);
    let Draft { name, title, village, date, cite, note, rounding, .. } = draft;
    let Draft { pools, accounts, facts, columns, parameters, spoiled: _, .. } = draft;
    for schedule in draft.schedules {
        let schedule = resolver.schedule(schedule);
        resolver.schedules.push(schedule);
    }
    let mut steps = Vec::new();
    for (place, step) in draft.steps.into_iter().enumerate() {
        resolver.happened = place;
        steps.push(resolver.step(step, &pools, &accounts));
    }
    resolver.happened = steps.len();
    let mut figures: Vec<Option<Figure>> = Vec::new();
    for figure in draft.figures {
        let resolved = resolver.expression(figure.is, false);
        let one = resolved.and_then(|(is, sort)| {
            let Sort::Quantity { dimension, each: false } = sort else {
                resolver.complain(&is.place, sort.not_one_figure("a figure"));
                return None;
            };
            let title = figure.title.unwrap_or_else(|| Title::plain(figure.name.replace('_', " ")));
            Some(Figure { name: figure.name, title, is, dimension, place: figure.place })
        });
        resolver.figures.push(one.as_ref().map(|figure| figure.dimension));
        figures.push(one);
    }
    let mut claims = Vec::new();
    for claim in draft.claims {
        let resolved = resolver.expression(claim.holds, false);
        claims.push(resolved.and_then(|(holds, sort)| {
            if sort != (Sort::Truth { each: false }) {
                let kind = FormulaMistake::WrongType { needed: "one comparison", found: sort.found() };
                resolver.complain(&holds.place, kind);
                return None;
            }
            Some(Claim { says: claim.says, cite: claim.cite, holds, place: claim.place })
        }));
    }
    let schedules: Option<Vec<Schedule>> = resolver.schedules.iter().cloned().collect();
    let steps: Option<Vec<Step>> = steps.into_iter().collect();
    let figures: Option<Vec<Figure>> = figures.into_iter().collect();
    let claims: Option<Vec<Claim>> = claims.into_iter().collect();
    let formula = Formula {
        title: title.unwrap_or_else(|| Title::plain(&name)),
        name,
        village,
        date,
        cite,
        note,
        rounding,
        pools,
        accounts,
        facts,
        columns,
        parameters,
        schedules: schedules?,
        steps: steps?,
        figures: figures?,
        claims: claims?,
    };
    // What is unused may only be misspelt elsewhere, which has been said then.
    if found.is_empty() {
        complain_of_unused(&formula, found);
    }
    Some(formula)
}

/// What an expression yields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Quantity { dimension: Dimension, each: bool },
    Truth { each: bool },
}

impl Sort {
    fn each(self) -> bool {
        match self {
            Sort::Quantity { each, .. } | Sort::Truth { each } => each,
        }
    }

    fn found(self) -> &'static str {
        match self {
            Sort::Quantity { each: false, .. } => "an amount",
            Sort::Quantity { each: true, .. } => "an amount for each household",
            Sort::Truth { each: false } => "a comparison",
            Sort::Truth { each: true } => "a comparison for each household",
        }
    }

    fn not_one_figure(self, of: &'static str) -> FormulaMistake {
        match self {
            Sort::Quantity { .. } => FormulaMistake::NotOneFigure { of },
            Sort::Truth { .. } => FormulaMistake::WrongType { needed: "an amount", found: self.found() },
        }
    }
}

/// The words for a dimension in a message.
fn unit_words(dimension: Dimension) -> String {
    if dimension.is_grain() { "grain".to_owned() } else { dimension.to_string() }
}

/// One name of the formula.
struct Known {
    means: Reference,
    place: Place,
}

struct Resolver<'f> {
    found: &'f mut Found,
    names: BTreeMap<String, Known>,
    /// Steps have their own names: a column may be called like one, and then
    /// its bare name is the column's.
    steps: BTreeMap<String, usize>,
    step_texts: Vec<String>,
    parameters: Vec<Dimension>,
    facts: Vec<Dimension>,
    columns: Vec<ColumnKind>,
    schedules: Vec<Option<Schedule>>,
    figures: Vec<Option<Dimension>>,
    spoiled: Vec<String>,
    /// How many steps have happened at this point.
    happened: usize,
}

impl<'f> Resolver<'f> {
    fn new(draft: &Draft, found: &'f mut Found) -> Self {
        let mut resolver = Self {
            found,
            names: BTreeMap::new(),
            steps: BTreeMap::new(),
            step_texts: Vec::new(),
            parameters: draft.parameters.iter().map(|parameter| parameter.value.unit.dimension()).collect(),
            facts: draft.facts.iter().map(|fact| fact.unit.dimension()).collect(),
            columns: draft.columns.iter().map(|column| column.kind.clone()).collect(),
            schedules: Vec::new(),
            figures: Vec::new(),
            spoiled: draft.spoiled.clone(),
            happened: draft.steps.len(),
        };
        for (i, pool) in draft.pools.iter().enumerate() {
            resolver.name(&pool.name, &pool.place, Reference::Pool(i));
        }
        for (i, fact) in draft.facts.iter().enumerate() {
            resolver.name(&fact.name, &fact.place, Reference::Fact(i));
        }
        for (i, column) in draft.columns.iter().enumerate() {
            resolver.name(&column.name, &column.place, Reference::Column(i));
        }
        for (i, parameter) in draft.parameters.iter().enumerate() {
            resolver.name(&parameter.name, &parameter.place, Reference::Parameter(i));
        }
        for (i, schedule) in draft.schedules.iter().enumerate() {
            resolver.name(&schedule.name, &schedule.place, Reference::Schedule(i));
        }
        for (i, figure) in draft.figures.iter().enumerate() {
            resolver.name(&figure.name, &figure.place, Reference::Figure(i));
        }
        resolver.name_steps(draft);
        resolver.name_accounts(draft);
        resolver
    }

    fn name(&mut self, name: &str, place: &Place, means: Reference) {
        check_name(name, place, self.found);
        match self.names.get(name) {
            Some(earlier) => {
                let twice = Mistake::at(place, FormulaMistake::NameTwice(name.to_owned()));
                let twice = twice.and(&earlier.place, "the other one");
                self.found.push(twice);
            }
            None => {
                self.names.insert(name.to_owned(), Known { means, place: place.clone() });
            }
        }
    }

    fn name_steps(&mut self, draft: &Draft) {
        for (i, step) in draft.steps.iter().enumerate() {
            let word = step.name.replace(' ', "_");
            check_name(&word, &step.place, self.found);
            let other = match (self.steps.get(&word), self.names.get(&word)) {
                (Some(earlier), _) => Some(draft.steps[*earlier].place.clone()),
                (None, Some(Known { means: Reference::Column(_), .. })) => None,
                (None, known) => known.map(|known| known.place.clone()),
            };
            if let Some(other) = other {
                let twice = Mistake::at(&step.place, FormulaMistake::NameTwice(step.name.clone()));
                self.found.push(twice.and(&other, "the other one"));
            }
            self.steps.entry(word.clone()).or_insert(i);
            self.step_texts.push(step.name.clone());
        }
    }

    /// Accounts and pools share one list of ends.
    fn name_accounts(&mut self, draft: &Draft) {
        for (i, account) in draft.accounts.iter().enumerate() {
            check_name(&account.name, &account.place, self.found);
            let pools = draft.pools.iter().map(|pool| (&pool.name, &pool.place));
            let earlier = draft.accounts[..i].iter().map(|account| (&account.name, &account.place));
            if let Some((_, other)) = pools.chain(earlier).find(|(name, _)| **name == account.name) {
                let twice = Mistake::at(&account.place, FormulaMistake::NameTwice(account.name.clone()));
                self.found.push(twice.and(other, "the other one"));
            }
        }
    }

    fn complain(&mut self, place: &Place, kind: FormulaMistake) {
        self.found.push(Mistake::at(place, kind));
    }

    fn quantity(&mut self, of: Parsed, needed: &'static str) -> Option<(Expression, Dimension, bool)> {
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

    fn schedule(&mut self, draft: DraftSchedule) -> Option<Schedule> {
        let of = self.quantity(draft.of, "an amount");
        let mut rates: Option<Dimension> = None;
        let mut bands = Vec::new();
        for band in draft.bands {
            bands.push(self.band(band, of.as_ref().map(|(_, dimension, _)| *dimension), &mut rates));
        }
        let bands: Option<Vec<Band>> = bands.into_iter().collect();
        let (of, of_dimension, _) = of?;
        let dimension = match draft.tally {
            Tally::Bands => rates?,
            Tally::Slices => rates?.times(of_dimension)?,
        };
        let DraftSchedule { name, title, cite, tally, place, .. } = draft;
        Some(Schedule { name, title, cite, of, tally, bands: bands?, dimension, place })
    }

    fn band(
        &mut self,
        draft: DraftBand,
        of: Option<Dimension>,
        rates: &mut Option<Dimension>,
    ) -> Option<Band> {
        let DraftBand { lower, upper, rate, place } = draft;
        let end = |resolver: &mut Self, end: Option<(Parsed, bool)>| match end {
            None => Some(None),
            Some((value, closed)) => {
                let (value, dimension) = resolver.fixed(value)?;
                if let Some(of) = of
                    && of != dimension
                    && !is_zero(&value)
                {
                    resolver.clash(&value.place, of, dimension, "compared");
                    return None;
                }
                Some(Some(Bound { value, closed }))
            }
        };
        let (lower, upper) = (end(self, lower), end(self, upper));
        let (rate, dimension) = self.fixed(rate)?;
        let first = *rates.get_or_insert(dimension);
        if first != dimension && !is_zero(&rate) {
            self.clash(&rate.place, first, dimension, "rates of one schedule");
            return None;
        }
        Some(Band { lower: lower?, upper: upper?, rate, place })
    }

    /// An expression of numbers and parameters only.
    fn fixed(&mut self, parsed: Parsed) -> Option<(Expression, Dimension)> {
        let (expression, dimension, _) = self.quantity(parsed, "a number or a parameter")?;
        let fixed = expression.references().iter().all(|means| matches!(means, Reference::Parameter(_)));
        if !fixed || contains_call(&expression) {
            self.complain(&expression.place, FormulaMistake::NotConstant);
            return None;
        }
        Some((expression, dimension))
    }

    fn clash(&mut self, place: &Place, left: Dimension, right: Dimension, verb: &'static str) {
        let kind = FormulaMistake::UnitClash { left: unit_words(left), right: unit_words(right), verb };
        self.complain(place, kind);
    }

    fn step(
        &mut self,
        draft: DraftStep,
        pools: &[super::sections::Pool],
        accounts: &[super::sections::Account],
    ) -> Option<Step> {
        let from = self.end(&draft.from, pools, accounts);
        let to = self.end(&draft.to, pools, accounts);
        let account = |name: &str| accounts.iter().position(|account| account.name == name);
        let mut otherwise = None;
        if let Some((name, place)) = &draft.otherwise {
            otherwise = account(name);
            if otherwise.is_none() {
                let hint = did_you_mean(name, accounts.iter().map(|account| account.name.as_str()));
                let kind = FormulaMistake::UnknownAccount(name.clone());
                self.found.push(Mistake::at(place, kind).hint(hint));
            }
        }
        let take = self.take(draft.take, from);
        let keyed = draft.by.is_some();
        let by = draft.by.map(|by| self.key(by));
        let among = draft.among.map(|among| self.filter(among));
        let (from, to) = (from?, to?);
        let households = [from, to].contains(&End::Households);
        self.check_ends(from, to, &draft.from, &draft.to);
        if let Some((_, place)) = &draft.otherwise
            && (to != End::Households || !keyed)
        {
            self.complain(place, FormulaMistake::NoHouseholds("otherwise"));
        }
        if let Some((_, place)) = &draft.repays
            && to != End::Households
        {
            self.complain(place, FormulaMistake::NoHouseholds("repays"));
        }
        if let Some((_, place)) = &draft.short
            && from == End::Households
        {
            self.complain(place, FormulaMistake::NeedlessShort);
        }
        let (by, among) = (all(by)?, all(among)?);
        let (by, key_dimension) = by.unzip();
        let (take, each) = take?;
        if !households {
            let needless = [("by", by.as_ref()), ("among", among.as_ref())];
            for (word, expression) in needless {
                if let Some(expression) = expression {
                    self.complain(&expression.place, FormulaMistake::NoHouseholds(word));
                }
            }
            if each {
                let kind = FormulaMistake::NotOneFigure { of: "the amount of a step without households" };
                self.complain(&take.place, kind);
            }
        } else if each && let Some(by) = &by {
            let mistake = Mistake::at(&by.place, FormulaMistake::NeedlessKey);
            self.found.push(mistake.and(&take.place, "one figure for each household"));
        } else if !each && by.is_none() {
            let hint = "for example `by: labor_days`, or `by: household` for equal parts".to_owned();
            self.found.push(Mistake::at(&take.place, FormulaMistake::NoKey).hint(hint));
        }
        let DraftStep { name, title, says, cite, line, short, repays, place, .. } = draft;
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
            otherwise,
            place,
        })
    }

    fn end(
        &mut self,
        (name, place): &(String, Place),
        pools: &[super::sections::Pool],
        accounts: &[super::sections::Account],
    ) -> Option<End> {
        if name == HOUSEHOLDS {
            return Some(End::Households);
        }
        let pool = pools.iter().position(|pool| pool.name == *name).map(End::Pool);
        let account = || accounts.iter().position(|account| account.name == *name).map(End::Account);
        let end = pool.or_else(account);
        if end.is_none() {
            let names = pools.iter().map(|pool| pool.name.as_str());
            let names = names.chain(accounts.iter().map(|account| account.name.as_str())).chain([HOUSEHOLDS]);
            let hint = did_you_mean(name, names);
            self.found.push(Mistake::at(place, FormulaMistake::UnknownEnd(name.clone())).hint(hint));
        }
        end
    }

    fn check_ends(&mut self, from: End, to: End, from_text: &(String, Place), to_text: &(String, Place)) {
        if from == to {
            let kind = match from {
                End::Households => FormulaMistake::HouseholdsTwice,
                _ => FormulaMistake::SameEnds(from_text.0.clone()),
            };
            self.complain(&to_text.1, kind);
        }
    }

    fn take(&mut self, parsed: Parsed, from: Option<End>) -> Option<(Expression, bool)> {
        if from == Some(End::Households) && mentions_rest(&parsed) {
            self.complain(&parsed.place, FormulaMistake::RestOfHouseholds);
            return None;
        }
        let (take, sort) = self.expression(parsed, true)?;
        match sort {
            Sort::Quantity { dimension, each } if dimension.is_grain() || is_zero(&take) => {
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

    /// Resolves an expression; `rest` says whether that word has a meaning here.
    fn expression(&mut self, parsed: Parsed, rest: bool) -> Option<(Expression, Sort)> {
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
            Kind::Call(Function::Paid, mut parts) => self.paid(parts.pop()?)?,
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
        let grain = Unit::from(BaseUnit::Dan).dimension();
        let quantity = |dimension, each| Sort::Quantity { dimension, each };
        let (means, sort) = match text.as_str() {
            "rest" if rest => (Reference::Rest, quantity(grain, false)),
            "rest" => {
                self.complain(place, FormulaMistake::NoRest);
                return None;
            }
            "quantum" => (Reference::Quantum, quantity(grain, false)),
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
                        let each = self.each_of(&schedule.of);
                        self.refuse_later_steps(&schedule.of, place);
                        quantity(schedule.dimension, each)
                    }
                    Reference::Figure(i) => quantity((*self.figures.get(i)?)?, false),
                    Reference::Rest | Reference::Household | Reference::Quantum => {
                        unreachable!("these words are reserved")
                    }
                };
                (means, sort)
            }
        };
        Some((Kind::Name(Name { text, means }), sort))
    }

    /// The thing that `text` names, or a mistake.
    fn look_up(&mut self, text: &str, place: &Place) -> Option<Reference> {
        let step = self.steps.get(text).copied();
        let known = self.names.get(text).map(|known| known.means);
        match (step, known) {
            (_, Some(means)) if self.is_ahead(means) => {
                self.complain(place, FormulaMistake::Ahead(text.to_owned()));
                None
            }
            (_, Some(means)) => Some(means),
            (Some(step), None) => self.happened_step(step, place),
            (None, None) => {
                if !self.spoiled.iter().any(|spoiled| spoiled == text) {
                    let kind = FormulaMistake::UnknownName(text.to_owned());
                    let words = ["rest", "household", "quantum"];
                    let names = self.names.keys().chain(self.steps.keys()).map(String::as_str).chain(words);
                    let hint = did_you_mean(text, names);
                    self.found.push(Mistake::at(place, kind).hint(hint));
                }
                None
            }
        }
    }

    /// Figures and schedules may only be used after they are made.
    fn is_ahead(&self, means: Reference) -> bool {
        match means {
            Reference::Figure(i) => i >= self.figures.len(),
            Reference::Schedule(i) => i >= self.schedules.len(),
            _ => false,
        }
    }

    fn happened_step(&mut self, step: usize, place: &Place) -> Option<Reference> {
        if step >= self.happened {
            let name = self.step_texts[step].clone();
            self.complain(place, FormulaMistake::LaterStep(name));
            return None;
        }
        Some(Reference::Step(step))
    }

    /// A schedule is reckoned where it is used: the steps it names must have
    /// happened there.
    fn refuse_later_steps(&mut self, of: &Expression, place: &Place) {
        for means in of.references() {
            if let Reference::Step(step) = means {
                self.happened_step(step, place);
            }
        }
    }

    fn each_of(&self, expression: &Expression) -> bool {
        match &expression.kind {
            Kind::Call(Function::Sum | Function::Mean | Function::Paid, _) => false,
            Kind::IsLabel(..) => true,
            Kind::Name(name) => match name.means {
                Reference::Column(_) | Reference::Household => true,
                Reference::Schedule(i) => {
                    self.schedules[i].as_ref().is_some_and(|schedule| self.each_of(&schedule.of))
                }
                _ => false,
            },
            _ => expression.parts().into_iter().any(|part| self.each_of(part)),
        }
    }

    fn paid(&mut self, part: Parsed) -> Option<(Kind<Name>, Sort)> {
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
        let name = Expression { kind: Kind::Name(Name { text: text.clone(), means }), place: part.place };
        let dimension = Unit::from(BaseUnit::Dan).dimension();
        Some((Kind::Call(Function::Paid, vec![name]), Sort::Quantity { dimension, each: false }))
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
            if is_zero(part) {
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
            Operator::Plus | Operator::Minus if is_zero(&left) => Some(b),
            Operator::Plus | Operator::Minus if is_zero(&right) || a == b => Some(a),
            Operator::Plus | Operator::Minus => {
                let verb = if operator == Operator::Plus { "added" } else { "subtracted" };
                let (a, b) = (unit_words(a), unit_words(b));
                let kind = FormulaMistake::UnitClash { left: a.clone(), right: b.clone(), verb };
                let hint = self.meant_as_step(&[&left, &right]);
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
        if a != b && !is_zero(&left) && !is_zero(&right) {
            let (a, b) = (unit_words(a), unit_words(b));
            let kind = FormulaMistake::UnitClash { left: a.clone(), right: b.clone(), verb: "compared" };
            let hint = self.meant_as_step(&[&left, &right]);
            self.found.push(Mistake::at(&left.place, kind).labelled(a).and(&right.place, b).hint(hint));
            return None;
        }
        let kind = Kind::Compare(comparison, Box::new(left), Box::new(right));
        Some((kind, Sort::Truth { each: a_each || b_each }))
    }

    /// A column hides the step of the same name; the step may have been meant.
    fn meant_as_step(&self, parts: &[&Expression]) -> Option<String> {
        parts.iter().find_map(|part| match &part.kind {
            Kind::Name(Name { text, means: Reference::Column(_) }) => {
                let step = self.steps.get(text).filter(|step| **step < self.happened)?;
                let step = &self.step_texts[*step];
                Some(format!("`{text}` is the column here; what step `{step}` moved is `paid({text})`"))
            }
            _ => None,
        })
    }

    /// The column of words that `parsed` names, if it names one.
    fn label_column(&self, parsed: &Parsed) -> Option<usize> {
        let Kind::Name(text) = &parsed.kind else { return None };
        match self.names.get(text)?.means {
            Reference::Column(i) => matches!(self.columns[i], ColumnKind::Labels(_)).then_some(i),
            _ => None,
        }
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
}

/// A bare `0`, which is nothing in every unit.
fn is_zero<N>(expression: &Expression<N>) -> bool {
    matches!(&expression.kind, Kind::Number(quantity) if quantity.value.is_zero() && quantity.unit == Unit::NONE)
}

fn mentions_rest(parsed: &Parsed) -> bool {
    matches!(&parsed.kind, Kind::Name(name) if name == "rest")
        || parsed.parts().into_iter().any(mentions_rest)
}

fn contains_call(expression: &Expression) -> bool {
    matches!(expression.kind, Kind::Call(..)) || expression.parts().into_iter().any(contains_call)
}

/// A field that may be absent but, if present, must have been resolved.
fn all<T>(field: Option<Option<T>>) -> Option<Option<T>> {
    match field {
        Some(None) => None,
        Some(Some(value)) => Some(Some(value)),
        None => Some(None),
    }
}

/// What nobody uses was misspelt somewhere, or is left over.
fn complain_of_unused(formula: &Formula, found: &mut Found) {
    let mut used: Vec<Reference> = Vec::new();
    let steps = formula.steps.iter();
    let in_steps = steps.flat_map(|step| [Some(&step.take), step.by.as_ref(), step.among.as_ref()]).flatten();
    let in_schedules = formula.schedules.iter().flat_map(|schedule| {
        let bounds = schedule
            .bands
            .iter()
            .flat_map(|band| [&band.lower, &band.upper])
            .flatten()
            .map(|bound| &bound.value);
        let rates = schedule.bands.iter().map(|band| &band.rate);
        std::iter::once(&schedule.of).chain(bounds).chain(rates).collect::<Vec<_>>()
    });
    let in_figures = formula.figures.iter().map(|figure| &figure.is);
    let in_claims = formula.claims.iter().map(|claim| &claim.holds);
    for expression in in_steps.chain(in_schedules).chain(in_figures).chain(in_claims) {
        used.extend(expression.references());
    }
    let ends: Vec<End> = formula.steps.iter().flat_map(|step| [step.from, step.to]).collect();
    let mut complain = |what: &'static str, name: &str, place: &Place| {
        found.push(Mistake::at(place, FormulaMistake::Unused { what, name: name.to_owned() }));
    };
    for (i, parameter) in formula.parameters.iter().enumerate() {
        if !used.contains(&Reference::Parameter(i)) {
            complain("parameter", &parameter.name, &parameter.place);
        }
    }
    for (i, fact) in formula.facts.iter().enumerate() {
        if !used.contains(&Reference::Fact(i)) {
            complain("fact", &fact.name, &fact.place);
        }
    }
    for (i, column) in formula.columns.iter().enumerate() {
        if !used.contains(&Reference::Column(i)) {
            complain("column", &column.name, &column.place);
        }
    }
    for (i, schedule) in formula.schedules.iter().enumerate() {
        if !used.contains(&Reference::Schedule(i)) {
            complain("schedule", &schedule.name, &schedule.place);
        }
    }
    for (i, pool) in formula.pools.iter().enumerate() {
        if !used.contains(&Reference::Pool(i)) && !ends.contains(&End::Pool(i)) {
            complain("pool", &pool.name, &pool.place);
        }
    }
    for (i, account) in formula.accounts.iter().enumerate() {
        let otherwise = formula.steps.iter().any(|step| step.otherwise == Some(i));
        if !otherwise && !ends.contains(&End::Account(i)) {
            complain("account", &account.name, &account.place);
        }
    }
}
