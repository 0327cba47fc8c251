//! A report that looks like a real one, for tests and for looking at: one company, four branches, ten teams, forty
//! specialists, nine metrics, thirteen months. The numbers come from a small fixed generator.

use chrono::NaiveDate;

use crate::decimal::{Decimal, Ratio};
use crate::metrics::{Basis, Direction, Extent, Unit};
use crate::period::{Month, Period};
use crate::report::model::{
    Bars, Body, Dictionary, Entry, Foot, Heat, HeatCell, HeatLayer, Input, Level, Measure, MetricHead, Rank, Report,
    ScoreRow, Scorecard, Section, Series, Show, Thresholds, Tile, Tiles, Trend, Value,
};
use crate::workspace::Locale;

const BRANCHES: [(&str, &str); 4] = [
    ("B01", "上海分公司"),
    ("B02", "江苏分公司"),
    ("B03", "四川分公司"),
    ("B04", "新疆生产建设兵团分公司"),
];
const TEAMS: [&str; 10] = [
    "浦东一部",
    "浦东二部",
    "徐汇部",
    "南京部",
    "苏州一部",
    "苏州二部",
    "成都部",
    "绵阳部",
    "乌鲁木齐部",
    "石河子部",
];
const FAMILY: [&str; 20] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
    "欧阳",
];
const GIVEN: [&str; 10] = ["芳", "伟", "秀英", "敏", "静", "丽", "建国", "磊", "晓燕", "子涵"];

/// Metric: id, titles, unit, direction, basis, usual rate in per mille, target.
type Spec = (
    &'static str,
    &'static str,
    &'static str,
    Unit,
    Direction,
    Basis,
    i64,
    Option<&'static str>,
);

#[rustfmt::skip]
const METRICS: [Spec; 9] = [
    ("collection_completion_rate", "收费完成率（保费）", "Collection completion (premium)", Unit::Ratio, Direction::Higher, Basis::Premium, 842, Some("0.85")),
    ("collection_completion_rate_count", "收费完成率（件数）", "Collection completion (count)", Unit::Ratio, Direction::Higher, Basis::Count, 823, Some("0.80")),
    ("renewal_rate", "续费率（件数）", "Renewal rate (count)", Unit::Ratio, Direction::Higher, Basis::Count, 878, Some("0.88")),
    ("error_rate", "收费差错率", "Collection error rate", Unit::Ratio, Direction::Lower, Basis::Count, 9, Some("0.01")),
    ("csat_score", "客户满意度", "Customer satisfaction", Unit::Score, Direction::Higher, Basis::Points, 4310, Some("4.3")),
    ("current_month_rate", "当月达成率（保费）", "Current month (premium)", Unit::Ratio, Direction::Higher, Basis::Premium, 641, Some("0.65")),
    ("grace1_rate", "宽一达成率（保费）", "Grace month 1 (premium)", Unit::Ratio, Direction::Higher, Basis::Premium, 797, None),
    ("grace_end_rate", "宽末达成率（保费）", "Grace end (premium)", Unit::Ratio, Direction::Higher, Basis::Premium, 905, Some("0.92")),
    ("contact_count", "客户接触量", "Contacts", Unit::Count, Direction::Higher, Basis::Count, 0, None),
];

struct Dice(u64);

impl Dice {
    /// A number from `low` to `high`, the next of a fixed sequence.
    fn roll(&mut self, low: i64, high: i64) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let span = u64::try_from(high - low + 1).unwrap();
        low + i64::try_from((self.0 >> 33) % span).unwrap()
    }
}

fn head(spec: &Spec, locale: Locale) -> MetricHead {
    MetricHead {
        id: spec.0.into(),
        title: locale.pick(spec.1, spec.2).into(),
        unit: spec.3,
        direction: spec.4,
        basis: spec.5,
        near_target: dec("0.9"),
        trend_span: dec("0"),
    }
}

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// A value near the metric's usual rate over `size` items.
fn value(spec: &Spec, size: i64, skill: i64, dice: &mut Dice) -> Value {
    let rate =
        spec.6 + (skill + dice.roll(-25, 25)) * if spec.4 == Direction::Lower { -1 } else { 1 } * spec.6.min(600) / 600;
    match (spec.3, spec.5) {
        (Unit::Count, _) => Value::Count((size * dice.roll(18, 26) / 10).into()),
        (_, Basis::Premium) => {
            let due = size * dice.roll(520_000, 690_000);
            Value::Ratio(Ratio::new(
                Decimal::new(due / 1000 * rate.min(1000), 2),
                Decimal::new(due, 2),
            ))
        }
        (_, Basis::Points) => Value::Score(Ratio::new(size / 4 * rate / 1000, (size / 4).max(1))),
        _ => Value::Ratio(Ratio::new(size * rate.clamp(0, 1000) / 1000, size)),
    }
}

fn measure(spec: &Spec, size: i64, skill: i64, dice: &mut Dice) -> Measure {
    let target = spec.7.map(|t| Value::plain(spec.3, dec(t)));
    Measure {
        extent: Extent::Known,
        value: value(spec, size, skill, dice),
        low_sample: size < 30 && spec.5 == Basis::Points,
        interval: (spec.3 == Unit::Ratio && spec.5 == Basis::Count).then(|| (dec("0.781203"), dec("0.861934"))),
        target,
        previous: Some(value(spec, size, skill - 6, dice)),
        year_before: Some(value(spec, size, skill - 12, dice)),
        benchmark: (spec.0 == "renewal_rate").then(|| Value::plain(spec.3, dec("0.865"))),
        peers: None,
        rank: None,
    }
}

fn row(level: Level, id: &str, name: &str, parent: Option<usize>, size: i64, skill: i64, dice: &mut Dice) -> ScoreRow {
    let cells: Vec<Measure> = METRICS.iter().map(|spec| measure(spec, size, skill, dice)).collect();
    let state = cells[1].value.parts().and_then(|ratio| thresholds().state(ratio));
    ScoreRow {
        level,
        id: id.into(),
        name: name.into(),
        parent,
        state,
        cells,
    }
}

fn thresholds() -> Thresholds {
    Thresholds {
        near_target: Decimal::new(90, 2),
        far_target: Decimal::new(75, 2),
        achieved: dec("0.80"),
        close: dec("0.60"),
        catching_up: dec("0.50"),
    }
}

/// The scorecard of the example company.
pub fn scorecard(locale: Locale) -> Scorecard {
    let mut dice = Dice(42);
    let mut rows = vec![row(Level::Company, "company", "全公司", None, 9_400, 0, &mut dice)];
    let mut person = 0;
    let mut team = 0;
    for (index, (id, name)) in BRANCHES.iter().enumerate() {
        let branch = rows.len();
        let skill = [18, 4, -10, -34][index];
        rows.push(row(Level::Branch, id, name, Some(0), 2_350, skill, &mut dice));
        for _ in 0..[3, 3, 2, 2][index] {
            let at = rows.len();
            rows.push(row(
                Level::Team,
                &format!("T{:02}", team + 1),
                TEAMS[team],
                Some(branch),
                940,
                skill,
                &mut dice,
            ));
            for _ in 0..4 {
                let name = format!("{}{}", FAMILY[person % 20], GIVEN[(person * 7 + person / 20) % 10]);
                let size = if person == 17 { 7 } else { dice.roll(160, 290) };
                let own = skill + dice.roll(-90, 70);
                rows.push(row(
                    Level::Specialist,
                    &format!("S{:04}", person + 1),
                    &name,
                    Some(at),
                    size,
                    own,
                    &mut dice,
                ));
                person += 1;
            }
            team += 1;
        }
    }
    rank(&mut rows);
    Scorecard {
        columns: METRICS.iter().map(|spec| head(spec, locale)).collect(),
        rows,
    }
}

fn rank(rows: &mut [ScoreRow]) {
    let people: Vec<usize> = (0..rows.len())
        .filter(|i| rows[*i].level == Level::Specialist)
        .collect();
    for (place, index) in people.iter().enumerate() {
        let place = u32::try_from((place * 17) % 40 + 1).unwrap();
        rows[*index].cells[2].rank = Some(Rank { place, of: 40 });
    }
}

fn months() -> Vec<Period> {
    let june = Month::new(2026, 6).unwrap();
    (-12..=0).map(|back| Period::month(june.plus(back))).collect()
}

fn tiles(card: &Scorecard) -> Tiles {
    let mut dice = Dice(7);
    let mut tiles: Vec<Tile> = Vec::new();
    for (index, metric) in card.columns.iter().enumerate() {
        let measure = card.rows[0].cells[index].clone();
        let mut history: Vec<Value> = (0..12)
            .map(|m| {
                value(
                    &METRICS[index],
                    9_400,
                    (m - 12) * 3 + [0, 8, -30][usize::try_from(m % 3).unwrap()],
                    &mut dice,
                )
            })
            .collect();
        history.push(measure.value.clone());
        if index == 4 {
            history[5] = Value::Missing;
        }
        let state = (index == 1).then(|| card.rows[0].state).flatten();
        tiles.push(Tile {
            metric: metric.clone(),
            measure,
            state,
            history,
        });
    }
    tiles.push(premium_tile(card));
    Tiles {
        periods: months(),
        tiles,
        is_exact: false,
    }
}

fn premium_tile(card: &Scorecard) -> Tile {
    let title = if card.columns[0].title.contains('率') {
        "已收保费"
    } else {
        "Premium collected"
    };
    Tile {
        metric: MetricHead {
            id: "premium_collected".into(),
            title: title.into(),
            unit: Unit::Count,
            direction: Direction::Higher,
            basis: Basis::Premium,
            near_target: dec("0.9"),
            trend_span: dec("0"),
        },
        measure: Measure {
            value: Value::Money(dec("48213377.25")),
            previous: Some(Value::Money(dec("46902110.00"))),
            ..Measure::default()
        },
        state: None,
        history: Vec::new(),
    }
}

fn heat(locale: Locale) -> Heat {
    let zh = |a: &str, b: &str| locale.pick(a, b).to_owned();
    let mut dice = Dice(3);
    let layer = |index: usize, title: String, dice: &mut Dice| HeatLayer {
        metric: MetricHead {
            title,
            ..head(&METRICS[index], locale)
        },
        cells: (0..4)
            .map(|r| {
                let cell = |c: i64| {
                    let size = [1_206, 884, 4_102, 6_192][usize::try_from(c).unwrap()] / if r == 3 { 1 } else { 3 };
                    let value = value(&METRICS[index], size, r * 70 - 170 + c * 22, dice);
                    HeatCell {
                        value,
                        low_sample: r == 0 && c == 1 && index == 0,
                    }
                };
                (0..4).map(cell).collect()
            })
            .collect(),
    };
    Heat {
        rows_title: zh("阶段", "Stage"),
        columns_title: zh("缴费次数", "Payment"),
        rows: vec![
            zh("当月", "Due month"),
            zh("宽一", "Grace 1"),
            zh("宽末", "Grace end"),
            zh("合计", "Total"),
        ],
        columns: vec![
            zh("二次", "Second"),
            zh("三次", "Third"),
            zh("四次及以上", "Fourth or later"),
            zh("合计", "Total"),
        ],
        layers: vec![
            layer(1, zh("件数", "Count"), &mut dice),
            layer(0, zh("保费", "Premium"), &mut dice),
        ],
        total_row: true,
        total_column: true,
    }
}

fn trend(card: &Scorecard, tiles: &Tiles) -> Trend {
    let series = [0, 1, 2, 3, 4, 7, 8].map(|index| Series {
        metric: card.columns[index].clone(),
        points: tiles.tiles[index]
            .history
            .iter()
            .enumerate()
            .map(|(at, value)| Measure {
                value: value.clone(),
                low_sample: index == 4 && at == 2,
                target: METRICS[index]
                    .7
                    .map(|t| Value::plain(METRICS[index].3, dec(t) * if at < 7 { dec("0.98") } else { dec("1") })),
                ..Measure::default()
            })
            .collect(),
        limits: None,
    });
    Trend {
        periods: months(),
        series: series.into(),
    }
}

fn dictionary(card: &Scorecard, locale: Locale) -> Dictionary {
    let entry = |metric: &MetricHead| {
        Entry {
        metric: metric.clone(),
        definition: locale
            .pick(
                "报告期内到期的续期件（不含豁免）截至数据日的实收保费之和，除以同一批续期件的应收保费之和；单件实收以应收为上限。",
                "Premium collected by the as-of day on renewal items due in the period, each up to its amount due, over the premium due on the same items; exempt items are left out.",
            )
            .into(),
        numerator: None,
        denominator: None,
        source: locale.pick("公司《续期收费管理办法》第 12 条", "House rule 12 on renewal collection").into(),
    }
    };
    Dictionary {
        entries: card.columns.iter().map(entry).collect(),
    }
}

/// The whole report.
pub fn report(locale: Locale) -> Report {
    let zh = |a: &str, b: &str| locale.pick(a, b).to_owned();
    let card = scorecard(locale);
    let tiles = tiles(&card);
    let trend = trend(&card, &tiles);
    let bars = Bars::of(
        &card,
        Level::Branch,
        &["collection_completion_rate", "renewal_rate", "grace_end_rate"],
    );
    let section = |id: &str, title: String, note: Option<String>, body: Body| Section {
        id: id.into(),
        title,
        note,
        show: Show::Open,
        lists: Vec::new(),
        body,
    };
    let dictionary = dictionary(&card, locale);
    Report {
        coverage: Vec::new(),
        name: "monthly".into(),
        title: zh("续期收费月报", "Monthly renewal report"),
        scope: zh("华夏恒安人寿 · 全公司", "Huaxia Heng'an Life · whole company"),
        period: "2026-06".parse().unwrap(),
        as_of: NaiveDate::from_ymd_opt(2026, 6, 30).unwrap(),
        locale,
        currency: "CNY".into(),
        accent: "#1f5fa8".into(),
        thresholds: thresholds(),
        is_single_sheet: false,
        sections: vec![
            section("overview", zh("总览", "Overview"), None, Body::Tiles(tiles)),
            section("branches", zh("分公司对比", "Branches"), None, Body::Bars(bars)),
            section(
                "scorecard",
                zh("计分卡", "Scorecard"),
                Some(zh(
                    "从公司到分公司、团队、专员；每个比率下方是分子 / 分母。",
                    "From the company down to specialists; below each rate stand numerator and denominator.",
                )),
                Body::Scorecard(card),
            ),
            section(
                "nine-cell",
                zh("九宫图", "Nine-cell chart"),
                Some(zh(
                    "阶段 × 缴费次数：件数与保费达成率。",
                    "Stage by payment number: completion by count and by premium.",
                )),
                Body::Heat(heat(locale)),
            ),
            section("trend", zh("趋势", "Trend"), None, Body::Trend(trend)),
            section(
                "dictionary",
                zh("口径说明", "Definitions"),
                None,
                Body::Dictionary(dictionary),
            ),
        ],
        related: Vec::new(),
        rows_at: None,
        foot: foot(),
    }
}

fn foot() -> Foot {
    Foot {
        newest_file_on: NaiveDate::from_ymd_opt(2026, 6, 30),
        rejects: 37,
        low_samples: 3,
        plan: None,
        engine: "duebook 0.1.0".into(),
        inputs: [
            "due_items_2026-06.csv",
            "payments_2026-06.csv",
            "activities_2026-06.parquet",
        ]
        .iter()
        .enumerate()
        .map(|(index, name)| Input {
            name: (*name).into(),
            sha256: format!("{:064x}", 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(index as u64 + 1)),
        })
        .collect(),
    }
}
