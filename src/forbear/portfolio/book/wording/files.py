"""What faults of files and lines say: reason and cure, in English and Chinese, under their code."""

from collections.abc import Mapping
from types import MappingProxyType


def words(en: str, en_cure: str, zh: str, zh_cure: str) -> Mapping[str, tuple[str, str]]:
    """Reason and cure in both languages."""
    return MappingProxyType({"en": (en, en_cure), "zh": (zh, zh_cure)})


FILES = {
    "missing_folder": words(
        "`{value}` is not a folder",
        "give the folder that holds the tables of the book",
        "“{value}”不是文件夹",
        "请给出存放账册各表的文件夹",
    ),
    "missing_table": words(
        "the folder has no table `{value}`",
        "add `{value}.csv` or `{value}.parquet`",
        "文件夹中没有“{value}”表",
        "请加入 {value}.csv 或 {value}.parquet",
    ),
    "unknown_table": words(
        "`{value}` is not a table of the book{closest}",
        "rename or remove it, or pass `--ignore-extra`; tables are {allowed}",
        "“{value}”不是账册中的表{closest_zh}",
        "请改名或移除，或使用 --ignore-extra；可用的表：{allowed}",
    ),
    "refused_table": words(
        "`{value}` holds what was copied from a telephone; people whom the borrower did not name are not part of a book",
        "remove the file; those whom the borrower named belong in `relations`",
        "“{value}”是从手机中取得的数据；借款人没有指定的人不属于账册",
        "请移除该文件；借款人本人指定的联系人请写入 relations 表",
    ),
    "refused_column": words(
        "`{value}` ranks how close people are, which no one agreed to",
        "remove the column",
        "“{value}”给人与人的亲疏打分，没有人同意过这样做",
        "请删除该列",
    ),
    "two_files": words(
        "the table `{value}` is there twice, as CSV and as Parquet",
        "keep one of the two files",
        "“{value}”表同时有 CSV 和 Parquet 两份",
        "请只保留一份",
    ),
    "unsupported_format": words(
        "`{value}` is not in a format we read",
        "unpack or save it as `{table}.csv` (UTF-8) or `{table}.parquet`",
        "“{value}”不是可读取的格式",
        "请解压或另存为 {table}.csv（UTF-8）或 {table}.parquet",
    ),
    "empty_file": words(
        "the file is empty",
        "write at least the line of column names, or remove the file",
        "文件是空的",
        "请至少写入列名一行，或移除该文件",
    ),
    "unreadable": words(
        "the file cannot be read: {value}",
        "check its permissions and that it is complete",
        "无法读取该文件：{value}",
        "请检查权限以及文件是否完整",
    ),
    "unreadable_parquet": words(
        "the file is not readable as Parquet, it may be cut off: {value}",
        "write the file again",
        "无法按 Parquet 读取，文件可能不完整：{value}",
        "请重新生成该文件",
    ),
    "utf16": words(
        "the text is UTF-16, not UTF-8",
        "save the file as UTF-8 (in Excel: CSV UTF-8)",
        "文件编码是 UTF-16，不是 UTF-8",
        "请另存为 UTF-8（Excel 中选“CSV UTF-8”）",
    ),
    "not_utf8": words(
        "bytes here are not UTF-8: `{value}`",
        "save the file as UTF-8 (Chinese text is often GB 18030)",
        "此处的字节不是 UTF-8：“{value}”",
        "请另存为 UTF-8（中文文件常见的是 GB 18030）",
    ),
    "nul_byte": words(
        "the text holds NUL bytes, which no CSV has",
        "write the file again as text",
        "文件中有 NUL 字节，CSV 中不应出现",
        "请重新以文本方式导出",
    ),
    "old_line_endings": words(
        "lines end with a carriage return alone",
        "end lines with LF or CRLF",
        "行尾只有回车符（CR）",
        "请使用 LF 或 CRLF 换行",
    ),
}

LINES = {
    "line_too_long": words(
        "the line is longer than {limit} bytes; reading stopped here",
        "check that the file has line breaks and is not damaged",
        "这一行超过 {limit} 字节，读取到此为止",
        "请检查文件是否有换行、是否损坏",
    ),
    "truncated": words(
        "the last line has no line break, so the file may be cut off",
        "send the file again; if it is complete, end its last line with a line break",
        "最后一行没有换行，文件可能被截断",
        "请重新发送；如确认完整，请在末行后加换行",
    ),
    "unclosed_quote": words(
        "a quote opened in this record is never closed",
        "close the quote, and double quotes that are part of a value",
        "这条记录中的引号没有闭合",
        "请补上引号；值里的引号要写成两个",
    ),
    "stray_quote": words(
        "a quote stands inside a value",
        "enclose the whole value in quotes and double those inside it",
        "值的中间出现引号",
        "请用引号包住整个值，并把其中的引号写成两个",
    ),
    "stray_carriage_return": words(
        "a carriage return stands inside a value",
        "remove it, or enclose the value in quotes",
        "值的中间出现回车符",
        "请删除，或用引号包住该值",
    ),
    "wrong_separator": words(
        "the columns are separated by `{value}`, not by commas",
        "save the file with commas between the columns",
        "各列以“{value}”分隔，不是逗号",
        "请以逗号分隔各列后另存",
    ),
    "too_many_columns": words(
        "the header has {value} columns, more than {limit}",
        "check that the line breaks are not lost",
        "表头有 {value} 列，超过 {limit} 列",
        "请检查换行是否丢失",
    ),
    "wrong_number_of_fields": words(
        "the row has {value} fields, the header has {expected}",
        "give each column one field; values with a comma go in quotes",
        "这一行有 {value} 个字段，表头有 {expected} 个",
        "请让每列恰好一个字段；含逗号的值请加引号",
    ),
    "blank_line": words("the line is blank", "remove the line", "空行", "请删除该行"),
    "unknown_column": words(
        "`{value}` is not a column of `{table}`{closest}",
        "rename or remove it, or pass `--ignore-extra`",
        "“{value}”不是 {table} 表的列{closest_zh}",
        "请改名或删除，或使用 --ignore-extra",
    ),
    "missing_column": words(
        "the required column `{value}` is missing",
        "add the column; its header is `{value}`",
        "缺少必需的列“{value}”",
        "请加入该列，列名为 {value}",
    ),
    "duplicate_column": words(
        "the column `{value}` appears more than once",
        "keep one of them",
        "“{value}”列出现了不止一次",
        "请只保留一列",
    ),
    "nested_column": words(
        "the Parquet column is of type `{value}`, which holds no plain values",
        "write it as text",
        "Parquet 列类型“{value}”不是普通值",
        "请改为文本",
    ),
    "float_column": words(
        "the Parquet column is of type `{value}`, which cannot hold decimal fractions exactly",
        "write it as decimal or text",
        "Parquet 列类型“{value}”不能精确表示小数",
        "请改用 decimal 或文本",
    ),
    "naive_instants": words(
        "the Parquet column is of type `{value}`, which says no time zone",
        "write it with a time zone (UTC) or as text with offset",
        "Parquet 列类型“{value}”没有时区",
        "请写成带时区（UTC）的类型，或带偏移量的文本",
    ),
}
