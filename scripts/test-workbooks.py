#!/usr/bin/env python3
"""Writes the workbooks of tests/ingest/ anew, as programs really write them.

    pip install xlsxwriter xlwt msoffcrypto-tool    # and LibreOffice, for the .xls that is not xlwt's
    scripts/test-workbooks.py

The files are kept in the repository, so that the tests need none of this. Encrypted files and those of LibreOffice differ
in some bytes from run to run; their cells do not.
"""

import datetime as dt
import io
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile

import msoffcrypto.format.ooxml
import xlsxwriter
import xlwt

CASES = pathlib.Path(__file__).resolve().parent.parent / "tests" / "ingest"
CREATED = dt.datetime(2026, 3, 31)


def book(case, name, **options):
    """A new workbook in the folder of a case."""
    folder = CASES / case
    folder.mkdir(parents=True, exist_ok=True)
    made = xlsxwriter.Workbook(str(folder / name), options)
    made.set_properties({"created": CREATED})
    return made


def rows(sheet, cells, first=0, formats=None):
    """Rows of cells; a date takes its format."""
    for row, line in enumerate(cells, first):
        for column, value in enumerate(line):
            if isinstance(value, (dt.date, dt.datetime)):
                sheet.write_datetime(row, column, value, (formats or {}).get(column))
            elif value is not None:
                sheet.write(row, column, value, (formats or {}).get(column))


HEADERS = ["流水号", "应收号", "实收日期", "实收保费", "收费方式", "状态"]


def titles():
    """A title over all columns, headers in two merged rows, a total; every way to write a date and an amount."""
    with book("xlsx-titles", "缴费流水_202603.xlsx") as made:
        sheet = made.add_worksheet("3月")
        bold = made.add_format({"bold": True, "align": "center", "valign": "vcenter"})
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        chinese = made.add_format({"num_format": 'yyyy"年"m"月"d"日";@'})
        minute = made.add_format({"num_format": "yyyy/m/d h:mm"})
        builtin = made.add_format({"num_format": 14})
        money = made.add_format({"num_format": "¥#,##0.00"})
        sheet.merge_range("A1:F1", "三月缴费流水", bold)
        sheet.write("A2", "制表日期：")
        sheet.write_datetime("B2", dt.date(2026, 3, 31), day)
        for column, text in [("A", "流水号"), ("B", "应收号"), ("E", "收费方式"), ("F", "状态")]:
            sheet.merge_range(f"{column}4:{column}5", text, bold)
        sheet.merge_range("C4:D4", "实收", bold)
        sheet.write("C5", "日期", bold)
        sheet.write("D5", "保费", bold)
        data = [
            ("X01", dt.date(2026, 3, 5), day, 1000, None),
            ("X02", dt.date(2026, 3, 5), chinese, 1000.5, money),
            ("X03", dt.datetime(2026, 3, 5, 10, 23), minute, 0.1 + 0.2, None),
            ("X04", dt.date(2026, 3, 5), builtin, 1234.5600000000002, None),
            ("X05", 46086, None, "1,234.50", None),
            ("X06", "2026-03-05", None, "￥1,234.50", None),
            ("X07", "2026年3月5日", None, "1000", None),
            ("X08", 46086.4326388889, None, 1e14 / 3e10, money),
        ]
        for row, (key, when, when_format, amount, amount_format) in enumerate(data, 5):
            sheet.write(row, 0, key)
            sheet.write(row, 1, "D1")
            write = sheet.write_datetime if isinstance(when, dt.date) else sheet.write
            write(row, 2, when, when_format)
            sheet.write(row, 3, round(amount, 2) if key == "X08" else amount, amount_format)
            sheet.write(row, 4, "银行转账")
            sheet.write(row, 5, "成功")
        # What formulas gave when the file was written; nobody computes them again.
        sheet.write_formula("A14", '="X"&"09"', None, "X09")
        sheet.write_formula("B14", "=B13", None, "D1")
        sheet.write_formula("C14", "=C13+1", day, 46087.4326388889)
        sheet.write_formula("D14", "=SUM(D6:D7)", money, 2000.5)
        sheet.write("E14", "现金")
        sheet.write_formula("F14", '=IF(D14>0,"成功","失败")', None, "成功")
        sheet.write("A15", "合  计")
        sheet.write_formula("D15", "=SUM(D6:D14)", money, 9999.99)


def since_1904():
    """Days counted from 1904, with and without a format that says so."""
    with book("xlsx-1904", "缴费流水.xlsx", date_1904=True) as made:
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        sheet = made.add_worksheet("缴费流水")
        rows(sheet, [HEADERS])
        rows(sheet, [["Y1", "D1", dt.date(2026, 3, 5), 1000, "现金", "成功"]], 1, {2: day})
        rows(sheet, [["Y2", "D2", "2026-03-06", 2400.5, "现金", "成功"]], 2)


def several_sheets():
    """A cover, two months of one table, a hidden sheet, an empty one and a chart on a sheet of its own."""
    with book("xlsx-several-sheets", "缴费流水_2026Q1.xlsx") as made:
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        cover = made.add_worksheet("封面")
        rows(cover, [["青岚分公司"], ["缴费流水（2026 年一季度）"], ["内部资料"]])
        january = made.add_worksheet("1月")
        rows(january, [HEADERS])
        rows(january, [["S1", "D1", dt.date(2026, 1, 5), 100, "现金", "成功"]], 1, {2: day})
        february = made.add_worksheet("2月")
        # The columns in another order.
        rows(february, [["状态", "流水号", "应收号", "实收保费", "实收日期", "收费方式"]], 1)
        rows(february, [["成功", "S2", "D2", 200, dt.date(2026, 2, 5), "现金"]], 2, {4: day})
        hidden = made.add_worksheet("底稿")
        rows(hidden, [HEADERS, ["S3", "D2", "2026-02-06", 300, "现金", "成功"]])
        hidden.hide()
        made.add_worksheet("Sheet5")
        chart = made.add_chart({"type": "column"})
        chart.add_series({"values": "='1月'!$D$2:$D$2"})
        made.add_chartsheet("图").set_chart(chart)


def two_tables():
    with book("xlsx-two-tables", "一季度报送.xlsx") as made:
        day = made.add_format({"num_format": "yyyy/m/d"})
        rows(made.add_worksheet("团队"), [["团队代码", "团队", "机构代码", "机构", "区域"], ["T9", "九课", "B1", "青岚分公司", "北区"]])
        people = made.add_worksheet("续收专员")
        rows(people, [["工号", "专员", "职级", "入职日期"]])
        rows(people, [[10086, "孙悦", "senior", dt.date(2021, 7, 1)]], 1, {3: day})


def spoiled():
    """Cells with errors, and identifiers a spreadsheet took for numbers."""
    with book("xlsx-spoiled-cells", "缴费流水.xlsx") as made:
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        sheet = made.add_worksheet("缴费流水")
        good = [[f"Z{n:03}", "D1", dt.date(2026, 3, 5), 10 + n, "现金", "成功"] for n in range(120)]
        rows(sheet, [HEADERS])
        rows(sheet, good, 1, {2: day})
        # 21 digits, of which 15 are left; 16 digits; 12 digits, all of which are left.
        sheet.write_number("A3", 860082365294899263102)
        sheet.write_number("A4", 8600823652948992)
        sheet.write_number("A5", 860082365294)
        sheet.write_formula("D6", "=VLOOKUP(1,A1:A2,1)", None, "#N/A")
        sheet.write_formula("D7", "=1/0", None, "#DIV/0!")
        sheet.write_formula("A8", "=VLOOKUP(1,A1:A2,1)", None, "#N/A")


def merged():
    """Cells of data that are merged downwards; one of them reaches far below the data."""
    with book("xlsx-merged-cells", "团队.xlsx") as made:
        sheet = made.add_worksheet("团队")
        sheet.merge_range("A1:E1", "团队一览")
        rows(sheet, [["机构代码", "机构", "团队代码", "团队", "区域"]], 1)
        rows(sheet, [[None, None, f"M{n}", f"第{n}课"] for n in range(1, 6)], 2)
        sheet.merge_range("A3:A5", "B1")
        sheet.merge_range("B3:B5", "青岚分公司")
        sheet.merge_range("A6:A7", "B2")
        sheet.merge_range("B6:B7", "云溪分公司")
        sheet.merge_range("E3:E40000", "北区")


def kinds_of_text():
    """Texts inside the cells instead of in the common list, with formatting inside, with line breaks; yes and no."""
    headers = ["投诉号", "工号", "受理日期", "投诉类别", "是否成立", "客户号"]
    with book("xlsx-kinds-of-text", "投诉.xlsx", in_memory=False, constant_memory=True) as made:
        sheet = made.add_worksheet("投诉")
        rows(sheet, [headers, ["K1", "S1", "2026-03-05", "服务\n态度", True, "C1"]])
    with book("xlsx-kinds-of-text", "投诉2.xlsx") as made:
        sheet = made.add_worksheet("投诉")
        red = made.add_format({"color": "red"})
        rows(sheet, [headers, ["K2", "S1", "2026-03-05", None, False, "C1"]])
        sheet.write_rich_string("D2", "服务", red, "态度", " 差")


def far_cells():
    """Two cells as far apart as they can be in a column."""
    with book("xlsx-far-cells", "团队.xlsx") as made:
        sheet = made.add_worksheet("团队")
        rows(sheet, [["团队代码", "团队", "机构代码", "机构"], ["F1", "远课", "B1", "青岚分公司"]])
        sheet.write("A1048576", "合计")


def small(target):
    """A small workbook, for what is wrong with files as a whole."""
    made = xlsxwriter.Workbook(target)
    made.set_properties({"created": CREATED})
    rows(made.add_worksheet("团队"), [["团队代码", "团队", "机构代码", "机构"], ["E1", "一课", "B1", "青岚分公司"]])
    made.close()


def whole_files():
    plain = io.BytesIO()
    small(plain)
    for case in ["xlsx-truncated", "xlsx-encrypted", "xls-of-other-kinds"]:
        (CASES / case).mkdir(parents=True, exist_ok=True)
    (CASES / "xlsx-truncated" / "团队.xlsx").write_bytes(plain.getvalue()[:3000])
    with open(CASES / "xlsx-encrypted" / "团队.xlsx", "wb") as target:
        msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(plain.getvalue())).encrypt("secret", target)
    (CASES / "xls-of-other-kinds" / "团队1.xls").write_bytes(plain.getvalue())
    text = "团队代码\t团队\t机构代码\t机构\r\nE2\t二课\tB1\t青岚分公司\r\n"
    (CASES / "xls-of-other-kinds" / "团队2.xls").write_bytes(text.encode("gbk"))


def old():
    """Old workbooks: by xlwt and by LibreOffice, in Unicode and in code page 936, one by a script without a container."""
    folder = CASES / "xls-old-workbooks"
    folder.mkdir(parents=True, exist_ok=True)
    made = xlwt.Workbook(encoding="utf-8")
    sheet = made.add_sheet("一月")
    day, money = xlwt.easyxf(num_format_str="yyyy-mm-dd"), xlwt.easyxf(num_format_str="#,##0.00")
    sheet.write_merge(0, 0, 0, 5, "缴费流水（一月）")
    for column, text in enumerate(HEADERS):
        sheet.write(1, column, text)
    for row in range(2, 5):
        for column, value in enumerate([f"L{row}", "D1", dt.date(2026, 1, row), 1234.56 + row, "现金", "成功"]):
            sheet.write(row, column, value, {2: day, 3: money}.get(column, xlwt.Style.default_style))
    # Whole numbers side by side share a record; one with too many digits, one with an error, one with yes.
    sheet.write(5, 0, 12345678)
    sheet.write(5, 1, "D1")
    sheet.write(5, 2, 46086)
    sheet.write(5, 3, 77)
    sheet.write(5, 4, "现金")
    sheet.write(5, 5, "成功")
    sheet.write(6, 0, "合计")
    hidden = made.add_sheet("底稿")
    hidden.visibility = 1
    hidden.write(0, 0, "草稿")
    made.save(str(folder / "缴费流水_xlwt.xls"))

    with tempfile.TemporaryDirectory() as scratch:
        source = os.path.join(scratch, "office.xlsx")
        made = xlsxwriter.Workbook(source)
        day = made.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
        minute = made.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet = made.add_worksheet("二月")
        rows(sheet, [HEADERS])
        rows(sheet, [["O1", "D1", dt.date(2026, 2, 5), 0.1 + 0.2, "现金", "成功"]], 1, {2: day})
        rows(sheet, [["O2", "D1", dt.datetime(2026, 2, 6, 8, 30), 33, "银行转账", "成功"]], 2, {2: minute})
        rows(sheet, [["O3", "D1", "2026-02-07", 44, None, "成功"]], 3)
        sheet.merge_range("E3:E4", "银行转账")
        sheet.write_formula("A5", '="O"&"4"')
        sheet.write_formula("B5", "=B4")
        sheet.write_formula("C5", "=C3+1", minute)
        sheet.write_formula("D5", "=SUM(D3:D4)")
        sheet.write_formula("E5", "=E3")
        sheet.write_formula("F5", '=IF(1=1,"成功","失败")')
        made.close()
        profile = f"-env:UserInstallation=file://{scratch}/profile"
        convert = ["--convert-to", "xls:MS Excel 97", "--outdir", scratch, source]
        subprocess.run(["soffice", "--headless", profile, *convert], check=True, stdout=subprocess.DEVNULL)
        shutil.copy(os.path.join(scratch, "office.xls"), folder / "缴费流水_office.xls")

    # Scripts of web sites often write no more than the records themselves.
    def record(kind, data):
        return kind.to_bytes(2, "little") + len(data).to_bytes(2, "little") + data

    def label(row, column, text):
        text = text.encode("gbk")
        place = row.to_bytes(2, "little") + column.to_bytes(2, "little") + b"\0\0"
        return record(0x204, place + len(text).to_bytes(2, "little") + text)

    lines = [HEADERS, ["W1", "D1", "2026-03-05", "55.00", "现金", "成功"]]
    cells = b"".join(label(r, c, text) for r, line in enumerate(lines) for c, text in enumerate(line))
    begin = record(0x809, bytes([0, 0, 0x10, 0, 0, 0, 0, 0]))
    end = record(0x0A, b"")
    (folder / "缴费流水_script.xls").write_bytes(begin + cells + end)

    # BIFF5 in code page 936, with a format for dates, as programs of the nineties write it.
    def short_text(text):
        text = text.encode("gbk")
        return bytes([len(text)]) + text

    lines[1][0] = "B1"
    cells = b"".join(label(r, c, text) for r, line in enumerate(lines) for c, text in enumerate(line) if (r, c) != (1, 2))
    cells += record(0x203, struct.pack("<HHHd", 1, 2, 1, 46086.5))
    # Two numbers in one record: 12 and, as hundredths, 12.34.
    cells += record(0xBD, struct.pack("<HHHIHIH", 2, 0, 0, 12 << 2 | 2, 0, 1234 << 2 | 3, 1))
    sheet = record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0)) + cells + end
    shared = record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + record(0x42, struct.pack("<H", 936))
    shared += record(0x41E, struct.pack("<H", 165) + short_text('yyyy"年"m"月"d"日"'))
    shared += record(0xE0, struct.pack("<HH", 0, 0) + bytes(12)) + record(0xE0, struct.pack("<HH", 0, 165) + bytes(12))
    name = short_text("三月")
    at = len(shared) + 4 + 6 + len(name) + len(end)
    shared += record(0x85, struct.pack("<IH", at, 0) + name) + end
    (folder / "缴费流水_biff5.xls").write_bytes(shared + sheet)


if __name__ == "__main__":
    for make in [titles, since_1904, several_sheets, two_tables, spoiled, merged, kinds_of_text, far_cells, whole_files, old]:
        make()
