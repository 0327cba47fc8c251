use chrono::NaiveDate;
use proptest::prelude::*;

use super::number::to_f64;
use super::*;
use crate::decimal::{Decimal, Ratio, grouped, round};
use crate::library::Library;
use crate::metrics::{Direction, Unit};
use crate::report::model::Value;
use crate::workspace::Locale;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn ratio(numerator: &str, denominator: &str) -> Value {
    Value::Ratio(Ratio::new(dec(numerator), dec(denominator)))
}

fn format(locale: Locale) -> Format {
    Format::load(&Library::shipped(), locale).unwrap()
}

fn zh(value: &Value) -> String {
    format(Locale::ZhCn).text(value).unwrap()
}

fn short(locale: Locale, money: &str) -> String {
    format(locale).short(&Value::Money(dec(money))).unwrap()
}

/// What a spreadsheet program shows for `number` with the codes used here: it rounds the shortest decimal that is the
/// double, half away from zero.
fn sheet(number: f64, code: &str) -> String {
    let exact = dec(&format!("{number}"));
    let sections: Vec<&str> = code.split(';').collect();
    let rounded_to_zero = |section: &str| round(exact.abs(), places(section)).is_zero();
    let section = match (sections.as_slice(), exact) {
        ([_, negative, _], n) if n < Decimal::ZERO => negative,
        ([_, _, zero], n) if n.is_zero() => zero,
        (all, _) => all[0],
    };
    let percent = section.ends_with('%');
    let scaled = if percent { exact * Decimal::ONE_HUNDRED } else { exact };
    let number = round(scaled.abs(), places(section));
    let digits = if section.contains('#') {
        grouped(number)
    } else {
        number.to_string()
    };
    let prefix = section.split('"').nth(1).unwrap_or_default();
    let sign = if exact < Decimal::ZERO && sections.len() == 1 && !rounded_to_zero(section) {
        "-"
    } else {
        ""
    };
    format!("{sign}{prefix}{digits}{}", if percent { "%" } else { "" })
}

fn places(section: &str) -> u32 {
    let fraction = section.split_once('.').map_or("", |(_, f)| f);
    fraction.matches('0').count().try_into().unwrap()
}

#[test]
fn percent_comes_from_the_quotient_half_away_from_zero() {
    assert_eq!(zh(&ratio("18", "22")), "81.82%");
    assert_eq!(zh(&ratio("1", "800")), "0.13%");
    assert_eq!(zh(&ratio("-1", "800")), "-0.13%");
    assert_eq!(zh(&ratio("0", "7")), "0.00%");
    assert_eq!(zh(&ratio("-1", "1000000")), "0.00%");
    // 0.123449999 rounds to 12.34 %; by way of six decimals it would be 12.35 %.
    assert_eq!(zh(&ratio("123449999", "1000000000")), "12.34%");
    assert_eq!(zh(&ratio("1", "0")), MISSING);
    assert_eq!(zh(&Value::Missing), MISSING);
}

#[test]
fn money_counts_days_and_scores() {
    assert_eq!(zh(&Value::Money(dec("1234567.5"))), "1,234,567.50");
    assert_eq!(zh(&Value::Count(dec("40321"))), "40,321");
    assert_eq!(zh(&Value::Days(Ratio::new(107, 10))), "10.7");
    assert_eq!(zh(&Value::Score(Ratio::new(13, 3))), "4.33");
    assert_eq!(zh(&Value::PerTenThousand(Ratio::new(7, 30000))), "2.33");
    assert_eq!(zh(&Value::plain(Unit::PerTenThousand, dec("2.5"))), "2.50");
}

#[test]
fn short_forms_take_the_unit_they_round_into() {
    for (money, text) in [
        ("9999.99", "9,999.99"),
        ("9999.996", "1.00万"),
        ("12345.67", "1.23万"),
        ("99999999", "1.00亿"),
        ("-123456789", "-1.23亿"),
        ("0", "0.00"),
    ] {
        assert_eq!(short(Locale::ZhCn, money), text, "{money}");
    }
    for (money, text) in [
        ("999.99", "999.99"),
        ("12345", "12.35K"),
        ("999999", "1.00M"),
        ("2500000000", "2.50B"),
    ] {
        assert_eq!(short(Locale::En, money), text, "{money}");
    }
}

#[test]
fn changes_have_sign_and_arrow_and_respect_the_direction() {
    let change = |a: &Value, b: &Value, d| Change::between(a, b, d).unwrap();
    let up = change(&ratio("85", "100"), &ratio("4", "5"), Direction::Higher);
    assert_eq!((up.text().as_str(), up.sense), ("▲ +5.00", Sense::Better));
    assert!(up.in_points);
    let errors = change(&ratio("3", "100"), &ratio("2", "100"), Direction::Lower);
    assert_eq!((errors.text().as_str(), errors.sense), ("△ +1.00", Sense::Worse));
    let same = change(&ratio("1", "3"), &ratio("333333", "1000000"), Direction::Higher);
    assert_eq!((same.text().as_str(), same.sense), ("→ 0.00", Sense::Same));
    let fewer = change(
        &Value::Count(dec("1000")),
        &Value::Count(dec("2500")),
        Direction::Higher,
    );
    assert_eq!(fewer.text(), "▽ -1,500");
    assert_eq!(Change::between(&Value::Missing, &same_value(), Direction::Higher), None);
}

fn same_value() -> Value {
    ratio("1", "2")
}

#[test]
fn periods_are_written_as_people_say_them() {
    let text = |locale, period: &str| format(locale).period(period.parse().unwrap()).unwrap();
    assert_eq!(text(Locale::ZhCn, "2026-06"), "2026年6月");
    assert_eq!(text(Locale::ZhCn, "2026-W01"), "2026年第1周");
    let week = "2026-W01".parse().unwrap();
    let title = format(Locale::ZhCn).period_in_title(week).unwrap();
    assert_eq!(title, "2026年第1周（12月29日至1月4日）");
    assert_eq!(text(Locale::ZhCn, "2026-Q2"), "2026年第2季度");
    assert_eq!(text(Locale::En, "2026-06"), "June 2026");
    assert_eq!(text(Locale::En, "2026-01-05..2026-02-10"), "2026-01-05 to 2026-02-10");
    let day = NaiveDate::from_ymd_opt(2026, 6, 30).unwrap();
    assert_eq!(zh(&Value::Date(day)), "2026-06-30");
}

#[test]
fn attainment_is_turned_round_where_lower_is_better() {
    let half = ratio("1", "2").attainment(&ratio("1", "4"), Direction::Lower).unwrap();
    assert_eq!(Format::percent(half), "50.00%");
    assert_eq!(ratio("1", "2").attainment(&ratio("0", "4"), Direction::Higher), None);
    assert_eq!(ratio("0", "2").attainment(&ratio("1", "4"), Direction::Lower), None);
}

#[test]
fn the_sheet_does_not_round_a_second_time() {
    // Six decimals of it are an exact half.
    let value = ratio("1234499999999", "10000000000000");
    assert_eq!(zh(&value), "12.34%");
    assert_eq!(sheet(number(&value).unwrap(), code(&value)), "12.34%");
}

proptest! {
    /// The page and the sheet show the same text for the same value.
    #[test]
    fn page_and_sheet_agree(n in -1_000_000_000_000_i64..1_000_000_000_000, d in 1_i64..10_000_000_000) {
        let r = Ratio::new(Decimal::new(n, 2), Decimal::new(d, 2));
        let money = Value::Money(Decimal::new(n, 2));
        for value in [Value::Ratio(r), Value::Score(r), Value::Days(r), Value::PerTenThousand(r), Value::Count(n.into()), money] {
            prop_assert_eq!(sheet(number(&value).unwrap(), code(&value)), zh(&value), "{:?}", value);
        }
    }

    /// The same for changes.
    #[test]
    fn changes_agree(a in 0_i64..10_000, b in 0_i64..10_000, c in 1_i64..10_000, d in 1_i64..10_000) {
        for (x, y) in [
            (Value::Ratio(Ratio::new(a, c)), Value::Ratio(Ratio::new(b, d))),
            (Value::Days(Ratio::new(a, c)), Value::Days(Ratio::new(b, d))),
            (Value::Count(a.into()), Value::Count(b.into())),
        ] {
            for direction in [Direction::Higher, Direction::Lower] {
                let change = Change::between(&x, &y, direction).unwrap();
                prop_assert_eq!(sheet(change.number, change.code), change.text());
            }
        }
    }
}

proptest! {
    /// The quick way to a double gives what text gives.
    #[test]
    fn doubles_are_the_nearest(n in any::<i64>(), scale in 0_u32..20) {
        for n in [n, n >> 11, n >> 40] {
            let number = Decimal::new(n, scale);
            prop_assert_eq!(to_f64(number), number.to_string().parse::<f64>().ok(), "{}", number);
        }
    }
}

#[test]
fn a_value_is_near_its_target_from_the_limit_on() {
    let of = |attained: &str, near: &str| Mark::of(Ratio::new(dec(attained), 1), dec(near));
    assert_eq!(of("0.9", "0.9"), Some(Mark::Near));
    assert_eq!(of("0.899999999999", "0.9"), Some(Mark::Missed));
    assert_eq!(of("0.75", "0.75"), Some(Mark::Near));
    assert_eq!(of("0.9", "0.95"), Some(Mark::Missed));
    assert_eq!(of("0.99", "1"), Some(Mark::Missed));
    assert_eq!(of("1", "1"), Some(Mark::Met));
    assert_eq!(of("0", "0"), Some(Mark::Near));
}

#[test]
fn marks_say_their_limit() {
    let text = |locale, near: &str| format(locale).mark_text(Mark::Near, dec(near)).unwrap();
    assert_eq!(text(Locale::ZhCn, "0.90"), "达到目标的90%");
    assert_eq!(text(Locale::En, "0.875"), "At least 87.5% of target");
}
