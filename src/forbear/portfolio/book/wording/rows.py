"""What faults of cells and rows say: reason and cure, in English and Chinese, under their code."""

from forbear.portfolio.book.wording.files import words

VALUES = {
    "missing_value": words(
        "the value is missing",
        "fill in `{column}`; it is required in every row",
        "缺少值",
        "请填写 {column}，每一行都必须有",
    ),
    "missing_source": words(
        "the contact point has no source; a number whose origin is unknown may not be used",
        "say where it came from ({allowed}), or remove the row",
        "该联系方式没有来源；来历不明的号码不得使用",
        "请注明来源（{allowed}），或删除该行",
    ),
    "value_too_long": words(
        "the id is longer than {limit} characters",
        "use a shorter id",
        "编号超过 {limit} 个字符",
        "请使用较短的编号",
    ),
    "spaces_around": words(
        "`{value}` begins or ends with a space",
        "remove the space",
        "“{value}”首尾有空格",
        "请删除空格",
    ),
    "control_character": words(
        "`{value}` holds a control character",
        "remove it",
        "“{value}”含有控制字符",
        "请删除",
    ),
    "bad_date": words(
        "`{value}` is not a day of the calendar",
        "write an existing day as YYYY-MM-DD, such as 2026-02-28",
        "“{value}”不是存在的日期",
        "请写成存在的日期，格式 YYYY-MM-DD，例如 2026-02-28",
    ),
    "bad_instant": words(
        "`{value}` is not an instant",
        "write date, time and offset, such as 2026-02-28T09:30:00+08:00",
        "“{value}”不是有效时刻",
        "请写日期、时间和偏移量，例如 2026-02-28T09:30:00+08:00",
    ),
    "instant_without_offset": words(
        "`{value}` does not say its offset from UTC",
        "add it, such as +08:00 or Z",
        "“{value}”没有写明与 UTC 的偏移",
        "请补上，例如 +08:00 或 Z",
    ),
    "bad_hour": words(
        "`{value}` is not a time of day",
        "write HH:MM, from 00:00 to 24:00",
        "“{value}”不是一天中的时间",
        "请写成 HH:MM，00:00 至 24:00",
    ),
    "bad_amount": words(
        "`{value}` is not an amount",
        "write digits with a decimal point, such as 1234.50, without separators, sign or exponent",
        "“{value}”不是金额",
        "请只写数字和小数点，例如 1234.50，不要分隔符、符号或指数",
    ),
    "negative_amount": words(
        "`{value}` is negative",
        "give amounts without a sign; a payment taken back is a row of its own with `reverses`",
        "“{value}”是负数",
        "金额不带符号；冲回的还款请另写一行并填 reverses",
    ),
    "too_many_decimals": words(
        "`{value}` has more decimals than {currency} has ({decimals})",
        "round it where it was made, and send it again",
        "“{value}”的小数位多于 {currency_zh} 的 {decimals} 位",
        "请在源头取整后重新提供",
    ),
    "amount_too_large": words(
        "`{value}` is larger than any amount we hold (13 digits)",
        "check the amount",
        "“{value}”超出可处理的金额（13 位）",
        "请核对金额",
    ),
    "zero_amount": words(
        "the amount is zero", "give the amount, or remove the row", "金额为零", "请填写金额，或删除该行"
    ),
    "bad_rate": words(
        "`{value}` is not a rate",
        "write a fraction with at most 9 decimals, such as 0.0948 for 9.48 %",
        "“{value}”不是利率",
        "请写成小数，最多 9 位，例如 9.48% 写作 0.0948",
    ),
    "rate_out_of_range": words(
        "`{value}` is not between 0 and 10",
        "write the rate as a fraction of one, such as 0.0948 for 9.48 %",
        "“{value}”不在 0 到 10 之间",
        "请以小数表示，例如 9.48% 写作 0.0948",
    ),
    "bad_integer": words(
        "`{value}` is not a whole number from 0 to 2147483647",
        "write digits only",
        "“{value}”不是 0 至 2147483647 的整数",
        "请只写数字",
    ),
    "bad_boolean": words(
        "`{value}` is neither true nor false",
        "write `true` or `false`",
        "“{value}”不是真或假",
        "请写 true 或 false",
    ),
    "unknown_token": words(
        "`{value}` is not known here{closest}",
        "use one of {allowed}",
        "“{value}”不在可用的词中{closest_zh}",
        "请使用其中之一：{allowed}",
    ),
    "unknown_currency": words(
        "`{value}` is not a currency of ISO 4217{closest}",
        "write the three-letter code, such as CNY",
        "“{value}”不是 ISO 4217 货币代码{closest_zh}",
        "请写三个字母的代码，例如 CNY",
    ),
    "wrong_currency": words(
        "`{value}` is not the currency of the loan, which is {currency}",
        "convert nothing: correct the row or the loan",
        "“{value}”不是该笔贷款的货币（{currency}）",
        "请勿换算，请更正该行或该笔贷款",
    ),
    "unknown_zone": words(
        "`{value}` is not a time zone of the IANA list",
        "write a name such as Asia/Shanghai",
        "“{value}”不是 IANA 时区名称",
        "请写名称，例如 Asia/Shanghai",
    ),
    "bad_country": words(
        "`{value}` is not a country code",
        "write two capital letters, such as CN",
        "“{value}”不是国家代码",
        "请写两个大写字母，例如 CN",
    ),
    "bad_region": words(
        "`{value}` is not a state or province",
        "write the code of ISO 3166-2, such as US-MA or CA-ON; in New York also US-NY-NYC for the city and US-NY-OTHER for the rest",
        "“{value}”不是州或省的代码",
        "请写 ISO 3166-2 代码，例如 US-MA、CA-ON；纽约州内，纽约市写 US-NY-NYC，其余写 US-NY-OTHER",
    ),
    "bad_language": words(
        "`{value}` is not a language tag",
        "write a tag such as zh-CN or en",
        "“{value}”不是语言代码",
        "请写代码，例如 zh-CN 或 en",
    ),
    "bad_phone": words(
        "`{value}` is not a full telephone number",
        "write + and the country code, then digits only, such as +8613800138000",
        "“{value}”不是完整的电话号码",
        "请写 + 和国家代码，其后只有数字，例如 +8613800138000",
    ),
    "bad_email": words(
        "`{value}` is not an e-mail address",
        "write it as name@domain",
        "“{value}”不是电子邮件地址",
        "请写成 name@domain",
    ),
}

ROWS = {
    "duplicate_key": words(
        "`{value}` appears again; it first stands on line {first}",
        "keep one row, or give the other its own id",
        "“{value}”重复出现，首次在第 {first} 行",
        "请只保留一行，或给另一行单独的编号",
    ),
    "dangling": words(
        "`{value}` is not in `{table}`",
        "add it to `{table}`, or correct the id",
        "{table} 表中没有“{value}”",
        "请在 {table} 表中加入，或更正编号",
    ),
    "unknown_payment": words(
        "`{value}` is not a payment of this loan",
        "correct `reverses`, or add the payment it takes back",
        "该笔贷款没有还款“{value}”",
        "请更正 reverses，或补上被冲回的还款",
    ),
    "reverses_reversal": words(
        "`{value}` itself takes back a payment",
        "name the payment that was made",
        "“{value}”本身就是冲回",
        "请填写实际发生的还款",
    ),
    "reverses_too_much": words(
        "more is taken back than payment `{value}` brought",
        "correct the amounts",
        "冲回金额超过还款“{value}”",
        "请更正金额",
    ),
    "reverses_earlier": words(
        "the payment `{value}` is taken back before it was received",
        "correct `received`",
        "还款“{value}”在收到之前就被冲回",
        "请更正 received",
    ),
    "allocated_too_much": words(
        "the allocated parts are more than the amount `{value}`",
        "correct the parts, or leave them empty for us to allocate",
        "分配的各部分超过金额“{value}”",
        "请更正，或留空由我们分配",
    ),
    "signed_after_disbursed": words(
        "the loan was disbursed on `{value}`, before it was signed",
        "correct `signed` or `disbursed`",
        "放款日“{value}”早于签约日",
        "请更正 signed 或 disbursed",
    ),
    "maturity_before_disbursed": words(
        "the loan ends on `{value}`, before it was disbursed",
        "correct `disbursed` or `maturity`",
        "到期日“{value}”早于放款日",
        "请更正 disbursed 或 maturity",
    ),
    "neither_loan_nor_borrower": words(
        "the relation names neither a loan nor a borrower",
        "fill in `loan_id` or `borrower_id`",
        "该关系既没有贷款也没有借款人",
        "请填写 loan_id 或 borrower_id",
    ),
    "borrower_mismatch": words(
        "`{value}` is not the borrower of the loan",
        "correct `borrower_id` or `loan_id`",
        "“{value}”不是该笔贷款的借款人",
        "请更正 borrower_id 或 loan_id",
    ),
    "not_a_borrower": words(
        "`{value}` has no loan in this book",
        "correct `borrower_id`, or add the loan",
        "“{value}”在账册中没有贷款",
        "请更正 borrower_id，或补上贷款",
    ),
    "relation_to_self": words(
        "`{value}` is the borrower, who cannot be their own {role}",
        "name another person, or remove the row",
        "“{value}”就是借款人本人，不能同时是自己的 {role}",
        "请写另一人，或删除该行",
    ),
    "address_book": words(
        "the borrower `{value}` would have {count} emergency contacts; more than {limit} is an address book, not a choice",
        "keep those whom the borrower named",
        "借款人“{value}”有 {count} 位紧急联系人；超过 {limit} 位是通讯录，而不是本人的选择",
        "请只保留借款人本人指定的人",
    ),
    "not_named": words(
        "the borrower did not name `{value}`; only the borrower and people in `relations` may be reached",
        "remove the row; if the borrower named this person, add the relation",
        "借款人没有指定“{value}”；只能联系借款人本人和 relations 表中的人",
        "请删除该行；如确由借款人指定，请补上关系",
    ),
}
