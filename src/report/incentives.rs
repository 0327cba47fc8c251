//! The HR review of a period: what it costs and by what, how it is spread, whether it follows results, what has changed
//! since and what is disputed.

use std::collections::BTreeMap;

use super::model::{Body, Column, ColumnStyle, Plot, PlotKind, Report, Section, Table, Value};
use super::statement::{column, dispute_kind, dispute_state, foot, money, text, thresholds};
use crate::decimal::{Decimal, Ratio};
use crate::diagnostic::Result;
use crate::incentive::fairness::{crowding, gini, inversions, mean, percentile, rank_correlation};
use crate::incentive::ledger::diff::Change;
use crate::incentive::ledger::review::{Figures, Review, Standing};
use crate::incentive::ledger::runs::PersonRow;
use crate::incentive::number::{Mode, Number};
use crate::incentive::plan::measure::MeasureName;
use crate::incentive::trace::Node;
use crate::incentive::words::Words;
use crate::workspace::Settings;

/// The review as a report.
pub fn incentives(review: &Review, words: &Words, settings: &Settings) -> Result<Report> {
    let writer = Writer { review, words };
    let mut sections = vec![
        writer.summary(),
        writer.components(),
        writer.teams(),
        writer.distribution(),
    ];
    sections.push(writer.fairness());
    sections.extend(writer.edges());
    sections.push(writer.trend());
    sections.push(writer.discrepancies());
    sections.extend(writer.findings());
    sections.push(writer.disputes());
    let run = &review.run;
    Ok(Report {
        name: "incentives".to_owned(),
        title: format!(
            "{} {}",
            words.locale().pick("绩效发放总览", "Incentive review"),
            run.period
        ),
        scope: settings.company_name(words.locale()).to_owned(),
        period: run.period,
        as_of: run.as_of,
        locale: words.locale(),
        currency: run.currency.clone(),
        accent: settings.report.accent.clone(),
        thresholds: thresholds(settings),
        is_single_sheet: false,
        sections,
        foot: foot(run),
    })
}

struct Writer<'a> {
    review: &'a Review,
    words: &'a Words,
}

/// How wide the strips beside an edge are, in the measure's own unit.
fn strip() -> Number {
    Number::unit(2)
}

impl Writer<'_> {
    fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.words.locale().pick(zh, en)
    }

    fn columns(&self, titles: &[(&str, &str, ColumnStyle)]) -> Vec<Column> {
        titles
            .iter()
            .map(|(zh, en, style)| column(self.pick(zh, en), *style))
            .collect()
    }

    fn section(&self, id: &str, (zh, en): (&str, &str), note: Option<&str>, table: Table) -> Section {
        Section {
            id: id.to_owned(),
            title: self.pick(zh, en).to_owned(),
            note: note.map(ToOwned::to_owned),
            body: Body::Table(table),
        }
    }

    fn pay(&self) -> Vec<Number> {
        self.review
            .people
            .iter()
            .map(|person| Number::from(person.pay))
            .collect()
    }

    fn summary(&self) -> Section {
        let review = self.review;
        let pay = self.pay();
        let ratio = |a: Decimal, b: Decimal| {
            if b.is_zero() {
                Value::Missing
            } else {
                Value::Ratio(Ratio::new(a, b))
            }
        };
        let number = |n: usize| Value::Count(Decimal::from(n));
        let rounded = |n: Option<Number>| n.map_or(Value::Missing, |n| money(&n.round(2, Mode::HalfUp)));
        let total = review.run.total;
        let mut rows = vec![
            vec![text(self.pick("状态", "state")), text(review.state.clone())],
            vec![text(self.pick("人数", "people")), number(pay.len())],
            vec![
                text(self.pick("有应发的人数", "people with pay")),
                number(pay.iter().filter(|p| p.is_positive()).count()),
            ],
            vec![text(self.pick("应发合计", "pay in all")), Value::Money(total)],
            vec![text(self.pick("人均", "mean")), rounded(mean(&pay))],
            vec![text(self.pick("中位数", "median")), rounded(percentile(&pay, 50))],
            vec![
                text(self.pick("以前期间更正", "corrections of earlier periods")),
                Value::Money(review.corrections),
            ],
            vec![
                text(self.pick("期内实收保费", "premium collected")),
                Value::Money(review.collected),
            ],
            vec![
                text(self.pick("每元实收的成本", "cost per yuan collected")),
                ratio(total, review.collected),
            ],
        ];
        if let Some(budget) = review.budget {
            rows.push(vec![text(self.pick("预算", "budget")), Value::Money(budget)]);
            rows.push(vec![
                text(self.pick("预算使用率", "share of the budget")),
                ratio(total, budget),
            ]);
        }
        let columns = self.columns(&[
            ("项目", "figure", ColumnStyle::Text),
            ("数值", "value", ColumnStyle::Number),
        ]);
        self.section("summary", ("汇总", "Summary"), None, Table::whole(columns, rows, None))
    }

    fn components(&self) -> Section {
        let columns = self.columns(&[
            ("项目", "row", ColumnStyle::Text),
            ("金额", "amount", ColumnStyle::Number),
            ("人数", "people", ColumnStyle::Number),
        ]);
        let rows = self.review.nodes.iter().map(|(node, amount, people)| {
            vec![
                text(self.words.node(node)),
                Value::Money(*amount),
                Value::Count(Decimal::from(*people)),
            ]
        });
        let total = vec![
            text(self.pick("合计", "total")),
            Value::Money(self.review.run.total),
            Value::Blank,
        ];
        let mut table = Table::whole(columns, rows.collect(), Some(total));
        table.plot = Some(Plot {
            kind: PlotKind::Bars,
            label: 0,
            values: vec![1],
        });
        self.section("components", ("按项目", "By component"), None, table)
    }

    fn teams(&self) -> Section {
        let columns = self.columns(&[
            ("团队", "team", ColumnStyle::Text),
            ("人数", "people", ColumnStyle::Number),
            ("合计", "total", ColumnStyle::Number),
            ("人均", "mean", ColumnStyle::Number),
        ]);
        let none = self.pick("未分配", "unassigned").to_owned();
        let groups = grouped(&self.review.people, |person| match &person.team {
            (id, _) if id.is_empty() => (id.as_str(), none.as_str()),
            (id, name) => (id.as_str(), name.as_str()),
        });
        let rows = groups.iter().map(|(team, pay)| {
            let sum: Number = pay.iter().sum();
            let mean = mean(pay).map_or(Value::Missing, |n| money(&n.round(2, Mode::HalfUp)));
            vec![text(team), Value::Count(Decimal::from(pay.len())), money(&sum), mean]
        });
        let mut table = Table::whole(columns, rows.collect(), None);
        table.plot = Some(Plot {
            kind: PlotKind::Bars,
            label: 0,
            values: vec![2],
        });
        self.section("teams", ("按团队", "By team"), None, table)
    }

    fn distribution(&self) -> Section {
        let columns = self.columns(&[
            ("级别", "grade", ColumnStyle::Text),
            ("最低", "least", ColumnStyle::Number),
            ("25 分位", "25 %", ColumnStyle::Number),
            ("中位数", "median", ColumnStyle::Number),
            ("75 分位", "75 %", ColumnStyle::Number),
            ("最高", "most", ColumnStyle::Number),
            ("人数", "people", ColumnStyle::Number),
        ]);
        let all = (self.pick("全部", "all").to_owned(), self.pay());
        let none = self.pick("无级别", "no grade").to_owned();
        let mut groups = vec![all];
        groups.extend(grouped(&self.review.people, |person| {
            let grade = person.grade.as_str();
            (grade, if grade.is_empty() { none.as_str() } else { grade })
        }));
        let rows = groups.iter().map(|(grade, pay)| {
            let at = |percent| percentile(pay, percent).map_or(Value::Missing, |n| money(&n));
            let mut row = vec![text(grade)];
            row.extend([0, 25, 50, 75, 100].map(at));
            row.push(Value::Count(Decimal::from(pay.len())));
            row
        });
        let mut table = Table::whole(columns, rows.collect(), None);
        table.plot = Some(Plot {
            kind: PlotKind::Box,
            label: 0,
            values: vec![1, 2, 3, 4, 5],
        });
        self.section("distribution", ("分布", "Distribution"), None, table)
    }

    fn fairness(&self) -> Section {
        let columns = self.columns(&[
            ("项目", "component", ColumnStyle::Text),
            ("指标", "measure", ColumnStyle::Text),
            ("人数", "people", ColumnStyle::Number),
            ("门槛以下", "below threshold", ColumnStyle::Share),
            ("达标", "at target", ColumnStyle::Share),
            ("最高档", "at excellence", ColumnStyle::Share),
            ("与应发的秩相关", "rank correlation with pay", ColumnStyle::Number),
            ("结果好而应发低的对数占比", "inverted pairs", ColumnStyle::Share),
        ]);
        let rows = self.review.figures.iter().map(|figures| self.fairness_row(figures));
        let spread = gini(&self.pay()).map_or_else(|| "-".to_owned(), |g| g.round(4, Mode::HalfUp).to_string());
        let note = match self.words.locale() {
            crate::workspace::Locale::ZhCn => format!(
                "基尼系数 {spread}（0 为人人相同，1 为一人独得）。这些数字只供参考，不作评判；秩相关为斯皮尔曼系数。"
            ),
            crate::workspace::Locale::En => format!(
                "Gini {spread} (0: all alike, 1: one gets all). The figures inform, they judge nobody; ranks by Spearman."
            ),
        };
        self.section(
            "fairness",
            ("公平性", "Fairness"),
            Some(&note),
            Table::whole(columns, rows.collect(), None),
        )
    }

    fn fairness_row(&self, figures: &Figures) -> Vec<Value> {
        let standing = Standing::of(&figures.values);
        let share = |count: usize| {
            if standing.is_known {
                Value::Ratio(Ratio::new(
                    i64::try_from(count).unwrap_or(0),
                    i64::try_from(standing.people).unwrap_or(1),
                ))
            } else {
                Value::Missing
            }
        };
        let pairs: Vec<(Number, Number)> = figures.values.iter().map(|v| (v.x.clone(), v.pay.clone())).collect();
        let correlation = rank_correlation(&pairs).map(|c| c.round(4, Mode::HalfUp).to_string());
        let (inverted, differing) = inversions(&pairs);
        vec![
            text(self.words.node(&figures.node)),
            text(self.words.measure(&figures.measure)),
            Value::Count(Decimal::from(standing.people)),
            share(standing.below),
            share(standing.at_target),
            share(standing.at_top),
            correlation.map_or(Value::Missing, text),
            if differing == 0 {
                Value::Missing
            } else {
                Value::Ratio(Ratio::new(
                    i64::try_from(inverted).unwrap_or(i64::MAX),
                    i64::try_from(differing).unwrap_or(i64::MAX),
                ))
            },
        ]
    }

    /// People just below and just above the edges of tables: crowding above an edge says that it steers.
    fn edges(&self) -> Option<Section> {
        let columns = self.columns(&[
            ("项目", "component", ColumnStyle::Text),
            ("界", "edge", ColumnStyle::Number),
            ("界下人数", "just below", ColumnStyle::Number),
            ("界上人数", "on it or just above", ColumnStyle::Number),
        ]);
        let mut rows = Vec::new();
        for figures in &self.review.figures {
            let values: Vec<Number> = figures.values.iter().map(|value| value.x.clone()).collect();
            for edge in &figures.edges {
                let (below, above) = crowding(&values, edge, &strip());
                rows.push(vec![
                    text(self.words.node(&figures.node)),
                    text(edge.to_string()),
                    Value::Count(Decimal::from(below)),
                    Value::Count(Decimal::from(above)),
                ]);
            }
        }
        let note = self.pick("界上、界下各 0.01 之内的人数。", "People within 0.01 of each edge.");
        let table = Table::whole(columns, rows, None);
        (!table.is_empty()).then(|| self.section("edges", ("界上聚集", "Crowding at edges"), Some(note), table))
    }

    fn trend(&self) -> Section {
        let columns = self.columns(&[
            ("期间", "period", ColumnStyle::Text),
            ("应发合计", "pay in all", ColumnStyle::Number),
            ("人数", "people", ColumnStyle::Number),
            ("人均", "mean", ColumnStyle::Number),
            ("基尼系数", "Gini", ColumnStyle::Text),
        ]);
        let rows = self.review.trend.iter().map(|(period, pay)| {
            let pay: Vec<Number> = pay.iter().map(|amount| Number::from(*amount)).collect();
            let sum: Number = pay.iter().sum();
            vec![
                Value::Period(*period),
                money(&sum),
                Value::Count(Decimal::from(pay.len())),
                mean(&pay).map_or(Value::Missing, |n| money(&n.round(2, Mode::HalfUp))),
                gini(&pay).map_or(Value::Missing, |g| text(g.round(4, Mode::HalfUp).to_string())),
            ]
        });
        let mut table = Table::whole(columns, rows.collect(), None);
        table.plot = Some(Plot {
            kind: PlotKind::Lines,
            label: 0,
            values: vec![1],
        });
        self.section("trend", ("各期走势", "Over the periods"), None, table)
    }

    fn discrepancies(&self) -> Section {
        let columns = self.columns(&[
            ("期间", "period", ColumnStyle::Text),
            ("专员", "specialist", ColumnStyle::Id),
            ("项目", "row", ColumnStyle::Text),
            ("已批准", "approved", ColumnStyle::Number),
            ("现有数据", "by the data of today", ColumnStyle::Number),
            ("差额", "difference", ColumnStyle::Number),
        ]);
        let Some(found) = &self.review.discrepancies else {
            let note = self.pick(
                "方案文件已变更或不在，未核对。",
                "The plan's file has changed or is gone: not checked.",
            );
            let table = Table::whole(columns, Vec::new(), None);
            return self.section("discrepancies", ("差异", "Discrepancies"), Some(note), table);
        };
        let row = |period: &str, change: &Change| {
            vec![
                text(period),
                text(&change.specialist),
                text(self.words.node(&change.node)),
                Value::Money(change.was),
                Value::Money(change.becomes),
                Value::Money(change.by()),
            ]
        };
        let rows = found
            .iter()
            .flat_map(|(period, changes)| changes.iter().map(move |change| row(period, change)));
        let table = Table::whole(columns, rows.collect(), None);
        let note = self.pick(
            "已批准的金额与按现有数据重新计算的不同之处；已关账期间由 rebook 更正。",
            "Where approved amounts are no longer what the data says; rebook posts those of closed periods.",
        );
        self.section("discrepancies", ("差异", "Discrepancies"), Some(note), table)
    }

    fn findings(&self) -> Option<Section> {
        let columns = self.columns(&[
            ("专员", "specialist", ColumnStyle::Id),
            ("事项", "kind", ColumnStyle::Text),
            ("项目", "row", ColumnStyle::Text),
            ("说明", "detail", ColumnStyle::Text),
        ]);
        let rows = self.review.findings.iter().map(|finding| {
            let kind = match finding.kind.as_str() {
                "withheld" => self.pick("指标无法计算，暂不发放", "withheld, its measure is undefined"),
                "unsettled" => self.pick("余额无处结清", "a balance that no block settles"),
                _ => self.pick("不在本方案人员内", "not among the plan's people"),
            };
            let (about, detail) = match finding.kind.as_str() {
                "withheld" => {
                    let measure = MeasureName::from(finding.detail.clone());
                    (
                        self.words.node(&Node::parse(&finding.node)),
                        self.words.measure(&measure),
                    )
                }
                "unsettled" => (self.words.title(&finding.node).to_owned(), finding.detail.clone()),
                _ => (self.words.node(&Node::parse(&finding.node)), finding.detail.clone()),
            };
            vec![text(&finding.specialist), text(kind), text(about), text(detail)]
        });
        let table = Table::whole(columns, rows.collect(), None);
        (!table.is_empty()).then(|| self.section("findings", ("待处理", "Findings"), None, table))
    }

    fn disputes(&self) -> Section {
        let columns = self.columns(&[
            ("申诉", "dispute", ColumnStyle::Id),
            ("专员", "specialist", ColumnStyle::Id),
            ("期间", "period", ColumnStyle::Text),
            ("事由", "kind", ColumnStyle::Text),
            ("要求", "claimed", ColumnStyle::Number),
            ("理由", "justification", ColumnStyle::Prose),
            ("状态", "state", ColumnStyle::Text),
        ]);
        let rows = self.review.disputes.iter().map(|(specialist, period, dispute)| {
            vec![
                text(&dispute.id),
                text(specialist),
                text(period),
                text(dispute_kind(&dispute.kind, self.words)),
                dispute.claimed.map_or(Value::Missing, Value::Money),
                text(&dispute.justification),
                text(dispute_state(&dispute.status, self.words)),
            ]
        });
        let table = Table::whole(columns, rows.collect(), None);
        self.section("disputes", ("未结申诉", "Open disputes"), None, table)
    }
}

/// Pay by the id and name that `key` gives a person, the largest sum first. Those that only share a name say their id too.
fn grouped<'p>(
    people: &'p [PersonRow],
    key: impl Fn(&'p PersonRow) -> (&'p str, &'p str),
) -> Vec<(String, Vec<Number>)> {
    let mut groups: BTreeMap<(&str, &str), Vec<Number>> = BTreeMap::new();
    for person in people {
        groups.entry(key(person)).or_default().push(Number::from(person.pay));
    }
    let names: Vec<&str> = groups.keys().map(|(_, name)| *name).collect();
    let is_shared = |name: &str| names.iter().filter(|known| **known == name).count() > 1;
    let label = |id: &str, name: &str| {
        if is_shared(name) {
            format!("{name} ({id})")
        } else {
            name.to_owned()
        }
    };
    let mut sorted: Vec<_> = groups
        .into_iter()
        .map(|((id, name), pay)| (label(id, name), pay))
        .collect();
    sorted.sort_by_key(|(_, pay)| std::cmp::Reverse(pay.iter().sum::<Number>()));
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn teams_of_one_name_are_not_one_team() {
        let person = |team: &str, name: &str, pay: i64| PersonRow {
            team: (team.to_owned(), name.to_owned()),
            pay: pay.into(),
            ..PersonRow::default()
        };
        let people = [
            person("T1", "一部", 100),
            person("T2", "一部", 300),
            person("T3", "二部", 50),
            person("T1", "一部", 20),
        ];
        let found = grouped(&people, |person| (person.team.0.as_str(), person.team.1.as_str()));
        let told: Vec<(&str, usize)> = found.iter().map(|(name, pay)| (name.as_str(), pay.len())).collect();
        assert_eq!(told, [("一部 (T2)", 1), ("一部 (T1)", 2), ("二部", 1)]);
    }
}
