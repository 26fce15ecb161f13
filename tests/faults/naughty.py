"""Strings that break programs, by the way they do it; written by us."""

from __future__ import annotations

from tests.faults.naughtier import besides

EMPTY = (
    "",
    " ",
    "\t\n",
    "\u3000",
    "\u00a0",
    "-",
    "0",
    "null",
    "None",
    "undefined",
    "NaN",
    "nil",
    "true",
    "[]",
    "{}",
)
NUMBERS = (
    "-1",
    "1e309",
    "1/0",
    "0x7fffffff",
    "９９９",
    "99999999999999999999999",
    "1,000.00",
    "0.0000000001",
    "٣",
    "½",
)
QUOTES = ("'", '"', "''", '""', "`", "\\", "\\\\", "\\'", "’", "「", "'; --", "%27", "&quot;", "\\u0022")
SQL = (
    "'; DROP TABLE entries; --",
    "1 OR 1=1",
    "' UNION SELECT body FROM bodies --",
    '"; DELETE FROM case_rows; --',
    "$$; COPY case_rows TO 'x'",
)
SCRIPT = (
    "<script>window.x=1</script>",
    "<img src=x onerror=window.x=1>",
    '"><svg onload=window.x=1>',
    "javascript:window.x=1",
    "<a href='javascript:window.x=1'>积水</a>",
    "<b>粗</b><br>换行",
    "</title><script>1</script>",
    "&lt;script&gt;",
    "<!--",
    "]]>",
    "${7*7}",
    "{{7*7}}",
    "<%= 7*7 %>",
    "![x](http://example.invalid/x.png)",
    "[点我](javascript:1)",
)
FORMAT = (
    "%s%s%s%n",
    "%d",
    "{0}",
    "{name}",
    "{0.__class__}",
    "{",
    "}",
    "%(name)s",
    "$HOME",
    "`id`",
    "$(id)",
    "| cat",
    "&& true",
)
FORMULA = ("=1+1", "+1", "-1+1", "@SUM(A1)", "＝1+1", "\t=1", "=HYPERLINK('x')", "=cmd|' /C calc'!A0")
PATHS = (
    "../../etc/passwd",
    "..\\..\\x",
    "/dev/null",
    "CON",
    "nul.txt",
    "file:///etc/passwd",
    "a/b?c=d#e",
    "%2e%2e%2f",
    "x\x00.csv",
)
CONTROL = (
    "a\x00b",
    "\x01\x02\x03\x04",
    "\x07\x08\x0b\x0c\x1b[31mred\x1b[0m",
    "\x7f\x80\x9f",
    "line\r\nSet-Cookie: x=1",
    "a\nlevel=error event=forged",
    "\x1b]0;title\x07",
    "\ufffe\uffff",
)
HIDDEN = (
    "\u200b\u200c\u200d",
    "\ufeff",
    "积\u200b水",
    "\u202eevil\u202c",
    "\u2066abc\u2069",
    "\u00ad",
    "\u2028line\u2029",
    "\u0300\u0301\u0302",
    "\U000e0041\U000e0042",
)
SURROGATES = ("\ud800", "\udfff", "a\udc80b", "\udc00\ud800")
SCRIPTS = (
    "مرحبا بالعالم",
    "שלום",
    "हिन्दी",
    "ไทย",
    "ＦＵＬＬＷＩＤＴＨ",
    "𝕬𝖇𝖈",
    "Ｚ͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
    "ß→SS",
    "İi̇ıI",
    "ﷺ",
    "㐂㙍𠮷䶮",
    "𡃁𠂇",
    "e\u0301 é",
)
EMOJI = ("😀", "👩‍👩‍👧‍👦", "🏳️‍🌈", "👨🏿‍🚒", "🇨🇳", "1️⃣", "❤️", "\U0001f595\U0001f3ff" * 50)
HUGE = (
    "积" * 20_000,
    "a" * 20_000,
    "<" * 10_000,
    "(" * 5_000 + ")" * 5_000,
    "1" * 5_000,
    "é́" * 5_000,
    "13800001234 " * 2_000,
)
DATES = ("9999-12-31T23:59:59Z", "0000-00-00", "2026-02-30", "24:00:00", "1970-01-01T00:00:00Z", "昨天")
PERSONS = ("张三先生 13800001234", "身份证11010519491231002X", "沪A12345 7号602室", "wang@example.invalid")

FIRST = (
    *EMPTY, *NUMBERS, *QUOTES, *SQL, *SCRIPT, *FORMAT, *FORMULA, *PATHS, *CONTROL, *HIDDEN, *SURROGATES,
    *SCRIPTS, *EMOJI, *HUGE, *DATES, *PERSONS,
)  # fmt: skip
STRINGS = (*FIRST, *besides(FIRST))
