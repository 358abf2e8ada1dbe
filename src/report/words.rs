//! The words of the reports, in both languages.

use crate::books::Attested;
use crate::exact::{BaseUnit, Quantity, Range, Rounding, Stated};
use crate::text::Language;

/// A word in English and in Chinese.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word(&'static str, &'static str);

impl Word {
    pub(super) fn of(self, language: Language) -> &'static str {
        match language {
            Language::English => self.0,
            Language::Chinese => self.1,
        }
    }
}

/// The name of a unit.
pub(super) fn unit(unit: BaseUnit, language: Language) -> &'static str {
    name_in(language)(unit)
}

/// How units are called.
pub(super) fn name_in(language: Language) -> fn(BaseUnit) -> &'static str {
    match language {
        Language::English => BaseUnit::name,
        Language::Chinese => BaseUnit::chinese,
    }
}

/// One sentence or the other.
pub(super) fn either(language: Language, english: String, chinese: String) -> String {
    match language {
        Language::English => english,
        Language::Chinese => chinese,
    }
}

/// A name with its unit in brackets.
pub(super) fn with_unit(name: &str, unit: &str, language: Language) -> String {
    either(language, format!("{name} ({unit})"), format!("{name}（{unit}）"))
}

pub(super) const ACCOUNT: Word = Word("The cooperative's account", "合作社账目");
pub(super) const CAME_IN: Word = Word("Came in", "收入");
pub(super) const WENT_OUT: Word = Word("Shared out, step by step", "逐条分配");
pub(super) const BORNE: Word = Word("Borne by households", "各户负担");
pub(super) const LEFT: Word = Word("Left", "结余");
pub(super) const HELD: Word = Word("In the accounts at the end", "各科目期末存数");
pub(super) const STILL_OWED: Word = Word("owed", "尚欠");
pub(super) const IN_ALL: Word = Word("Line by line", "分科目合计");
pub(super) const LINE: Word = Word("line", "科目");
pub(super) const STEP: Word = Word("step", "步骤");
pub(super) const RECKONED: Word = Word("reckoned as", "算法");
pub(super) const AMOUNT: Word = Word("amount", "数量");
pub(super) const PER_UNIT: Word = Word("per unit of key", "每分配单位");
pub(super) const PART: Word = Word("part", "占比");
pub(super) const ATTESTED: Word = Word("attested", "史料所载");
pub(super) const DIFFERENCE: Word = Word("difference", "差额");
pub(super) const SOURCE: Word = Word("source", "出处");
pub(super) const TOTAL: Word = Word("total", "合计");
pub(super) const SUM_OF_LINES: Word = Word("sum of these lines", "各科目之和");
pub(super) const THE_REST: Word = Word("the rest", "其余全部");
pub(super) const WHAT_IS_LEFT: Word = Word("what is left", "其余");
pub(super) const ONE_HOUSEHOLD: Word = Word("1 household", "1户");
pub(super) const QUANTUM: Word = Word("the smallest amount posted", "最小记账单位");
pub(super) const AGAINST_SOURCE: Word = Word("The formula against the source", "办法与史料");
pub(super) const STATED_SHARES: Word =
    Word("What the source states of such lines, under this formula", "史料所述比例，按本办法");
pub(super) const SOURCE_ITSELF: Word = Word("The source against itself", "史料自身");
pub(super) const COMPUTED: Word = Word("computed", "算得");
pub(super) const VERDICT: Word = Word("verdict", "判断");
pub(super) const AGREES: Word = Word("agrees", "相符");
pub(super) const DIFFERS: Word = Word("differs", "不符");
pub(super) const RESTS_ON: Word = Word("rests on", "依据");
pub(super) const THE_TOTALS: Word = Word("How the totals came about", "总数由来");
pub(super) const FIGURES: Word = Word("Figures and claims", "指标与断言");
pub(super) const FIGURES_ALONE: Word = Word("Figures", "指标");
pub(super) const VALUE: Word = Word("value", "数值");
pub(super) const HOLDS: Word = Word("holds", "成立");
pub(super) const FAILS: Word = Word("FAILS", "不成立");
pub(super) const HOUSEHOLDS: Word = Word("Households", "各户");
pub(super) const HOUSEHOLD: Word = Word("id", "户");
pub(super) const NET: Word = Word("net", "净得");
pub(super) const PER_HEAD: Word = Word("per head", "人均");
pub(super) const RANK: Word = Word("rank", "名次");
pub(super) const TOTALS: Word = Word("Totals by step", "各步骤合计");
pub(super) const NET_TO_HOUSEHOLDS: Word = Word("net to households", "各户净得合计");
pub(super) const INCOME_OF_HOUSEHOLDS: Word = Word("income of households", "各户所得合计");
pub(super) const NET_OF_EACH: Word = Word("Net of each household", "各户净得");
pub(super) const INCOME_OF_EACH: Word =
    Word("Income of each household, without what pays back", "各户所得，不计偿还");
pub(super) const OWED: Word = Word("short of its due, still owed", "不足，尚欠");
pub(super) const LET_GO: Word = Word("short of its due, let go", "不足，不补");
pub(super) const NOT_IN_FORMULA: &str = "–";

pub(super) const POOLS: Word = Word("Pools", "待分产量");
pub(super) const FACTS: Word = Word("Facts", "事实");
pub(super) const COLUMNS: Word = Word("Columns of the roster", "户册各栏");
pub(super) const ATTESTED_ACCOUNT: Word = Word("The account as the source publishes it", "史料所载账目");
pub(super) const NAME: Word = Word("name", "名称");
pub(super) const EVIDENCE: Word = Word("evidence", "依据");
pub(super) const GROUND: Word = Word("source or reason", "出处或理由");
pub(super) const KIND: Word = Word("kind", "类别");
pub(super) const TITLE: Word = Word("title", "标题");
pub(super) const PARAMETERS: Word = Word("Parameters", "参数");
pub(super) const RANGE: Word = Word("range", "范围");
pub(super) const STEPS: Word = Word("Steps", "分配步骤");
pub(super) const CLAIMS: Word = Word("Claims", "断言");
pub(super) const SCHEDULES: Word = Word("Schedules", "级差");
pub(super) const NEEDS: Word = Word("What it needs from a book", "所需账目");
pub(super) const ROUNDING: Word = Word("Rounding", "尾数处理");
pub(super) const GRAIN: Word = Word("grain", "粮食");
pub(super) const WHAT: Word = Word("what", "内容");
pub(super) const UNIT: Word = Word("unit or words", "单位或用词");

/// The name of an attested line; the total has one of its own.
pub(super) fn attested_title(line: &Attested, language: Language) -> &str {
    let title = line.title.in_language(language);
    if title == Attested::TOTAL { TOTAL.of(language) } else { title }
}

/// The word for a kind of file.
pub(super) fn kind(word: &'static str, language: Language) -> &'static str {
    match (language, word) {
        (Language::Chinese, "book") => "账册",
        (Language::Chinese, "record") => "史料数字",
        (Language::Chinese, "readings") => "读法",
        (Language::Chinese, "formula") => "分配办法",
        _ => word,
    }
}

/// A way of rounding in words.
pub(super) fn rounding(rounding: Rounding, language: Language) -> &'static str {
    let word = match rounding {
        Rounding::HalfEven => Word("to the nearest quantum, halves to the even one", "四舍六入，逢五取双"),
        Rounding::HalfUp => Word("to the nearest quantum, halves up", "四舍五入"),
        Rounding::Down => Word("down to the quantum", "舍去尾数"),
        Rounding::Up => Word("up to the quantum", "尾数进一"),
    };
    word.of(language)
}

/// The word for a kind of evidence.
pub(super) fn evidence(word: &'static str, language: Language) -> &'static str {
    match (language, word) {
        (Language::Chinese, "attested") => "史料",
        (Language::Chinese, "derived") => "推算",
        (Language::Chinese, "assumed") => "假定",
        (Language::Chinese, "unstated") => "未注明",
        _ => word,
    }
}

/// A value for the eye and, where that rounds it, as `--set` takes it:
/// `≈10.179641% (17 per 167)`.
pub(super) fn exact(value: &Quantity) -> String {
    let told = value.told();
    if !told.starts_with('≈') {
        return told;
    }
    let (whole, parts) = value.value.terms();
    let unit = value.unit.written(BaseUnit::name);
    let blank = if unit.is_empty() { "" } else { " " };
    format!("{told} ({whole}{blank}{unit} per {parts})")
}

/// What a source prints of a figure, in words.
pub(super) fn stated(stated: &Stated, language: Language) -> String {
    let written = |quantity: &Quantity| quantity.written(name_in(language));
    let bound = |english: &str, chinese: &str, bound: &Quantity| {
        let bound = written(bound);
        either(language, format!("{english} {bound}"), format!("{chinese}{bound}"))
    };
    match stated {
        Stated::Printed(printed) => written(printed),
        Stated::Between(range) => stretch(range, language),
        Stated::Below(end) => bound("less than", "低于", end),
        Stated::AtMost(end) => bound("at most", "至多", end),
        Stated::AtLeast(end) => bound("at least", "至少", end),
        Stated::Above(end) => bound("more than", "高于", end),
    }
}

/// `10% to 15%`.
pub(super) fn stretch(range: &Range, language: Language) -> String {
    let [low, high] = [&range.low, &range.high].map(|end| end.written(name_in(language)));
    either(language, format!("{low} to {high}"), format!("{low}至{high}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rounded_value_is_told_in_a_form_that_reads_back() {
        let third = |text: &str| Quantity::parse(text).unwrap();
        assert_eq!(exact(&third("17 per 167")), "≈10.179641% (17 per 167)");
        assert_eq!(exact(&third("77 catty/mou per 3")), "≈25.666667 catty/mou (77 catty/mou per 3)");
        assert_eq!(exact(&third("10%")), "10%");
    }
}
