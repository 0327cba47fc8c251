//! Three exports of an invented branch, as its clerk would keep them: a list of what is due, one of what came in, a log of
//! calls. Each row is known here as plain values, so that what the program makes of the files can be computed again.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use chrono::{Days, NaiveDate};
use rust_xlsxwriter::{Format, Workbook};

/// One row of the list of what is due. Amounts are in fen.
pub struct Due {
    pub policy: String,
    pub number: u32,
    pub on: NaiveDate,
    pub amount: i64,
    pub owner: usize,
}

/// One row of what came in; below zero for what was taken back.
pub struct Money {
    pub policy: String,
    pub number: u32,
    pub on: NaiveDate,
    pub amount: i64,
    pub status: &'static str,
}

/// One call.
pub struct Call {
    pub policy: String,
    pub on: NaiveDate,
    pub owner: usize,
    pub result: &'static str,
}

/// All rows of the three files.
pub struct Exports {
    pub due: Vec<Due>,
    pub money: Vec<Money>,
    pub calls: Vec<Call>,
}

const OWNERS: [(&str, &str, &str, &str); 6] = [
    ("330109001", "甲敏", "收费一组", "湖滨支公司"),
    ("330109002", "乙静", "收费一组", "湖滨支公司"),
    ("330109003", "丙勇", "收费二组", "湖滨支公司"),
    ("330109004", "丁洁", "收费二组", "湖滨支公司"),
    ("330109005", "戊磊", "收费三组", "江畔支公司"),
    ("330109006", "己芳", "收费三组", "江畔支公司"),
];

const DUE_HEADERS: [&str; 41] = [
    "序号",
    "分公司名称",
    "支公司名称",
    "四级机构编码",
    "收费组别名称",
    "收费员工号",
    "收费员姓名",
    "收费员联系方式",
    "保单号码",
    "投保书号",
    "主附险标志",
    "险种编码",
    "险种名称",
    "投保人姓名",
    "投保人性别",
    "投保人证件类型",
    "投保人证件末四位",
    "被保险人",
    "与投保人关系",
    "通讯地址",
    "邮编",
    "销售渠道",
    "代理网点",
    "原业务员代码",
    "原业务员姓名",
    "原业务员在职",
    "保单生效日",
    "交费方式",
    "交费年期",
    "交费次数",
    "本期应交日",
    "宽限期止期",
    "应交保费",
    "币种",
    "转账银行",
    "账号末四位",
    "授权状态",
    "保单状态",
    "催收状态",
    "上次催收人",
    "备注",
];

const MONEY_HEADERS: [&str; 9] = [
    "机构简称",
    "保单号码",
    "投保人",
    "缴费次别",
    "入账时间",
    "入账金额",
    "缴费渠道",
    "交易情况",
    "经办",
];

const CALL_HEADERS: [&str; 8] = [
    "拨打时点",
    "坐席工号",
    "坐席",
    "保单号",
    "客户电话",
    "通话历时",
    "沟通反馈",
    "沟通纪要",
];

/// What the clerk writes, and what it means.
pub const RESULTS: [(&str, &str); 6] = [
    ("接通", "connected"),
    ("本人答应近日缴", "promised"),
    ("没人接", "no_answer"),
    ("不愿继续", "refused"),
    ("号码是空号", "wrong_contact"),
    ("已缴", "paid"),
];

fn day(month: u32, day: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, 1).unwrap() + Days::new(day)
}

/// Money as the clerk's program prints it: `1,234.50`.
fn printed(fen: i64) -> String {
    let (yuan, rest) = (fen.abs() / 100, fen.abs() % 100);
    let mut digits = yuan.to_string();
    let mut at = digits.len();
    while at > 3 {
        at -= 3;
        digits.insert(at, ',');
    }
    format!("{}{digits}.{rest:02}", if fen < 0 { "-" } else { "" })
}

impl Exports {
    pub fn new() -> Self {
        let due: Vec<Due> = (0..420_u32).map(due).collect();
        let mut money = Vec::new();
        for (index, item) in due.iter().enumerate() {
            let on = item.on + Days::new(u64::try_from(index % 9).unwrap());
            let mut pay = |amount: i64, on: NaiveDate, status| {
                money.push(Money {
                    policy: item.policy.clone(),
                    number: item.number,
                    on,
                    amount,
                    status,
                });
            };
            match index % 8 {
                0 => pay(item.amount, on, "扣款失败"),
                1 => {}
                2 => {
                    pay(item.amount / 2, on, "正常");
                    pay(item.amount - item.amount / 2, on + Days::new(3), "正常");
                }
                3 => pay(item.amount / 3, on, "正常"),
                _ => pay(item.amount, on, "正常"),
            }
            if [4, 100, 205].contains(&index) {
                pay(-item.amount, on + Days::new(2), "冲正");
            }
        }
        let calls = (0..515_usize).map(|number| {
            let item = &due[(number * 7) % due.len()];
            Call {
                policy: item.policy.clone(),
                on: day(6, u64::try_from(number % 30).unwrap()),
                owner: item.owner,
                result: RESULTS[number % RESULTS.len()].0,
            }
        });
        Self {
            calls: calls.collect(),
            due,
            money,
        }
    }

    /// Writes the three files.
    pub fn write(&self, folder: &Path) {
        self.write_due(&folder.join("续期应收清单(6月底).xlsx"));
        self.write_money(&folder.join("2026年收款台账.csv"));
        self.write_calls(&folder.join("6月外呼登记.xls"));
    }

    fn write_due(&self, path: &Path) {
        let mut book = Workbook::new();
        let centre = Format::new();
        let sheet = book.add_worksheet().set_name("应收").unwrap();
        sheet
            .merge_range(0, 0, 0, 40, "某某人寿浙江分公司续期应收清单", &centre)
            .unwrap();
        sheet
            .merge_range(1, 0, 1, 40, "统计口径：2026年6月应交  制表：续期部  单位：元", &centre)
            .unwrap();
        for (column, header) in (0..).zip(DUE_HEADERS) {
            sheet.write_string(2, column, header).unwrap();
        }
        let mut row = 3;
        for (number, item) in (1..).zip(&self.due) {
            for (column, (header, text)) in (0..).zip(DUE_HEADERS.iter().zip(due_cells(number, item))) {
                match *header {
                    "应交保费" => sheet.write_number(row, column, to_yuan(item.amount)).unwrap(),
                    _ => sheet.write_string(row, column, text).unwrap(),
                };
            }
            row += 1;
        }
        let total: i64 = self.due.iter().map(|item| item.amount).sum();
        sheet.write_string(row, 0, "合  计").unwrap();
        sheet.write_number(row, 32, to_yuan(total)).unwrap();
        let remarks = book.add_worksheet().set_name("填报说明").unwrap();
        remarks.write_string(0, 0, "1. 本表每月底由续期部导出。").unwrap();
        remarks.write_string(1, 0, "2. 宽限期止期按合同约定。").unwrap();
        book.save(path).unwrap();
    }

    fn write_money(&self, path: &Path) {
        let mut text = format!("2026年收款台账{}\n{}\n", ",".repeat(8), MONEY_HEADERS.join(","));
        for (row, money) in self.money.iter().enumerate() {
            let channel = ["银行转账", "微信", "柜面"][row % 3];
            let time = money.on.format("%Y/%-m/%-d");
            let amount = printed(money.amount);
            let (policy, number, status) = (&money.policy, money.number, money.status);
            let _ = writeln!(
                text,
                "湖滨,{policy},客户{row},第{number}次,{time},\"{amount}\",{channel},{status},系统"
            );
        }
        let total: i64 = self.money.iter().map(|money| money.amount).sum();
        let _ = writeln!(text, "合计,,,,,\"{}\",,,", printed(total));
        let (bytes, _, _) = encoding_rs::GBK.encode(&text);
        fs::write(path, bytes).unwrap();
    }

    fn write_calls(&self, path: &Path) {
        let mut rows = vec![
            vec!["外呼登记表（6月）".to_owned()],
            CALL_HEADERS.map(str::to_owned).to_vec(),
        ];
        for (number, call) in self.calls.iter().enumerate() {
            let (id, name, ..) = OWNERS[call.owner];
            let note = if number % 5 == 0 {
                "电话"
            } else {
                "客户说下月再看"
            };
            rows.push(vec![
                format!("{} {:02}:{:02}:00", call.on, 9 + number % 8, number % 60),
                id.to_owned(),
                name.to_owned(),
                call.policy.clone(),
                format!("139{:08}", number),
                format!("00:{:02}:{:02}", number % 6, number % 60),
                call.result.to_owned(),
                note.to_owned(),
            ]);
        }
        let mut container = cfb::create(path).unwrap();
        container
            .create_stream("/Workbook")
            .unwrap()
            .write_all(&biff(&rows))
            .unwrap();
        container.flush().unwrap();
    }
}

fn to_yuan(fen: i64) -> f64 {
    format!("{}.{:02}", fen / 100, fen % 100).parse().unwrap()
}

fn due(index: u32) -> Due {
    Due {
        policy: format!("8866002000{:06}", 10_001 + index * 37),
        number: 2 + index % 5,
        on: day(6, u64::from(index % 28)),
        amount: 120_000 + i64::from(index * 7_919 % 900_000),
        owner: usize::try_from(index % 6).unwrap(),
    }
}

fn due_cells(number: usize, item: &Due) -> [String; 41] {
    let (id, name, team, branch) = OWNERS[item.owner];
    let issued = NaiveDate::from_ymd_opt(2026 - i32::try_from(item.number).unwrap() + 1, 6, 1).unwrap();
    let issued = issued + (item.on - NaiveDate::from_ymd_opt(2026, 6, 1).unwrap());
    let grace = item.on + Days::new(60);
    DUE_HEADERS.map(|header| match header {
        "序号" => number.to_string(),
        "分公司名称" => "浙江分公司".to_owned(),
        "支公司名称" => branch.to_owned(),
        "收费组别名称" => team.to_owned(),
        "收费员工号" => id.to_owned(),
        "收费员姓名" => name.to_owned(),
        "收费员联系方式" => "057188880000".to_owned(),
        "保单号码" => item.policy.clone(),
        "投保书号" => format!("TB{:08}", number * 13),
        "险种编码" => "205".to_owned(),
        "险种名称" => "安康重疾险".to_owned(),
        "投保人姓名" => format!("客户{number}"),
        "投保人性别" => ["男", "女"][number % 2].to_owned(),
        "投保人证件末四位" => format!("{:04}", number * 17 % 10_000),
        "销售渠道" => "个险".to_owned(),
        "原业务员代码" => format!("8{:07}", number % 50),
        "原业务员在职" => ["是", "否"][number % 2].to_owned(),
        "保单生效日" => issued.to_string(),
        "交费方式" => "年交".to_owned(),
        "交费年期" => "20年".to_owned(),
        "交费次数" => format!("第{}次", item.number),
        "本期应交日" => item.on.format("%Y年%-m月%-d日").to_string(),
        "宽限期止期" => grace.to_string(),
        "币种" => "人民币".to_owned(),
        "保单状态" => "有效".to_owned(),
        "催收状态" => "待催".to_owned(),
        _ => String::new(),
    })
}

/// A sheet of a workbook of 1997 with nothing but text.
fn biff(rows: &[Vec<String>]) -> Vec<u8> {
    let small = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
    let record = |kind: u16, data: &[u8]| [&kind.to_le_bytes()[..], &small(data.len()), data].concat();
    let begin = |what: u16| {
        let fields = [0x0600_u16, what, 0, 0, 0, 0, 0, 0];
        record(0x0809, &fields.map(u16::to_le_bytes).concat())
    };
    let end = record(0x000a, &[]);
    let mut all = [begin(5), record(0x0085, &[0, 0, 0, 0, 0, 0, 1, 0, b'a']), end.clone()].concat();
    let first_sheet = u32::try_from(all.len()).unwrap();
    all[24..28].copy_from_slice(&first_sheet.to_le_bytes());
    all.extend(begin(0x10));
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let units: Vec<u16> = cell.encode_utf16().collect();
            let place = [row, column, 0, units.len()].map(small).concat();
            let text: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            all.extend(record(0x0204, &[&place[..], &[1], &text].concat()));
        }
    }
    all.extend(end);
    all
}
