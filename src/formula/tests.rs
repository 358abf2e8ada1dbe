//! Small formulas, read from their text.

use super::{Formula, Parents, Whole, load_formula};
use crate::exact::Rounding;
use crate::text::{Source, SourceError};
use std::sync::Arc;

/// The parent of every variant, if there is one.
struct Parent(&'static str);

impl Parents for Parent {
    fn parent(&self, _: &str) -> Result<Arc<Source>, SourceError> {
        Ok(Source::new("parent", self.0))
    }

    fn names(&self) -> Vec<&'static str> {
        Vec::new()
    }
}

/// The formula in `text`, or all its mistakes.
fn read_variant(text: &str, parent: &'static str) -> Result<Formula, Vec<String>> {
    let read = load_formula(&Source::new("formula", text), &Parent(parent));
    read.map_err(|mistakes| mistakes.iter().map(|mistake| mistake.kind.to_string()).collect())
}

/// What is wrong with these sections of a formula.
fn mistakes(sections: &str) -> Vec<String> {
    read(sections).err().unwrap_or_default()
}

fn read(sections: &str) -> Result<Formula, Vec<String>> {
    read_variant(&format!("formula: small\npools: [harvest]\naccounts: [fund]\n{sections}"), "")
}

const PARENT: &str = "formula: parent
pools: [harvest, sideline]
accounts: [fund]
steps:
  - {step: gift, from: harvest, take: 5 dan, to: fund, example: {gives: 5 dan}}
  - {step: more, from: sideline, take: 5 dan, to: fund}
";

#[test]
fn a_bare_amount_measures_what_its_unit_does() {
    let formula = read("steps: [{step: gift, from: harvest, take: 5 dan, to: fund}]").unwrap();
    assert!(formula.dimension_of(&formula.steps[0].take).is_grain());
}

#[test]
fn what_is_no_amount_or_of_another_measure_is_told() {
    for (take, told) in [
        ("days > 1 day", "an amount"),
        ("min(days > 1 day, 2 day) * 1 dan/day", "an amount"),
        ("1 dan + 1 yuan", "yuan"),
        ("min(1 dan, 1 mou)", "mou"),
        ("paid(days)", "days"),
        ("paid(1 dan)", "1 dan"),
        ("sum(1 dan)", "sum"),
        ("-(days > 1 day)", "an amount"),
        ("1 dan * (1 dan > 0)", "an amount"),
    ] {
        let steps = format!(
            "columns: {{days: day}}\nsteps:\n  - {{step: gift, from: harvest, take: \"{take}\", to: fund}}"
        );
        let found = mistakes(&steps);
        assert!(found.iter().any(|mistake| mistake.contains(told)), "{take}: {found:?}");
    }
}

#[test]
fn an_example_may_give_nothing_in_any_unit() {
    let wages = |clause: &str, example: &str| {
        mistakes(&format!(
            "columns: {{days: day}}\nsteps:\n  - {{step: gift, from: harvest, take: 5 dan, to: fund}}\n  - step: wages\n    from: harvest\n    to: households\n    \
             take: {clause}\n    example: {example}"
        ))
    };
    assert!(wages("0.5 dan/day * days", "{days: 0 day, gives: 0 catty}").is_empty());
    assert!(wages("0.5 dan/day * days - 0", "{days: 2 day, gives: 1 dan}").is_empty());
    assert!(!wages("0.5 dan/day * days", "{days: 2 day, gives: 0 catty}").is_empty());
}

#[test]
fn examples_look_into_schedules_only_so_far() {
    let mut schedules = String::from("  s0: {of: harvest, slices: [{rate: 1%}]}\n");
    for i in 1..60 {
        let before = i - 1;
        schedules += &format!("  s{i}: {{of: s{before} + s{before}, slices: [{{rate: 1%}}]}}\n");
    }
    let step = "steps: [{step: tax, from: harvest, take: s59, to: fund, example: {gives: 1 dan}}]";
    let told = mistakes(&format!("schedules:\n{schedules}{step}"));
    assert_eq!(told, ["an example is of one household and cannot reckon `s59`"]);
}

#[test]
fn a_variant_adds_to_a_list_of_names_and_leaves_out_of_it() {
    let more = "formula: variant\nextends: parent\npools: [forest]\n\
                steps: [{step: wood, from: forest, take: rest, to: fund}]";
    let pools = |formula: Formula| formula.pools.into_iter().map(|pool| pool.name).collect::<Vec<_>>();
    assert_eq!(
        read_variant(more, PARENT).map(pools),
        Ok(["harvest", "sideline", "forest"].map(Into::into).into())
    );
    let less = "formula: variant\nextends: parent\nwithout: [sideline, more]";
    assert_eq!(read_variant(less, PARENT).map(pools), Ok(vec!["harvest".into()]));
}

#[test]
fn a_step_restated_keeps_all_but_the_example_of_another_clause() {
    let restated = |fields: &str| {
        let text = format!("formula: variant\nextends: parent\nsteps: [{{step: gift, {fields}}}]");
        read_variant(&text, PARENT).unwrap().steps.swap_remove(0)
    };
    let other_clause = restated("take: 6 dan");
    assert_eq!((other_clause.take.to_string().as_str(), other_clause.examples.len()), ("6 dan", 0));
    assert_eq!(restated("line: gifts").examples.len(), 1);
}

#[test]
fn a_way_of_rounding_may_stand_alone_or_with_its_source() {
    let rounding = |text: &str| {
        let step = "steps: [{step: gift, from: harvest, take: 5 dan, to: fund}]";
        read(&format!("rounding: {text}\n{step}")).map(|formula| (formula.rounding, formula.rounding_cite))
    };
    assert_eq!(rounding("up"), Ok((Rounding::Up, None)));
    assert_eq!(rounding("{mode: down, cite: Hou}"), Ok((Rounding::Down, Some("Hou".into()))));
}

#[test]
fn a_band_that_is_empty_is_a_mistake_and_no_panic() {
    let told = mistakes(
        "schedules: {fund_rate: {of: harvest, bands: [{}]}}\n\
         steps: [{step: gift, from: harvest, take: fund_rate of harvest, to: fund}]",
    );
    assert_eq!(told, ["a band needs `rate`"]);
}

#[test]
fn a_figure_does_not_know_the_figures_after_it() {
    let told = mistakes(
        "steps: [{step: gift, from: harvest, take: 5 dan, to: fund}]\nfigures: {one: other, other: gift}",
    );
    assert_eq!(told, ["`other` is stated further down and not known yet here"]);
}

#[test]
fn a_field_without_meaning_between_its_ends_is_a_mistake() {
    let told = |ends: &str| {
        let step = format!("steps: [{{step: wages, take: 1 dan, {ends}}}]");
        mistakes(&format!("columns: {{days: day}}\n{step}")).join("; ")
    };
    let no_households = "no household is part of this step";
    let by = told("from: harvest, to: fund, by: days");
    assert!(by.contains(&format!("`by` has no meaning here: {no_households}")), "{by}");
    let among = told("from: harvest, to: fund, among: days > 1 day");
    assert!(among.contains(&format!("`among` has no meaning here: {no_households}")), "{among}");
    let otherwise = told("from: households, to: fund, by: days, otherwise: fund");
    assert!(otherwise.contains("`otherwise` has no meaning here"), "{otherwise}");
    let otherwise = told("from: harvest, to: households, otherwise: fund");
    assert!(otherwise.contains("`otherwise` has no meaning here"), "{otherwise}");
    let repays = told("from: harvest, to: fund, repays: true");
    assert!(repays.contains("`repays` has no meaning here"), "{repays}");
    let short = told("from: households, to: fund, by: days, short: owe");
    assert!(short.contains("`short` has no meaning here"), "{short}");
    assert_eq!(
        told("from: harvest, to: households, by: days, short: owe, otherwise: fund, repays: true"),
        ""
    );
}

#[test]
fn a_bare_number_beside_a_unit_is_asked_for_its_own() {
    let hint = |clause: &str| {
        let text = format!(
            "formula: small\npools: [harvest]\naccounts: [fund]\nparameters: {{fee: 5 dan}}\n\
             steps: [{{step: fee, from: harvest, take: {clause}, to: fund}}]"
        );
        let mistakes = load_formula(&Source::new("formula", text), &Parent("")).unwrap_err();
        mistakes.iter().find_map(|mistake| mistake.hint.clone())
    };
    assert_eq!(hint("fee + 3").as_deref(), Some("write its unit too: `3 dan`"));
    assert_eq!(hint("3 + fee").as_deref(), Some("write its unit too: `3 dan`"));
    assert_eq!(hint("fee + 3 day"), None);
    assert_eq!(hint("3 day + fee"), None);
    assert_eq!(hint("fee + 3%"), None);
}

#[test]
fn a_share_is_a_pure_number_and_a_condition_no_amount() {
    let step = |take: &str, among: &str| {
        mistakes(&format!(
            "columns: {{days: day}}\nsteps:\n  - step: wages\n    from: harvest\n    to: households\n    \
             by: days\n    otherwise: fund\n    take: {take}\n    among: {among}"
        ))
    };
    assert!(step("5% of harvest", "not days > 1 day").is_empty());
    assert_eq!(
        step("5 dan of harvest", "days > 1 day"),
        ["the left side of `of` is a share such as `50%`, not grain"]
    );
    let no_truth = ["a comparison is needed here, not an amount for each household"];
    for among in ["not days", "days and days > 1 day", "days > 1 day or days"] {
        assert_eq!(step("5 dan", among), no_truth, "{among}");
    }
}

#[test]
fn shares_of_a_pool_are_added_up_however_they_are_written() {
    let shares = |first: &str, second: &str, third: &str| {
        mistakes(&format!(
            "steps:\n  - {{step: one, from: harvest, take: {first}, to: fund}}\n  \
             - {{step: two, from: harvest, take: {second}, to: fund}}\n  \
             - {{step: three, from: harvest, take: {third}, to: fund}}"
        ))
    };
    let over = ["shares of `harvest` come to more than the whole: 60% + 50% = 110%"];
    assert_eq!(shares("60% of harvest", "harvest / 2", "0 dan"), over);
    assert_eq!(shares("60% * harvest", "harvest * 50%", "0 dan"), over);
    let alone = ["shares of `harvest` come to more than the whole: 110%"];
    assert_eq!(shares("110% of harvest", "0 dan", "0 dan"), alone);
    assert!(shares("60% * harvest", "harvest * 40%", "0 dan").is_empty());
    let gone = ["`harvest` has nothing left here: its shares come to the whole: 60% + 40% = 100%"];
    assert_eq!(shares("60% * harvest", "harvest * 40%", "1 dan"), gone);
}

#[test]
fn bands_touch_where_just_one_of_them_holds_the_end() {
    let bands = |first: &str, second: &str| {
        mistakes(&format!(
            "schedules:\n  tax:\n    of: harvest / 1 dan\n    bands: [{{{first}: 1, rate: 1%}}, {{{second}: 1, rate: 2%}}]\n\
             steps: [{{step: levy, from: harvest, take: tax of harvest, to: fund}}]"
        ))
        .join("; ")
    };
    assert_eq!(bands("to", "above"), "");
    assert_eq!(bands("below", "from"), "");
    assert_eq!(bands("to", "from"), "the bands overlap: two of them hold 1");
    assert_eq!(bands("below", "above"), "the bands leave a gap: nothing is said of exactly 1");
}

#[test]
fn a_whole_is_not_put_together_with_mistakes() {
    let whole = |without: &str| {
        let text = format!("formula: variant\nextends: parent\nwithout: [{without}]");
        Whole::read(&Source::new("formula", text), &Parent(PARENT))
    };
    assert!(whole("more").is_ok());
    assert!(whole("less").is_err());
}

#[test]
fn a_pool_is_used_when_a_step_touches_it_or_a_clause_names_it() {
    let told = |take: &str| {
        let text = format!(
            "formula: small\npools: [harvest, spare]\naccounts: [fund]\n\
             steps: [{{step: gift, from: harvest, take: {take}, to: fund}}]"
        );
        read_variant(&text, "").err().unwrap_or_default().join("; ")
    };
    assert_eq!(told("5% of spare"), "");
    assert!(told("5% of harvest").contains("`spare`"), "{}", told("5% of harvest"));
}

#[test]
fn an_example_reckons_what_was_paid_and_one_household() {
    let gift = "  - {step: gift, from: harvest, take: 5 dan, to: fund}\n";
    let step = |take: &str, example: &str| {
        mistakes(&format!(
            "steps:\n{gift}  - {{step: more, from: harvest, take: {take}, to: fund, example: {example}}}"
        ))
    };
    assert_eq!(step("50% of paid(gift)", "{gift: 5 dan, gives: 2.5 dan}"), [""; 0]);
    assert!(!step("50% of paid(gift)", "{gift: 5 dan, gives: 2 dan}").is_empty());
    let each = |gives: &str| {
        mistakes(&format!(
            "steps:\n{gift}  - step: alike\n    from: harvest\n    to: households\n    \
             take: 2 dan/household * household\n    example: {{gives: {gives}}}"
        ))
    };
    assert_eq!(each("2 dan"), [""; 0]);
    assert!(!each("3 dan").is_empty());
}

#[test]
fn an_example_on_the_end_of_a_band_is_in_it_when_the_end_is() {
    let gives = |end: &str, gives: &str| {
        mistakes(&format!(
            "facts: {{share: number}}\nschedules:\n  tax: {{of: share, bands: [{{{end}: 1.25, rate: 2 dan}}, {{rate: 3 dan}}]}}\n\
             steps: [{{step: levy, from: harvest, take: tax, to: fund, example: {{share: 1.25, gives: {gives}}}}}]"
        ))
    };
    assert_eq!((gives("to", "2 dan"), gives("below", "3 dan")), (Vec::new(), Vec::new()));
    assert!(!gives("to", "3 dan").is_empty() && !gives("below", "2 dan").is_empty());
}

#[test]
fn a_bare_nothing_tells_no_dimension() {
    let formula = read(
        "facts: {share: number}\nschedules:\n  tax: {of: share, bands: [{below: 1, rate: 0}, {rate: 3 dan}]}\n\
         steps: [{step: levy, from: harvest, take: 0 + tax, to: fund}]",
    );
    let formula = formula.unwrap();
    assert!(formula.rate_dimension(&formula.schedules[0]).is_grain());
    assert!(formula.dimension_of(&formula.steps[0].take).is_grain());
}

#[test]
fn a_band_that_cannot_be_read_is_all_that_is_told_of_its_schedule() {
    let told = mistakes(
        "schedules: {tax: {of: harvest / 1 dan, bands: [{below: 1, rate: 1%}, {from: 2}]}}\n\
         steps: [{step: levy, from: harvest, take: tax of harvest, to: fund}]",
    );
    assert_eq!(told, ["a band needs `rate`"]);
}

#[test]
fn a_rate_is_a_number_or_a_parameter_and_reckons_nothing() {
    let told = mistakes(
        "schedules: {tax: {of: harvest / 1 dan, slices: [{rate: \"max(1%, 2%)\"}]}}\n\
         steps: [{step: levy, from: harvest, take: tax of harvest, to: fund}]",
    );
    assert!(told.join("; ").contains("made of numbers and parameters only"), "{told:?}");
}

#[test]
fn a_step_is_not_meant_before_it_has_happened() {
    let hints = |before: &str, step: &str| {
        let text = format!(
            "formula: small\npools: [harvest]\naccounts: [fund]\ncolumns: {{land: mou}}\nsteps:\n{before}  \
             - {{step: {step}, from: harvest, take: land + 1 dan, to: households}}"
        );
        let mistakes = load_formula(&Source::new("formula", text), &Parent("")).unwrap_err();
        mistakes.into_iter().filter_map(|mistake| mistake.hint).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(hints("", "land"), "");
    let earlier = hints("  - {step: land, from: harvest, take: 1 dan, to: fund}\n", "more");
    assert!(earlier.contains("paid(land)"), "{earlier}");
}

#[test]
fn a_claim_is_one_comparison_however_it_is_put_together() {
    let told = |holds: &str| {
        mistakes(&format!(
            "columns: {{days: day}}\nsteps: [{{step: gift, from: harvest, take: 5 dan, to: households, by: days, otherwise: fund}}]\n\
             claims: [{{says: so, holds: {holds}}}]"
        ))
    };
    assert_eq!(told("harvest > 1 dan and gift > 1 dan"), [""; 0]);
    for holds in ["days > 1 day", "harvest > 1 dan and days > 1 day", "days > 1 day or harvest > 1 dan"] {
        assert!(told(holds).join("; ").contains("one comparison is needed"), "{holds}: {:?}", told(holds));
    }
}

#[test]
fn a_whole_with_a_value_that_it_does_not_allow_is_no_formula() {
    let text = PARENT.replace("accounts", "parameters: {rate: {value: 20%, range: 1%..10%}}\naccounts");
    let text = text.replace("take: 5 dan, to: fund}", "take: rate of sideline, to: fund}");
    let whole = Whole::read(&Source::new("formula", text), &Parent("")).unwrap();
    assert!(whole.formula().is_err());
}

/// So many that the stack would end before they do are refused; fewer are quick,
/// though each is named twice.
#[test]
fn schedules_look_each_other_up_only_so_far() {
    let chain = |count: usize| {
        let bands = "bands: [{below: 30%, rate: 10%}, {rate: 20%}]";
        let next = |place: usize| format!("  s{place}: {{of: s{0} + s{0}, {bands}}}\n", place - 1);
        let others: String = (1..count).map(next).collect();
        format!(
            "schedules:\n  s0: {{of: harvest / 1 dan, {bands}}}\n{others}\
             steps: [{{step: gift, from: harvest, take: s{} of harvest, to: fund}}]",
            count - 1
        )
    };
    assert_eq!(mistakes(&chain(64)), [""; 0]);
    for count in [65, 3000] {
        let told = mistakes(&chain(count));
        assert_eq!(told, ["no more than 64 schedules may look each other up, one for the other"], "{count}");
    }
}
