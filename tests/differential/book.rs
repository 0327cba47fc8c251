//! The rows of a small book, referring to each other by place, and the same rows as files.
//!
//! Ids appear here only as text that decides ties; what is counted refers to places in the lists.

use std::fs;
use std::path::Path;

use chrono::NaiveDate;

use super::forms::Forms;

pub type Day = NaiveDate;

#[derive(Default)]
pub struct Book {
    pub specialists: Vec<String>,
    pub teams: Vec<Team>,
    pub assignments: Vec<Assignment>,
    pub customers: Vec<Customer>,
    pub policies: Vec<Policy>,
    pub events: Vec<Event>,
    pub items: Vec<Item>,
    pub handovers: Vec<Handover>,
    pub payments: Vec<Payment>,
    pub activities: Vec<Activity>,
    pub errors: Vec<Mistake>,
    pub surveys: Vec<Survey>,
    pub complaints: Vec<Complaint>,
    pub issues: Vec<Issue>,
    /// Days with whether they are working days.
    pub calendar: Vec<(Day, bool)>,
    pub forms: Forms,
}

pub struct Team {
    pub id: String,
    pub branch: String,
    pub region: String,
}

pub struct Assignment {
    pub specialist: usize,
    pub team: usize,
    pub from: Day,
    pub to: Option<Day>,
}

/// The three marks, empty where unknown: economic, awareness, attitude.
pub struct Customer {
    pub id: String,
    pub marks: [&'static str; 3],
}

#[derive(Clone)]
pub struct Policy {
    pub id: String,
    pub customer: usize,
    pub product_line: &'static str,
    pub channel: &'static str,
    pub issued_on: Day,
    pub mode: &'static str,
    pub annual_cents: i64,
}

#[derive(Clone)]
pub struct Event {
    pub policy: usize,
    pub kind: &'static str,
    pub on: Day,
}

#[derive(Clone)]
pub struct Item {
    pub id: String,
    pub policy: usize,
    pub due_on: Day,
    pub due_no: u32,
    pub cents: i64,
    pub specialist: usize,
    pub grace_days: Option<i64>,
}

pub struct Handover {
    pub item: usize,
    pub specialist: usize,
    pub from: Day,
}

#[derive(Clone)]
pub struct Payment {
    pub item: usize,
    pub on: Day,
    /// `" 08:30:00"`, or nothing.
    pub time: &'static str,
    pub cents: i64,
    pub method: &'static str,
    pub status: &'static str,
    pub funding: &'static str,
    pub reverses: Option<usize>,
}

#[derive(Clone)]
pub struct Activity {
    pub id: String,
    pub specialist: usize,
    pub on: Day,
    pub time: &'static str,
    pub kind: &'static str,
    pub item: Option<usize>,
    pub outcome: &'static str,
    pub promised_on: Option<Day>,
    /// Of one without a due item.
    pub customer: Option<usize>,
    pub purpose: &'static str,
}

/// A row of the table `errors`.
#[derive(Clone)]
pub struct Mistake {
    pub id: String,
    pub specialist: usize,
    pub on: Day,
    pub kind: &'static str,
    pub item: Option<usize>,
    pub payment: Option<usize>,
    pub cause: &'static str,
    /// The place of the error it says it repeats.
    pub repeat_of: Option<usize>,
    pub resolved_on: Option<Day>,
}

#[derive(Clone)]
pub struct Survey {
    pub specialist: usize,
    pub sent_on: Day,
    pub answered_on: Option<Day>,
    pub score: Option<u32>,
    pub recommend: Option<u32>,
    pub item: Option<usize>,
    pub customer: Option<usize>,
}

#[derive(Clone)]
pub struct Complaint {
    pub specialist: usize,
    pub on: Day,
    pub item: Option<usize>,
    pub policy: Option<usize>,
    pub closed_on: Option<Day>,
    pub upheld: Option<bool>,
}

/// A day and the second of it.
pub type Moment = (Day, i64);

#[derive(Clone)]
pub struct Issue {
    pub id: String,
    pub specialist: usize,
    pub opened: Moment,
    pub assigned: Option<Moment>,
    pub resolved: Option<Moment>,
    pub item: Option<usize>,
    pub policy: Option<usize>,
    pub department: &'static str,
}

pub fn text<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}

/// A moment as files write it; the first one of a day as the day alone.
fn moment(moment: Moment) -> String {
    let (day, second) = moment;
    match second {
        0 => day.to_string(),
        _ => format!("{day} {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60),
    }
}

fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// One file of the book, a row per line.
pub fn file(folder: &Path, table: &str, header: &str, rows: impl Iterator<Item = String>) {
    let lines: Vec<String> = std::iter::once(header.to_owned()).chain(rows).collect();
    fs::write(folder.join(format!("{table}.csv")), lines.join("\n") + "\n").unwrap();
}

impl Book {
    /// Writes one CSV file per table into `folder`.
    pub fn write(&self, folder: &Path) {
        self.write_people(folder);
        self.write_policies(folder);
        self.write_payments(folder);
        self.write_contacts(folder);
        self.write_issues(folder);
        self.write_forms(folder);
    }

    fn item_id(&self, item: Option<usize>) -> &str {
        item.map_or("", |item| &self.items[item].id)
    }

    fn policy_id(&self, policy: Option<usize>) -> &str {
        policy.map_or("", |policy| &self.policies[policy].id)
    }

    fn write_people(&self, folder: &Path) {
        let header = "specialist_id,specialist_name,hired_on";
        let rows = self.specialists.iter().map(|id| format!("{id},员{id},2015-01-01"));
        file(folder, "specialists", header, rows);
        let header = "team_id,team_name,branch_id,branch_name,region";
        let rows = self.teams.iter();
        let rows = rows.map(|t| format!("{0},队{0},{1},机构{1},{2}", t.id, t.branch, t.region));
        file(folder, "teams", header, rows);
        let header = "specialist_id,team_id,valid_from,valid_to";
        let rows = self.assignments.iter().map(|a| {
            let (specialist, team) = (&self.specialists[a.specialist], &self.teams[a.team].id);
            format!("{specialist},{team},{},{}", a.from, text(a.to))
        });
        file(folder, "assignments", header, rows);
    }

    fn write_policies(&self, folder: &Path) {
        let rows = self.customers.iter();
        let rows = rows.map(|c| format!("{},{}", c.id, c.marks.join(",")));
        file(folder, "customers", "customer_id,economic,awareness,attitude", rows);
        let header = "policy_id,customer_id,product_code,product_line,channel,issued_on,premium_mode,annual_premium";
        let rows = self.policies.iter().map(|p| {
            let (customer, premium) = (&self.customers[p.customer].id, money(p.annual_cents));
            let Policy {
                id,
                product_line,
                channel,
                issued_on,
                mode,
                ..
            } = p;
            format!("{id},{customer},X1,{product_line},{channel},{issued_on},{mode},{premium}")
        });
        file(folder, "policies", header, rows);
        let rows = self.events.iter();
        let rows = rows.map(|e| format!("{},{},{}", self.policies[e.policy].id, e.kind, e.on));
        file(folder, "policy_events", "policy_id,kind,event_on", rows);
    }

    fn write_payments(&self, folder: &Path) {
        let header = "due_id,policy_id,due_on,due_no,amount_due,specialist_id,grace_days";
        let rows = self.items.iter().map(|d| {
            let (policy, owner) = (&self.policies[d.policy].id, &self.specialists[d.specialist]);
            let (amount, grace) = (money(d.cents), text(d.grace_days));
            format!("{},{policy},{},{},{amount},{owner},{grace}", d.id, d.due_on, d.due_no)
        });
        file(folder, "due_items", header, rows);
        let rows = self.handovers.iter();
        let rows = rows.map(|h| {
            format!(
                "{},{},{}",
                self.items[h.item].id, self.specialists[h.specialist], h.from
            )
        });
        file(folder, "ownership", "due_id,specialist_id,from_on", rows);
        let header = "payment_id,due_id,paid_on,amount,method,status,funding,reverses_payment_id";
        let rows = self.payments.iter().enumerate().map(|(n, p)| {
            let (item, amount) = (&self.items[p.item].id, money(p.cents));
            let reverses = text(p.reverses.map(|r| format!("P{r}")));
            let Payment {
                on,
                time,
                method,
                status,
                funding,
                ..
            } = p;
            format!("P{n},{item},{on}{time},{amount},{method},{status},{funding},{reverses}")
        });
        file(folder, "payments", header, rows);
    }

    fn write_contacts(&self, folder: &Path) {
        let who = |specialist: usize| &self.specialists[specialist];
        let header = "activity_id,specialist_id,occurred_at,kind,due_id,outcome,promised_on,customer_id,purpose";
        let rows = self.activities.iter().map(|a| {
            let (item, promised) = (self.item_id(a.item), text(a.promised_on));
            let customer = a.customer.map_or("", |c| &self.customers[c].id);
            let Activity {
                id,
                on,
                time,
                kind,
                outcome,
                purpose,
                ..
            } = a;
            format!(
                "{id},{},{on}{time},{kind},{item},{outcome},{promised},{customer},{purpose}",
                who(a.specialist)
            )
        });
        file(folder, "activities", header, rows);
        let header = "error_id,specialist_id,occurred_on,kind,due_id,payment_id,cause,repeat_of,resolved_on";
        let rows = self.errors.iter().map(|e| {
            let payment = text(e.payment.map(|p| format!("P{p}")));
            let repeat_of = text(e.repeat_of.map(|other| &self.errors[other].id));
            format!(
                "{},{},{},{},{},{payment},{},{repeat_of},{}",
                e.id,
                who(e.specialist),
                e.on,
                e.kind,
                self.item_id(e.item),
                e.cause,
                text(e.resolved_on)
            )
        });
        file(folder, "errors", header, rows);
        let header = "survey_id,specialist_id,sent_on,answered_on,score,recommend,due_id,customer_id";
        let rows = self.surveys.iter().enumerate().map(|(n, s)| {
            let (answered, score, recommend) = (text(s.answered_on), text(s.score), text(s.recommend));
            let item = self.item_id(s.item);
            format!(
                "Q{n},{},{},{answered},{score},{recommend},{item},{}",
                who(s.specialist),
                s.sent_on,
                text(s.customer.map(|customer| &self.customers[customer].id))
            )
        });
        file(folder, "surveys", header, rows);
        let header = "complaint_id,specialist_id,received_on,due_id,policy_id,closed_on,upheld";
        let rows = self.complaints.iter().enumerate().map(|(n, c)| {
            let (item, policy) = (self.item_id(c.item), self.policy_id(c.policy));
            let (closed, upheld) = (text(c.closed_on), text(c.upheld));
            format!("K{n},{},{},{item},{policy},{closed},{upheld}", who(c.specialist), c.on)
        });
        file(folder, "complaints", header, rows);
    }

    fn write_issues(&self, folder: &Path) {
        let header = "issue_id,opened_at,kind,specialist_id,policy_id,due_id,department,assigned_at,resolved_at";
        let rows = self.issues.iter().map(|i| {
            let (policy, item) = (self.policy_id(i.policy), self.item_id(i.item));
            let (assigned, resolved) = (text(i.assigned.map(moment)), text(i.resolved.map(moment)));
            let (opened, who) = (moment(i.opened), &self.specialists[i.specialist]);
            format!(
                "{},{opened},other,{who},{policy},{item},{},{assigned},{resolved}",
                i.id, i.department
            )
        });
        file(folder, "issues", header, rows);
        let rows = self
            .calendar
            .iter()
            .map(|(day, is_working)| format!("{day},{is_working}"));
        file(folder, "calendar", "day,is_working", rows);
    }
}
