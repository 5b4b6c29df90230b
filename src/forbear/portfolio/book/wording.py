"""What each fault says: reason and cure, in English and Chinese, under its code.

The English follows the house: small first letter, no full stop, the reader's own input in backticks.
"""

from collections.abc import Mapping
from types import MappingProxyType


def _words(en: str, en_cure: str, zh: str, zh_cure: str) -> Mapping[str, tuple[str, str]]:
    return MappingProxyType({"en": (en, en_cure), "zh": (zh, zh_cure)})


_FILES = {
    "missing_folder": _words(
        "`{value}` is not a folder",
        "give the folder that holds the tables of the book",
        "“{value}”不是文件夹",
        "请给出存放账册各表的文件夹",
    ),
    "missing_table": _words(
        "the folder has no table `{value}`",
        "add `{value}.csv` or `{value}.parquet`",
        "文件夹中没有“{value}”表",
        "请加入 {value}.csv 或 {value}.parquet",
    ),
    "unknown_table": _words(
        "`{value}` is not a table of the book{closest}",
        "rename or remove it, or pass `--ignore-extra`; tables are {allowed}",
        "“{value}”不是账册中的表{closest_zh}",
        "请改名或移除，或使用 --ignore-extra；可用的表：{allowed}",
    ),
    "refused_table": _words(
        "`{value}` holds what was copied from a telephone; people whom the borrower did not name are not part of a book",
        "remove the file; those whom the borrower named belong in `relations`",
        "“{value}”是从手机中取得的数据；借款人没有指定的人不属于账册",
        "请移除该文件；借款人本人指定的联系人请写入 relations 表",
    ),
    "refused_column": _words(
        "`{value}` ranks how close people are, which no one agreed to",
        "remove the column",
        "“{value}”给人与人的亲疏打分，没有人同意过这样做",
        "请删除该列",
    ),
    "two_files": _words(
        "the table `{value}` is there twice, as CSV and as Parquet",
        "keep one of the two files",
        "“{value}”表同时有 CSV 和 Parquet 两份",
        "请只保留一份",
    ),
    "unsupported_format": _words(
        "`{value}` is not in a format we read",
        "unpack or save it as `{table}.csv` (UTF-8) or `{table}.parquet`",
        "“{value}”不是可读取的格式",
        "请解压或另存为 {table}.csv（UTF-8）或 {table}.parquet",
    ),
    "empty_file": _words(
        "the file is empty",
        "write at least the line of column names, or remove the file",
        "文件是空的",
        "请至少写入列名一行，或移除该文件",
    ),
    "unreadable": _words(
        "the file cannot be read: {value}",
        "check its permissions and that it is complete",
        "无法读取该文件：{value}",
        "请检查权限以及文件是否完整",
    ),
    "unreadable_parquet": _words(
        "the file is not readable as Parquet, it may be cut off: {value}",
        "write the file again",
        "无法按 Parquet 读取，文件可能不完整：{value}",
        "请重新生成该文件",
    ),
    "utf16": _words(
        "the text is UTF-16, not UTF-8",
        "save the file as UTF-8 (in Excel: CSV UTF-8)",
        "文件编码是 UTF-16，不是 UTF-8",
        "请另存为 UTF-8（Excel 中选“CSV UTF-8”）",
    ),
    "not_utf8": _words(
        "bytes here are not UTF-8: `{value}`",
        "save the file as UTF-8 (Chinese text is often GB 18030)",
        "此处的字节不是 UTF-8：“{value}”",
        "请另存为 UTF-8（中文文件常见的是 GB 18030）",
    ),
    "nul_byte": _words(
        "the text holds NUL bytes, which no CSV has",
        "write the file again as text",
        "文件中有 NUL 字节，CSV 中不应出现",
        "请重新以文本方式导出",
    ),
    "old_line_endings": _words(
        "lines end with a carriage return alone",
        "end lines with LF or CRLF",
        "行尾只有回车符（CR）",
        "请使用 LF 或 CRLF 换行",
    ),
}

_LINES = {
    "line_too_long": _words(
        "the line is longer than {limit} bytes; reading stopped here",
        "check that the file has line breaks and is not damaged",
        "这一行超过 {limit} 字节，读取到此为止",
        "请检查文件是否有换行、是否损坏",
    ),
    "truncated": _words(
        "the last line has no line break, so the file may be cut off",
        "send the file again; if it is complete, end its last line with a line break",
        "最后一行没有换行，文件可能被截断",
        "请重新发送；如确认完整，请在末行后加换行",
    ),
    "unclosed_quote": _words(
        "a quote opened in this record is never closed",
        "close the quote, and double quotes that are part of a value",
        "这条记录中的引号没有闭合",
        "请补上引号；值里的引号要写成两个",
    ),
    "stray_quote": _words(
        "a quote stands inside a value",
        "enclose the whole value in quotes and double those inside it",
        "值的中间出现引号",
        "请用引号包住整个值，并把其中的引号写成两个",
    ),
    "stray_carriage_return": _words(
        "a carriage return stands inside a value",
        "remove it, or enclose the value in quotes",
        "值的中间出现回车符",
        "请删除，或用引号包住该值",
    ),
    "wrong_number_of_fields": _words(
        "the row has {value} fields, the header has {expected}",
        "give each column one field; values with a comma go in quotes",
        "这一行有 {value} 个字段，表头有 {expected} 个",
        "请让每列恰好一个字段；含逗号的值请加引号",
    ),
    "blank_line": _words("the line is blank", "remove the line", "空行", "请删除该行"),
    "unknown_column": _words(
        "`{value}` is not a column of `{table}`{closest}",
        "rename or remove it, or pass `--ignore-extra`",
        "“{value}”不是 {table} 表的列{closest_zh}",
        "请改名或删除，或使用 --ignore-extra",
    ),
    "missing_column": _words(
        "the required column `{value}` is missing",
        "add the column; its header is `{value}`",
        "缺少必需的列“{value}”",
        "请加入该列，列名为 {value}",
    ),
    "duplicate_column": _words(
        "the column `{value}` appears more than once",
        "keep one of them",
        "“{value}”列出现了不止一次",
        "请只保留一列",
    ),
    "nested_column": _words(
        "the Parquet column is of type `{value}`, which holds no plain values",
        "write it as text",
        "Parquet 列类型“{value}”不是普通值",
        "请改为文本",
    ),
    "float_column": _words(
        "the Parquet column is of type `{value}`, which cannot hold decimal fractions exactly",
        "write it as decimal or text",
        "Parquet 列类型“{value}”不能精确表示小数",
        "请改用 decimal 或文本",
    ),
    "naive_instants": _words(
        "the Parquet column is of type `{value}`, which says no time zone",
        "write it with a time zone (UTC) or as text with offset",
        "Parquet 列类型“{value}”没有时区",
        "请写成带时区（UTC）的类型，或带偏移量的文本",
    ),
}

_VALUES = {
    "missing_value": _words(
        "the value is missing",
        "fill in `{column}`; it is required in every row",
        "缺少值",
        "请填写 {column}，每一行都必须有",
    ),
    "missing_source": _words(
        "the contact point has no source; a number whose origin is unknown may not be used",
        "say where it came from ({allowed}), or remove the row",
        "该联系方式没有来源；来历不明的号码不得使用",
        "请注明来源（{allowed}），或删除该行",
    ),
    "value_too_long": _words(
        "the id is longer than {limit} characters",
        "use a shorter id",
        "编号超过 {limit} 个字符",
        "请使用较短的编号",
    ),
    "spaces_around": _words(
        "`{value}` begins or ends with a space",
        "remove the space",
        "“{value}”首尾有空格",
        "请删除空格",
    ),
    "control_character": _words(
        "`{value}` holds a control character",
        "remove it",
        "“{value}”含有控制字符",
        "请删除",
    ),
    "bad_date": _words(
        "`{value}` is not a day of the calendar",
        "write an existing day as YYYY-MM-DD, such as 2026-02-28",
        "“{value}”不是存在的日期",
        "请写成存在的日期，格式 YYYY-MM-DD，例如 2026-02-28",
    ),
    "bad_instant": _words(
        "`{value}` is not an instant",
        "write date, time and offset, such as 2026-02-28T09:30:00+08:00",
        "“{value}”不是有效时刻",
        "请写日期、时间和偏移量，例如 2026-02-28T09:30:00+08:00",
    ),
    "instant_without_offset": _words(
        "`{value}` does not say its offset from UTC",
        "add it, such as +08:00 or Z",
        "“{value}”没有写明与 UTC 的偏移",
        "请补上，例如 +08:00 或 Z",
    ),
    "bad_hour": _words(
        "`{value}` is not a time of day",
        "write HH:MM, from 00:00 to 24:00",
        "“{value}”不是一天中的时间",
        "请写成 HH:MM，00:00 至 24:00",
    ),
    "bad_amount": _words(
        "`{value}` is not an amount",
        "write digits with a decimal point, such as 1234.50, without separators, sign or exponent",
        "“{value}”不是金额",
        "请只写数字和小数点，例如 1234.50，不要分隔符、符号或指数",
    ),
    "negative_amount": _words(
        "`{value}` is negative",
        "give amounts without a sign; a payment taken back is a row of its own with `reverses`",
        "“{value}”是负数",
        "金额不带符号；冲回的还款请另写一行并填 reverses",
    ),
    "too_many_decimals": _words(
        "`{value}` has more decimals than {currency} has ({decimals})",
        "round it where it was made, and send it again",
        "“{value}”的小数位多于 {currency} 的 {decimals} 位",
        "请在源头取整后重新提供",
    ),
    "amount_too_large": _words(
        "`{value}` is larger than any amount we hold (13 digits)",
        "check the amount",
        "“{value}”超出可处理的金额（13 位）",
        "请核对金额",
    ),
    "zero_amount": _words(
        "the amount is zero", "give the amount, or remove the row", "金额为零", "请填写金额，或删除该行"
    ),
    "bad_rate": _words(
        "`{value}` is not a rate",
        "write a fraction with at most 9 decimals, such as 0.0948 for 9.48 %",
        "“{value}”不是利率",
        "请写成小数，最多 9 位，例如 9.48% 写作 0.0948",
    ),
    "rate_out_of_range": _words(
        "`{value}` is not between 0 and 10",
        "write the rate as a fraction of one, such as 0.0948 for 9.48 %",
        "“{value}”不在 0 到 10 之间",
        "请以小数表示，例如 9.48% 写作 0.0948",
    ),
    "bad_integer": _words(
        "`{value}` is not a whole number from 0 to 2147483647",
        "write digits only",
        "“{value}”不是 0 至 2147483647 的整数",
        "请只写数字",
    ),
    "bad_boolean": _words(
        "`{value}` is neither true nor false",
        "write `true` or `false`",
        "“{value}”不是真或假",
        "请写 true 或 false",
    ),
    "unknown_token": _words(
        "`{value}` is not known here{closest}",
        "use one of {allowed}",
        "“{value}”不在可用的词中{closest_zh}",
        "请使用其中之一：{allowed}",
    ),
    "unknown_currency": _words(
        "`{value}` is not a currency of ISO 4217{closest}",
        "write the three-letter code, such as CNY",
        "“{value}”不是 ISO 4217 货币代码{closest_zh}",
        "请写三个字母的代码，例如 CNY",
    ),
    "wrong_currency": _words(
        "`{value}` is not the currency of the loan, which is {currency}",
        "convert nothing: correct the row or the loan",
        "“{value}”不是该笔贷款的货币（{currency}）",
        "请勿换算，请更正该行或该笔贷款",
    ),
    "unknown_zone": _words(
        "`{value}` is not a time zone of the IANA list",
        "write a name such as Asia/Shanghai",
        "“{value}”不是 IANA 时区名称",
        "请写名称，例如 Asia/Shanghai",
    ),
    "bad_country": _words(
        "`{value}` is not a country code",
        "write two capital letters, such as CN",
        "“{value}”不是国家代码",
        "请写两个大写字母，例如 CN",
    ),
    "bad_language": _words(
        "`{value}` is not a language tag",
        "write a tag such as zh-CN or en",
        "“{value}”不是语言代码",
        "请写代码，例如 zh-CN 或 en",
    ),
    "bad_phone": _words(
        "`{value}` is not a full telephone number",
        "write + and the country code, then digits only, such as +8613800138000",
        "“{value}”不是完整的电话号码",
        "请写 + 和国家代码，其后只有数字，例如 +8613800138000",
    ),
    "bad_email": _words(
        "`{value}` is not an e-mail address",
        "write it as name@domain",
        "“{value}”不是电子邮件地址",
        "请写成 name@domain",
    ),
}

_ROWS = {
    "duplicate_key": _words(
        "`{value}` appears again; it first stands on line {first}",
        "keep one row, or give the other its own id",
        "“{value}”重复出现，首次在第 {first} 行",
        "请只保留一行，或给另一行单独的编号",
    ),
    "dangling": _words(
        "`{value}` is not in `{table}`",
        "add it to `{table}`, or correct the id",
        "{table} 表中没有“{value}”",
        "请在 {table} 表中加入，或更正编号",
    ),
    "unknown_payment": _words(
        "`{value}` is not a payment of this loan",
        "correct `reverses`, or add the payment it takes back",
        "该笔贷款没有还款“{value}”",
        "请更正 reverses，或补上被冲回的还款",
    ),
    "reverses_reversal": _words(
        "`{value}` itself takes back a payment",
        "name the payment that was made",
        "“{value}”本身就是冲回",
        "请填写实际发生的还款",
    ),
    "reverses_too_much": _words(
        "more is taken back than payment `{value}` brought",
        "correct the amounts",
        "冲回金额超过还款“{value}”",
        "请更正金额",
    ),
    "reverses_earlier": _words(
        "the payment `{value}` is taken back before it was received",
        "correct `received`",
        "还款“{value}”在收到之前就被冲回",
        "请更正 received",
    ),
    "allocated_too_much": _words(
        "the allocated parts are more than the amount `{value}`",
        "correct the parts, or leave them empty for us to allocate",
        "分配的各部分超过金额“{value}”",
        "请更正，或留空由我们分配",
    ),
    "signed_after_disbursed": _words(
        "the loan was disbursed on `{value}`, before it was signed",
        "correct `signed` or `disbursed`",
        "放款日“{value}”早于签约日",
        "请更正 signed 或 disbursed",
    ),
    "maturity_before_disbursed": _words(
        "the loan ends on `{value}`, before it was disbursed",
        "correct `disbursed` or `maturity`",
        "到期日“{value}”早于放款日",
        "请更正 disbursed 或 maturity",
    ),
    "neither_loan_nor_borrower": _words(
        "the relation names neither a loan nor a borrower",
        "fill in `loan_id` or `borrower_id`",
        "该关系既没有贷款也没有借款人",
        "请填写 loan_id 或 borrower_id",
    ),
    "borrower_mismatch": _words(
        "`{value}` is not the borrower of the loan",
        "correct `borrower_id` or `loan_id`",
        "“{value}”不是该笔贷款的借款人",
        "请更正 borrower_id 或 loan_id",
    ),
    "not_a_borrower": _words(
        "`{value}` has no loan in this book",
        "correct `borrower_id`, or add the loan",
        "“{value}”在账册中没有贷款",
        "请更正 borrower_id，或补上贷款",
    ),
    "relation_to_self": _words(
        "`{value}` is the borrower, who cannot be their own {role}",
        "name another person, or remove the row",
        "“{value}”就是借款人本人，不能同时是自己的 {role}",
        "请写另一人，或删除该行",
    ),
    "address_book": _words(
        "the borrower `{value}` would have {count} emergency contacts; more than {limit} is an address book, not a choice",
        "keep those whom the borrower named",
        "借款人“{value}”有 {count} 位紧急联系人；超过 {limit} 位是通讯录，而不是本人的选择",
        "请只保留借款人本人指定的人",
    ),
    "not_named": _words(
        "the borrower did not name `{value}`; only the borrower and people in `relations` may be reached",
        "remove the row; if the borrower named this person, add the relation",
        "借款人没有指定“{value}”；只能联系借款人本人和 relations 表中的人",
        "请删除该行；如确由借款人指定，请补上关系",
    ),
}

WORDING: Mapping[str, Mapping[str, tuple[str, str]]] = MappingProxyType(
    {**_FILES, **_LINES, **_VALUES, **_ROWS}
)
"""Code → language (`en`, `zh`) → (reason, cure); the names in braces are facts of the fault."""
