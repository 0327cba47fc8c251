//! What people do, as the reviews show it: one small book, every cell worked out by hand from the definitions.
//!
//! Two people of one team and their supervisor, eight customers with an item each, in March 2026. A row is written as its cells with
//! `|` between them, a share as its two parts; intervals are left away, they are tested elsewhere.

mod common;

use common::{COVERED, Desk};
use duebook::decimal::Ratio;
use duebook::period::{Period, View};
use duebook::report::model::{Body, Level, Report, Value};
use duebook::report::prepare::Prepared;
use duebook::report::scope::Scope;
use duebook::store::Store;
use duebook::workspace::{Locale, Workspace};

/// The files of the book: a table, its columns, its rows.
const FILES: [(&str, &str); 20] = [
    (
        "due_items",
        "due_id,policy_id,due_on,due_no,amount_due,specialist_id,grace_days\n\
         D1,P1,2026-03-01,3,100.00,S1,60\n\
         D2,P2,2026-02-04,3,200.00,S1,60\n\
         D3,P3,2026-03-20,3,300.00,S2,60\n\
         D4,P4,2026-01-10,3,400.00,S2,60\n\
         D5,P5,2026-01-20,3,500.00,S1,60\n\
         D6,P6,2026-01-25,3,600.00,S2,60\n\
         D7,P7,2026-02-10,3,700.00,S1,60\n\
         D8,P8,2026-03-15,3,800.00,S2,60\n",
    ),
    (
        "payments",
        "payment_id,due_id,paid_on,amount,method,status\n\
         Y3,D3,2026-03-26 09:00:00,300.00,transfer,success\n\
         Y5,D5,2026-03-05 09:00:00,500.00,transfer,success\n\
         Y6,D6,2026-02-28 09:00:00,600.00,transfer,success\n",
    ),
    (
        "policy_events",
        "policy_id,kind,event_on,reason_code\nP4,lapse,2026-03-17,cash_need\n",
    ),
    (
        "activities",
        "activity_id,specialist_id,occurred_at,kind,due_id,customer_id,outcome,promised_on,objection_code,purpose\n\
         A1,S1,2026-03-27 09:00:00,call,D1,C1,promised,2026-03-28,,\n\
         A2,S2,2026-03-27 10:00:00,visit,,C3,connected,,,care\n\
         A3,S1,2026-03-27 14:00:00,visit,D7,C7,connected,,forgot,\n\
         A4,S2,2026-03-24 10:00:00,visit,D3,C3,promised,2026-03-26,,\n\
         A5,S1,2026-03-02 10:00:00,visit,D5,C5,promised,2026-03-05,,\n\
         A6,S2,2026-03-12 10:00:00,visit,D4,C4,connected,,,\n\
         A7,S1,2026-03-05 09:00:00,call,D2,C2,refused,,cash_need,\n\
         A8,S1,2026-03-10 10:00:00,visit,D2,C2,connected,,,\n\
         A9,S1,2026-03-20 09:00:00,call,D2,C2,no_answer,,,\n\
         A10,S1,2026-03-24 09:00:00,sms,D2,C2,,,,\n\
         A11,S1,2026-03-12 15:00:00,call,D1,C1,connected,,moved,\n\
         A12,S2,2026-02-20 09:00:00,call,,C3,connected,,,care\n\
         A13,S2,2026-02-10 09:00:00,call,D6,C6,refused,,low_return,\n",
    ),
    (
        "visits",
        "activity_id,prepared,explained,closed,guided,followed_up,cause_code,promised_service,promised_by,kept_on,accompanied_by\n\
         A2,true,,,,,,送红利通知书,2026-03-28,,S3\n\
         A4,true,true,paid,true,true,,,,,\n\
         A5,true,true,paid,false,,,,,,S3\n\
         A6,false,,,,,cash_need,改地址,2026-03-27,,S2\n\
         A8,true,,,,,,保单检视,2026-03-27,2026-03-26,\n",
    ),
    (
        "tasks",
        "task_id,on_day,specialist_id,due_id,customer_id,kind,source,planned_channel,state\n\
         T1,2026-03-27,S1,D1,,催缴,worklist,call,done\n\
         T2,2026-03-27,S1,D2,,催缴,worklist,visit,done\n\
         T3,2026-03-27,S2,,C3,关怀,self,visit,moved\n\
         T4,2026-03-28,S1,D1,,亲访,self,visit,planned\n\
         T5,2026-03-28,S2,D8,,催缴,self,call,planned\n",
    ),
    (
        "service_reviews",
        "review_id,form,due_id,specialist_id,issued_on,returned_on,cause_code,supervisor_id,grade,comment,reviewed_on\n\
         R1,grace,D7,S1,2026-03-21,,,,,,\n\
         R2,grace,D2,S1,2026-03-17,2026-03-23,forgot,S3,良,问得细,2026-03-25\n\
         R3,reinstate,D4,S2,2026-03-18,2026-03-27,low_return,,,,\n\
         R4,grace,D1,S1,2026-03-26,,,,,,\n",
    ),
    (
        "customer_ratings",
        "customer_id,rated_on,economic,awareness,attitude,rated_by\n\
         C3,2026-03-10,good,fair,good,S2\n\
         C4,2026-03-20,fair,fair,fair,S2\n\
         C5,2026-02-15,good,strong,good,S1\n",
    ),
    (
        "meetings",
        "meeting_id,on_day,kind,scope,scope_id,attended,minutes\n\
         M1,2026-03-23,morning,team,T1,2,本周先访大额件\n\
         M2,2026-03-25,joint,company,company,5,\n",
    ),
    (
        "meeting_actions",
        "action_id,meeting_id,text,owner,due_on,done_on\n\
         X1,M1,补齐评鉴表,S1,2026-03-26,\n\
         X2,M2,核保复核,L9,2026-04-03,\n\
         X3,M2,更正电话,S2,2026-03-26,2026-03-27\n",
    ),
    (
        "coaching",
        "coach_id,specialist_id,on_day,kind,note\n\
         S3,S1,2026-03-02,accompany,开场先问近况\n\
         S3,S1,2026-03-10,plan,\n\
         S3,S2,2026-03-05,script,\n",
    ),
    (
        "issues",
        "issue_id,opened_at,kind,specialist_id,customer_id,department,assigned_to,assigned_at,resolved_at,result\n\
         I1,2026-03-27 09:30:00,debit,S1,C1,finance,L1,2026-03-27 10:00:00,,\n\
         I2,2026-03-26 16:30:00,service,S2,C3,service,L2,2026-03-27 10:00:00,,\n\
         I3,2026-03-02 10:00:00,health,S1,C2,underwriting,L3,2026-03-02 11:00:00,,\n\
         I4,2026-03-23 09:00:00,info_change,S2,C7,,L4,2026-03-23 09:30:00,2026-03-25 15:00:00,solved\n\
         I5,2026-03-20 17:30:00,claim,S2,C8,claims,L5,2026-03-23 10:31:00,2026-03-24 12:00:00,solved\n\
         I6,2026-01-05 10:00:00,debit,S2,C4,finance,L1,2026-01-05 10:30:00,2026-01-15 10:00:00,solved\n",
    ),
    (
        "issue_steps",
        "issue_id,at,department\nI3,2026-03-02 10:00:00,underwriting\nI3,2026-03-25 14:00:00,finance\n",
    ),
    (
        "complaints",
        "complaint_id,specialist_id,received_on,category,upheld,closed_on,customer_id\n\
         X1,S1,2026-03-02,service,true,2026-03-12,C1\n\
         X2,S1,2026-03-10,service,false,2026-03-30,C2\n\
         X3,S2,2026-02-20,fee,true,2026-03-01,C3\n\
         X4,S2,2026-03-25,fee,,,C8\n\
         X5,S2,2025-11-01,fee,false,2025-11-05,C6\n",
    ),
    (
        "surveys",
        "survey_id,specialist_id,sent_on,answered_on,score,recommend,customer_id,due_id,comment,touchpoint\n\
         Q1,S1,2026-03-01,2026-03-05,5,10,C1,D1,扣款顺利,payment\n\
         Q2,S1,2026-03-02,2026-03-08,2,3,C2,,催得太紧,visit\n\
         Q3,S2,2026-03-03,2026-03-10,4,8,C3,,,payment\n\
         Q4,S2,2026-03-20,,,,C4,,,\n\
         Q5,S1,2025-12-01,2025-12-05,5,9,C5,,,\n\
         Q6,S2,2025-12-01,2025-12-06,1,2,C4,,,\n",
    ),
    (
        "suggestions_received",
        "suggestion_id,on_day,from_whom,about,text,answer,answered_on,taken_over\n\
         G1,2026-03-05,customer,system,字太小,已放大,2026-03-10,true\n\
         G2,2026-03-06,specialist,plan,差错扣罚太重,,,\n\
         G3,2026-02-10,leader,plan,分两档,,,\n",
    ),
    (
        "errors",
        "error_id,specialist_id,occurred_on,kind,cause,found_by,resolved_on\n\
         E1,S1,2026-03-04,amount,录入,audit,2026-03-09\n\
         E2,S1,2026-03-20,amount,录入,customer,\n\
         E3,S2,2026-03-15,timing,,system,2026-03-16\n",
    ),
    (
        "assignments",
        "specialist_id,team_id,valid_from\nS1,T1,2020-01-01\nS2,T1,2020-01-01\nS3,T2,2020-01-01\n",
    ),
    (
        "specialists",
        "specialist_id,specialist_name,hired_on\nS1,赵安,2020-01-01\nS2,钱宁,2020-01-01\nS3,孙立,2020-01-01\n",
    ),
    (
        "teams",
        "team_id,team_name,branch_id,branch_name\nT1,一部,B1,甲机构\nT2,二部,B1,甲机构\n",
    ),
];

fn book() -> Desk {
    let desk = Desk::new();
    let known = "issues = 2030-12-31\nsuggestions_received = 2030-12-31\n";
    desk.write("duebook.toml", &format!("{COVERED}{known}"));
    for (table, rows) in FILES {
        desk.write(&format!("data/{table}.csv"), rows);
    }
    let eight = |line: &dyn Fn(i32) -> String| (1..=8).map(line).collect::<Vec<_>>().join("\n");
    let customers = eight(&|n| format!("C{n},客户{n}"));
    let policies = eight(&|n| format!("P{n},C{n},K1,年金,agency,2023-03-01,annual,{n}00.00"));
    desk.write("data/customers.csv", &format!("customer_id,customer_name\n{customers}\n"))
        .write(
            "data/policies.csv",
            &format!(
                "policy_id,customer_id,product_code,product_line,channel,issued_on,premium_mode,annual_premium\n{policies}\n"
            ),
        );
    let said = desk.run(&["-q", "ingest", "data"]);
    assert!(said.starts_with("exit 0"), "{said}");
    desk
}

/// The report as of the end of `period`, of the worklist of the evening before.
fn report(desk: &Desk, name: &str, period: &str, scope: Scope) -> Report {
    let workspace = Workspace::find(desk.dir.path()).unwrap();
    let store = Store::open_closed(&workspace).unwrap();
    let period = period.parse::<Period>().unwrap();
    let view = if name == "worklist" {
        View::new(period, period.last_on().pred_opt())
    } else {
        View::at_end(period)
    };
    let prepared = Prepared::new(&workspace, &store, name, view, &[scope]).unwrap();
    prepared.report(0, Locale::ZhCn).unwrap()
}

fn shown(value: &Value) -> String {
    let parts = |ratio: &Ratio| format!("{}/{}", ratio.numerator.normalize(), ratio.denominator.normalize());
    match value {
        Value::Missing => "–".to_owned(),
        Value::Blank => String::new(),
        Value::Text(text) => text.clone(),
        Value::Date(day) => day.to_string(),
        Value::Count(n) | Value::Cases(n, _) | Value::Money(n) => n.normalize().to_string(),
        Value::Ratio(r) | Value::Score(r) | Value::Days(r) => parts(r),
        Value::Change(change) => format!("{}−{}", shown(&change.value), shown(&change.base)),
        Value::Interval(..) => "[]".to_owned(),
        other => format!("{other:?}"),
    }
}

/// The rows of a section, each group after its title, the total after its group.
fn rows(report: &Report, id: &str) -> Vec<String> {
    let found = report.sections.iter().find(|section| section.id == id);
    let section = found.unwrap_or_else(|| panic!("no {id} among {:?}", ids(report)));
    let Body::Table(table) = &section.body else {
        panic!("{id} is no table: {:?}", section.body)
    };
    let line = |row: &Vec<Value>| row.iter().map(shown).collect::<Vec<_>>().join("|");
    let mut out = Vec::new();
    for group in &table.groups {
        out.extend(group.title.iter().map(|title| format!("# {title}")));
        out.extend(group.rows.iter().map(line));
        out.extend(group.total.iter().map(line));
    }
    out
}

fn ids(report: &Report) -> Vec<&str> {
    report.sections.iter().map(|section| section.id.as_str()).collect()
}

#[track_caller]
fn same(report: &Report, id: &str, wanted: &[&str]) {
    assert_eq!(rows(report, id), wanted, "{id}");
}

#[test]
fn the_daily_has_the_problems_and_the_sheets_of_morning_and_evening() {
    let daily = report(&book(), "daily", "2026-03-27", Scope::company());
    // Two hours of working time: from 16:30 half an hour is left for the next day, which begins at nine.
    same(
        &daily,
        "issues",
        &[
            "# 今日提出",
            "2026-03-27 09:30|扣款|财务|客户1|一部|赵安|L1|2026-03-27 11:30|0",
            "# 今日超时未流转",
            "2026-03-26 16:30|服务|客服|客户3|一部|钱宁|L2|2026-03-27 09:30|1",
            "# 最久未解决",
            "2026-03-02 10:00|健康|核保|客户2|一部|赵安|L3|2026-03-02 12:00|25",
            "2026-03-26 16:30|服务|客服|客户3|一部|钱宁|L2|2026-03-27 09:30|1",
            "2026-03-27 09:30|扣款|财务|客户1|一部|赵安|L1|2026-03-27 11:30|0",
        ],
    );
    // T2 says that it is done, but nothing happened; T3 was moved and done all the same.
    same(
        &daily,
        "evening-sheet",
        &[
            "# 一部",
            "赵安|2|1|1/2|0|0|1|0|0|1|1|1|1",
            "钱宁|1|1|1/1|1|0|1|1|1|1|0|1|0",
        ],
    );
    same(
        &daily,
        "morning-sheet",
        &["# 一部", "赵安|1|0|1|0|1|1|0|1", "钱宁|0|0|0|0|1|0|1|0"],
    );
}

#[test]
fn the_weekly_has_forms_refusals_problems_and_meetings() {
    let weekly = report(&book(), "weekly", "2026-W13", Scope::company());
    // Missing: D5 and D3 were visited in grace in the last 31 days. Of R1, R2 and R3 the seventh day lies in the week.
    same(
        &weekly,
        "forms-returned",
        &["一部|赵安|1|1|2|1|0|1|1/2|1|1", "一部|钱宁|1|0|1|0|1|0|0/1|0|0"],
    );
    same(
        &weekly,
        "refusals",
        &["一部|赵安|P2|客户2|2026-03-05|急需用款|3|5|联系不上|2026-04-05|200"],
    );
    same(
        &weekly,
        "difficult-cases",
        &["200|客户2|P2|2026-02-04|2026-04-05|4|2026-03-24|健康|核保|27|一部|赵安"],
    );
    // Working hours from nine to six: finance has I1 for 8.5 of them and I3 for 22 since it was passed on.
    same(
        &weekly,
        "issue-departments",
        &[
            "财务|1|1/1|1|0|–|1|0|109800/3600|109800/7200",
            "客服|1|0/1|1|0|–|1|0|37800/3600|37800/3600",
            "核保|0|–|–|0|–|1|1|565200/3600|565200/3600",
            "理赔|0|0/1|1|1|4/1|0|0|45000/3600|45000/3600",
            "–|1|1/1|1|1|2/1|0|0|86400/3600|86400/3600",
        ],
    );
    same(
        &weekly,
        "meetings",
        &[
            "2026-03-23|早会|一部|2|2|本周先访大额件|1|0",
            "2026-03-25|协同会议|全公司|5|3||2|1",
        ],
    );
    same(
        &weekly,
        "meeting-actions",
        &[
            "2026-03-23|早会|一部|补齐评鉴表|赵安|2026-03-26|3",
            "2026-03-25|协同会议|全公司|核保复核|L9|2026-04-03|–",
        ],
    );
}

#[test]
fn the_monthly_has_the_voice_of_the_customer() {
    let monthly = report(&book(), "monthly", "2026-03", Scope::company());
    // X2 took twenty days; X4 is not closed, its day fifteen lies in April.
    same(
        &monthly,
        "complaint-times",
        &[
            "# 分公司",
            "甲机构|3|39/3|2/3|3|2/3|[]",
            "# 团队",
            "一部|3|39/3|2/3|3|2/3|[]",
            "# 专员",
            "赵安|2|30/2|1/2|2|1/2|[]",
            "钱宁|1|9/1|1/1|1|1/1|[]",
        ],
    );
    same(&monthly, "low-scores", &["2026-03-08|2|一部|赵安|客户2|催得太紧"]);
    same(&monthly, "touchpoints", &["亲访|2/1|1|0/1|1", "缴费|9/2|2|2/2|0"]);
    same(
        &monthly,
        "feedback",
        &["扣款|1|1/2|1/2|0|5/1", "催收方式|1|1/2|2/2|1|2/1"],
    );
    let units = rows(&monthly, "satisfaction-units");
    assert_eq!(
        units[5..],
        [
            "赵安|2|2/2|0|1|0|0|1|1/2|0/2|7/2|2|低样本",
            "钱宁|2|1/2|0|0|0|1|0|1/1|0/1|4/1|1|低样本",
        ],
        "{units:?}"
    );
    same(
        &monthly,
        "suggestions",
        &["方案|1|0|1|0|0/1|–|0|1|1−1", "系统|1|1|0|0|1/1|5/1|1|0|1−0"],
    );
    same(
        &monthly,
        "error-sources",
        &[
            "金额差错|录入|稽核|1|1/3|1|5/1|0",
            "金额差错|录入|客户|1|1/3|0|–|1",
            "时间差错||系统|1|1/3|1|1/1|0",
        ],
    );
    // Each has one payment in the month, too few for a place.
    same(
        &monthly,
        "error-people",
        &[
            "一部|赵安|2|2/1||2|0|0|0|0|1|5/1|1",
            "一部|钱宁|1|1/1||0|1|0|0|0|1|1/1|0",
        ],
    );
}

#[test]
fn the_monthly_has_visits_coaching_and_causes() {
    let monthly = report(&book(), "monthly", "2026-03", Scope::company());
    // A6 came the day after grace had ended. Without a model there is nothing by risk.
    same(
        &monthly,
        "visit-effect",
        &[
            "# 按客户分类",
            "A 类|亲访过|1|500|1/1|[]|1/1",
            "C 类|没有接触|1|400|0/1|[]|–",
            "未分类|其他接触|1|600|1/1|[]|–",
        ],
    );
    // D6 was paid in February. C3 is of class B since the 10th.
    same(
        &monthly,
        "visit-stages",
        &[
            "当月|3|1|1/3|1|–|1/1|–|0/2",
            "宽一|2|2|2/2|2|–|–|–|2/2",
            "宽末|2|2|2/2|2|1/1|–|1/1|–",
            "合计|7|5|5/7|5|1/1|1/1|1/1|2/4",
        ],
    );
    // A4 and A5 were paid for within seven days; C4 was rated after A6.
    same(
        &monthly,
        "visit-conversion",
        &[
            "# 按做到几步（四加一）",
            "五步都做|1|1/1|[]|1/4|1/1−1/4|不可区分",
            "三步|1|1/1|[]|1/4|1/1−1/4|不可区分",
            "一步|1|0/1|[]|2/4|0/1−2/4|不可区分",
            "一步未做|1|0/1|[]|2/4|0/1−2/4|不可区分",
            "没有亲访记录|1|0/1|[]|2/4|0/1−2/4|不可区分",
            "# 按有无陪访",
            "有陪访|1|1/1|[]|1/4|1/1−1/4|不可区分",
            "独自亲访|4|1/4|[]|1/1|1/4−1/1|不可区分",
            "# 按客户是否已评分类",
            "近 12 个月评过分类|2|2/2|[]|0/3|2/2−0/3|不可区分",
            "未评分类|3|0/3|[]|2/2|0/3−2/2|不可区分",
        ],
    );
    same(
        &monthly,
        "coaching",
        &["一部|钱宁|3|1|1/3|0|0|1|0|1|1/1", "一部|赵安|3|1|1/3|1|1|0|0|0|–"],
    );
    same(&monthly, "coaching-leaders", &["孙立|2|3|1|1|1|0|2|1/1|[]"]);
    // C4's only policy has lapsed.
    same(
        &monthly,
        "class-moves",
        &["A 类|1|1|0|0|0|0/1|0/1", "未分类|6|0|1|0|5|1/6|1/6"],
    );
    // Nobody asked about D8; D1's cause was told on the eleventh day.
    same(
        &monthly,
        "open-causes",
        &[
            "1|忘记缴费|2|2/5|2/5|900|0|2|1/2|0/2|应缴日前 15 天短信、前 3 天电话各提醒一次；未签代扣的当次通话内引导签约。",
            "2|未注明|1|1/5|3/5|800|1|0|0/1|0/1|",
            "3|嫌收益低|1|1/5|4/5|400|0|1|1/1|0/1|准备各年度现金价值与退保损失对照表，回到投保初衷沟通；优先安排亲访。",
            "4|搬迁|1|1/5|5/5|100|1|0|0/1|1/1|",
            "|合计|5|5/5|–|2200|2|3|2/5|1/5|",
        ],
    );
    // The visit of the 12th named another cause than the form that came back on the 27th.
    same(
        &monthly,
        "lost-causes",
        &["急需用款|1|400|1/1|1/1|0/1", "合计|1|400|1/1|1/1|0/1"],
    );
}

#[test]
fn a_person_sees_what_concerns_oneself_only() {
    let scope = |id: &str| Scope {
        level: Level::Specialist,
        id: id.to_owned(),
    };
    let desk = book();
    let own = report(&desk, "monthly", "2026-03", scope("S1"));
    // D5 was visited in grace on the 2nd and has no form.
    same(
        &own,
        "own-forms",
        &[
            "应发未发|续收评鉴表|客户5|P5||||–||",
            "逾期未交|续收评鉴表|客户7|P7|2026-03-21|2026-03-28||–||",
            "待交|续收评鉴表|客户1|P1|2026-03-26|2026-04-02||–||",
            "按期交回|续收评鉴表|客户2|P2|2026-03-17|2026-03-24|2026-03-23|忘记缴费|良|问得细",
        ],
    );
    same(
        &own,
        "coaching-notes",
        &["2026-03-02|陪访|孙立|开场先问近况", "2026-03-10|计划|孙立|"],
    );
    same(
        &own,
        "comments",
        &[
            "2026-03-08|2|催收方式|客户2|催得太紧",
            "2026-03-05|5|扣款|客户1|扣款顺利",
        ],
    );
    let whole = report(&desk, "monthly", "2026-03", Scope::company());
    for id in ["own-forms", "coaching-notes", "comments"] {
        assert!(!ids(&whole).contains(&id), "{id} stands in the company's review");
    }
    assert!(
        !ids(&own).contains(&"coaching-leaders"),
        "supervisors stand in a person's review"
    );
}

#[test]
fn the_quarterly_holds_satisfaction_against_renewal_and_service() {
    let quarterly = report(&book(), "quarterly", "2026-Q1", Scope::company());
    same(
        &quarterly,
        "satisfaction-renewal",
        &[
            "# 按最近一次评分",
            "1 至 2 分|1|0/1|[]|2/2|0/1−2/2|不可区分|400",
            "4 至 5 分|1|1/1|[]|1/2|1/1−1/2|不可区分|500",
            "一年内未评分|1|1/1|[]|1/2|1/1−1/2|不可区分|600",
            "# 按是否投诉",
            "一年内有投诉|1|1/1|[]|1/2|1/1−1/2|不可区分|600",
            "无投诉|2|1/2|[]|1/1|1/2−1/1|不可区分|900",
            "# 按应缴日有无未解决问题",
            "有未解决问题|1|0/1|[]|2/2|0/1−2/2|不可区分|400",
            "无未解决问题|2|2/2|[]|0/1|2/2−0/1|不可区分|1100",
        ],
    );
    // C3 was called for care, C2 refused to pay, nobody had been in touch with C1 before the answer.
    same(
        &quarterly,
        "service-satisfaction",
        &[
            "有服务性接触|1|4/1|1/1|[]|1/2|1/1−1/2|不可区分|0/1",
            "只有收费接触|1|2/1|0/1|[]|2/2|0/1−2/2|不可区分|-1/1",
            "没有接触|1|5/1|1/1|[]|1/2|1/1−1/2|不可区分|1/1",
        ],
    );
    same(
        &quarterly,
        "product-needs",
        &["–|催收方式|1|1/1|1|2/1", "年金|扣款|1|1/1|0|5/1"],
    );
}

#[test]
fn the_worklist_names_the_customers_due_for_a_survey() {
    let desk = book();
    // In the morning no file says what the day brings.
    let settings = std::fs::read_to_string(desk.path("duebook.toml")).unwrap();
    desk.write("duebook.toml", &settings.replace("2030-12-31", "2026-03-31"));
    let worklist = report(&desk, "worklist", "2026-04-01", Scope::company());
    // C4 is not in force, all others but these were asked within twelve months.
    same(
        &worklist,
        "survey-due",
        &[
            "赵安|1|1|客户7|C7|亲访|2026-03-27|2026-03-27|",
            "钱宁|1|2|客户6|C6|总体||2026-02-10|",
            "钱宁|2|2|客户8|C8|总体|||",
        ],
    );
}
