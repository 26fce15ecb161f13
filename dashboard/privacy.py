"""Personal data never enters: numbers are known by shape and check digit, names are never read.

Where shapes collide, privacy wins: what passes a check digit (ID card, bank card) is taken for a person's,
even if it is a case number by chance (1 in 11 of those built like an ID, 1 in 10 of 15–19 digits that begin
like a card). Case ids travel in keys, which are not scrubbed. Dates, times, amounts and service numbers stay
(12345, 400-…), and so does a local number of eight digits that no word announces: it may be a date.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.text import Text

SHORT = 30
MASKED = 500
VALUE = 60
CUT = 4 * MASKED
"""Characters of a text that are looked at before it is masked: far more than are shown of it."""

GAP = r"[ \t\u00a0\u3000.·•_~\-‐-―]{0,2}"
START = r"(?<![0-9])"
END = r"(?![0-9])"
AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"
SPOKEN = r"[〇零幺一二三四五六七八九]"
NUMBER = r"[0-9A-Z一二三四五六七八九十百零〇甲乙丙丁]{1,5}"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏"
    "付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤"
)
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
DATE = r"(?:19|20)[0-9]{2}-?(?:0?[1-9]|1[0-2])-?(?:0?[1-9]|[12][0-9]|3[01])(?![0-9-])"


def _is_identity(number: str) -> bool:
    """The check digit of GB 11643."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, number, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper()


def _is_card(number: str) -> bool:
    """A card scheme's first digits, and the check digit of Luhn."""
    if not re.match(r"4|5[1-5]|6[02589]|35|3[47]|955|222[1-9]|22[3-9]|2[3-6]|27[01]|2720", number):
        return False
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in number[-2::-2])
    return (sum(int(digit) for digit in number[::-2]) + sum(doubled)) % 10 == 0


@dataclass(frozen=True)
class Blot:
    """One kind of number: the word that stands in its place, what it looks like, and its check."""

    word: str
    shape: re.Pattern[str]
    holds: Callable[[str], bool] = lambda _: True

    def out(self, text: str, shadow: str) -> str:
        """`text` without what is found in its `shadow`, which is as long."""
        kept, at = [], 0
        for found in self.shape.finditer(shadow):
            if self.holds(re.sub(r"[^0-9X]", "", found["it"].upper())):
                kept += [text[at : found.start("it")], self.word]
                at = found.end("it")
        return "".join(kept) + text[at:]


def _blot(word: str, *shapes: str, holds: Callable[[str], bool] = lambda _: True) -> tuple[Blot, ...]:
    return tuple(
        Blot(word, re.compile(shape if "(?P<it>" in shape else f"(?P<it>{shape})", re.IGNORECASE), holds)
        for shape in shapes
    )


BLOTS = (
    *_blot("〔邮箱〕", r"[A-Z0-9._%+\-]{1,64}@[A-Z0-9\-]{1,63}(?:\.[A-Z0-9\-]{1,63}){1,8}"),
    *_blot(
        "〔证件〕",
        rf"{START}[1-9][0-9]{{5}}{GAP}(?:18|19|20)[0-9]{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
        rf"{GAP}[0-9]{{3}}[0-9X]{END}",
        holds=_is_identity,
    ),
    *_blot(
        "〔卡号〕",
        rf"{START}(?:[0-9]{{15,19}}|(?:[0-9]{{4}}[ \-]){{3}}[0-9]{{4}}(?:[ \-][0-9]{{1,3}})?){END}",
        holds=_is_card,
    ),
    *_blot(
        "〔电话〕",
        rf"{START}(?:(?:\+|00)?86{GAP})?(?:1[3-9][0-9]{{9}})+{END}",
        rf"{START}(?:(?:\+|00)?86{GAP})?1[3-9][0-9]{GAP}[0-9]{{4}}{GAP}[0-9]{{4}}{END}",
        rf"{START}1[ \-.][3-9](?:[ \-.][0-9]){{9}}{END}",
        rf"[一幺][三四五六七八九]{SPOKEN}{{9}}",
        rf"{START}(?:\(?0{AREA}\)?|(?:\+|00)86{GAP}{AREA}){GAP}[2-8][0-9]{{2,3}}{GAP}[0-9]{{4}}{END}",
    ),
    *_blot(
        "〔车牌〕",
        rf"[{PROVINCES}][A-HJ-NP-Z][·・•. \-]?(?=[A-Z]{{0,5}}[0-9])[A-HJ-NP-Z0-9]{{4}}"
        r"(?:[A-HJ-NP-Z0-9]{1,2}(?![0-9])|[挂学警港澳])",
    ),
    *_blot(
        "〔门牌〕",
        rf"(?:{NUMBER}(?:支?弄|巷|号楼?|幢|栋|座|单元|层|楼|-)[ ]?){{1,8}}{NUMBER}[ ]?室",
        rf"(?:{NUMBER}(?:支?弄|巷|号楼?|幢|栋|座|单元|层|楼)[ ]?){{1,8}}[0-9]{{3,4}}[ ]?房",
        rf"(?:{NUMBER}(?:号楼|幢|栋|座|单元)[ ]?){{1,8}}[0-9]{{3,4}}(?![0-9年月日元米个])",
        rf"{START}[A-Z]?[0-9]{{3,4}}[A-Z]?[ ]?室|[一二三四五六七八九][一二三四五六七八九十零〇]{{2,3}}室",
    ),
    *_blot(
        "〔姓名〕",
        rf"(?P<it>[{SURNAMES}])(?=先生|女士|小姐|阿姨|师傅|老师傅)",
        r"(?:姓名|(?:联系|诉求|来电|反映|当事|投诉)人)(?:[是为][：: ]?|[：: ]{1,2})"
        r"(?P<it>[\u4e00-\u9fff]{2,4})"
        r"(?=[，,。；;、\s〔]|$)",
    ),
    *_blot(
        "〔号码〕",
        rf"(?:电话|手机|座机|联系方式|号码|QQ|卡号|账号|账户|身份证|护照|证件)(?:号码|号)?[是为：: ]{{0,3}}"
        rf"(?!{DATE})(?P<it>[A-Z]{{0,2}}[0-9](?:[ \-]?[0-9]){{5,}}X?)",
        r"微信号?[是为：: ]{0,3}(?P<it>[A-Z][A-Z0-9_\-]{5,19})",
    ),
)
"""What is blotted out, in this order: a number with a check digit is not mistaken for a weaker shape."""

SUSPECT = re.compile(r"[0-9０-９@室]|[一幺][三四五六七八九]|微信|先生|女士|小姐|阿姨|师傅|姓名|人[是为：: ]")
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
LONE = re.compile(r"[\ud800-\udfff]")
WIDE = re.compile("[！-～]")
NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


def scrub(text: str) -> str:
    """Free text without phones, ID and card numbers, plates, rooms, mail addresses, hidden characters."""
    text = LONE.sub("\ufffd", INVISIBLE.sub("", text))
    while SUSPECT.search(text):
        before = text
        for blot in BLOTS:
            text = blot.out(text, _narrow(text))
        if text == before:
            break
    return text


def _narrow(text: str) -> str:
    return text.translate(NARROW) if WIDE.search(text) else text


def without(text: str, *known: str | None) -> str:
    """`text` without the words by which its source names a person or a door: no pattern finds a name."""
    for word in sorted({word for word in known if word and len(word) > 1}, key=len, reverse=True):
        text = text.replace(word, "〔略〕")
    return text


def veiled(words: Text, secret: str) -> Text:
    """Words without a token or password, whoever repeats it."""
    return Text(*(said.replace(secret, "***") if secret else said for said in (words.zh, words.en)))


def short(text: str) -> str:
    """Thirty characters of scrubbed text, on one line, for walls."""
    line = " ".join(scrub(text).split())
    return line if len(line) <= SHORT else line[: SHORT - 1] + "…"


class StandIn(str):
    """A stand-in under the key in force, which remembers what it was under those before; never told on."""

    __slots__ = ("former",)
    former: tuple[str, ...]  # of each key before, the newest first

    def __new__(cls, now: str, former: Iterable[str] = ()) -> StandIn:
        """A word as any other, for whoever writes it down."""
        made = super().__new__(cls, now)
        made.former = tuple(former)
        return made


def stand_in(key: bytes, former: Iterable[bytes], value: str) -> StandIn:
    """A stand-in for a person's number or address, known again across a change of the key."""
    return StandIn(keyed(key, value), (keyed(one, value) for one in former))


def ever(word: str) -> tuple[str, ...]:
    """A stand-in, and what it was under the keys before."""
    return word, *(word.former if isinstance(word, StandIn) else ())


def formerly(value: Any, turn: int) -> Any:
    """A body as it would have been under a key before: the first of those, the second …"""
    if isinstance(value, StandIn):
        return value.former[turn] if turn < len(value.former) else value
    if isinstance(value, Mapping):
        return {name: formerly(one, turn) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [formerly(one, turn) for one in value]
    return value


def keyed(key: bytes, value: str) -> str:
    """A stand-in for a person's number that only the holder of `key` could recompute; empty for nobody."""
    plain = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", value)).casefold()
    plain = re.sub(r"^(?:\+|00)?86(?=1[3-9][0-9]{9}$)", "", plain)
    return hmac.digest(key, plain.encode(errors="replace"), hashlib.sha256).hex()[:32] if plain else ""


PERSONAL = re.compile(
    r"name|phone|mobile|tel|contact|caller|reporter|requester|applicant|id_?card|identity|passport|mail|addr"
    r"|wechat|weixin|qq|birth|姓名|名字|电话|手机|联系|诉求人|来电|反映人|申请人|当事人|证件|身份|地址|住址|邮箱|微信"
    r"|^(?:xm|lxr|lxdh|sjh|sfz|sfzh|zjhm|dz|sqr)$",
    re.IGNORECASE,
)
"""Names of fields whose value is never shown, whatever it is."""

WORDS = re.compile(
    r"〔(?:邮箱|证件|卡号|电话|车牌|门牌|姓名|号码|略)〕|[\u3400-\u9fff\U00020000-\U0003ffff]{2,}"
)
LONG = re.compile(r"[0-9０-９]{7,}")


def masked(raw: Any) -> str:
    """What came, as far as it may be kept: fields and shapes, no Chinese word, no long number, no person."""
    if isinstance(raw, bytes):
        raw = raw.decode(errors="replace")
    try:
        text = _veil(raw[:CUT]) if isinstance(raw, str) else json.dumps(_veiled(raw), ensure_ascii=False)
    except RecursionError:
        text = "…"
    return text if len(text) <= MASKED else text[: MASKED - 1] + "…"


def _veiled(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {scrub(str(name)): _of_field(str(name), inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_veiled(inner) for inner in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        plain = str(round(value, 6))
        return value if _veil(plain) == plain else _veil(plain)
    text = _veil(value[:CUT]) if isinstance(value, str) else f"<{type(value).__name__}>"
    return text if len(text) <= VALUE else text[: VALUE - 1] + "…"


def _of_field(name: str, value: Any) -> Any:
    return "＊" if PERSONAL.search(name) else _veiled(value)


def _veil(text: str) -> str:
    """Each Chinese word down to its first character, each long number to its last two digits."""
    words = WORDS.sub(lambda found: found[0] if found[0][0] == "〔" else f"{found[0][0]}＊", scrub(text))
    veiled = LONG.sub(lambda found: f"…{found[0][-2:]}", words)
    return veiled if veiled == text else _veil(veiled)  # what is left may look like a number in turn
