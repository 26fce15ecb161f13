"""Canaries in many surroundings never survive, and ordinary texts are left alone."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.ledger.store import Ledger
from dashboard.privacy import MASKED, SHORT, keyed, masked, scrub, short, without
from tests.small_ledger import KEY, NOON, event, rejected

LAWS = settings(max_examples=60, deadline=None)

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=8)
AROUND = st.one_of(
    CHINESE, st.sampled_from(["", " ", "，", "(", "）", "\n", "：", "tel", "No.", "/", '"', "室", "弄", "、"])
)
DIGITS = "0123456789"


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(DIGITS, min_size=count, max_size=count)


@st.composite
def mobiles(draw) -> str:
    number = "1" + draw(st.sampled_from("3456789")) + draw(digits(9))
    gap = draw(st.sampled_from(["", " ", "-", "－", "\u3000", ".", "\u200b"]))
    before = draw(st.sampled_from(["", "+86", "86", "0086 ", "+86-"]))
    return before + gap.join((number[:3], number[3:7], number[7:]))


@st.composite
def identities(draw) -> str:
    area = str(draw(st.integers(110000, 659999)))
    born = draw(st.dates(date(1930, 1, 1), date(2025, 12, 31)))
    first = area + born.strftime("%Y%m%d") + draw(digits(3))
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(d) * w for d, w in zip(first, weights, strict=True)) % 11]
    return first + draw(st.sampled_from([check, check.lower()]))


def luhn(first: str) -> str:
    for check in DIGITS:
        doubled = [int(d) * (1 + n % 2) for n, d in enumerate(reversed(first + check))]
        if sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0:
            return first + check
    raise AssertionError


@st.composite
def cards(draw) -> str:
    length = draw(st.sampled_from([16, 19]))
    start = draw(st.sampled_from(["622202", "6217", "4367", "5309", "9558"]))
    number = luhn(start + draw(digits(length - len(start) - 1)))
    gap = draw(st.sampled_from(["", " ", "-"]))
    return gap.join(number[n : n + 4] for n in range(0, length, 4))


@st.composite
def plates(draw) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    first = draw(st.sampled_from("沪苏浙皖京粤")) + draw(st.sampled_from(letters))
    rest = draw(st.sampled_from(["12345", "D12345", "F00001", "1A2B3", "1234学", "88888D"]))
    return first + draw(st.sampled_from(["", "·", " ", "-"])) + rest


@st.composite
def landlines(draw) -> str:
    number = draw(st.sampled_from("3568")) + draw(digits(7))
    area = draw(st.sampled_from(["021-", "(021)", "（021）", "021 ", "021", "+86 21 "]))
    return area + number


ROOMS = st.builds(
    "{}{}{}{}室".format,
    st.integers(1, 999),
    st.sampled_from(["号", "号楼", "幢", "栋", "弄3号"]),
    st.sampled_from(["", " ", "2单元"]),
    st.integers(101, 2999),
)
CANARIES = st.one_of(mobiles(), identities(), cards(), plates(), landlines(), ROOMS)


def core(text: str) -> str:
    """The digits and letters of a text, however they are grouped or written."""
    return re.sub(r"[^0-9A-Z]", "", text.translate({n: n - 0xFEE0 for n in range(0xFF01, 0xFF5F)}).upper())


@LAWS
@given(canary=CANARIES, before=AROUND, after=AROUND)
def test_a_canary_in_any_surrounding_does_not_survive(canary, before, after):
    cleaned = scrub(f"{before}{canary}{after}")

    assert core(canary)[-6:] not in core(cleaned)
    assert "〔" in cleaned


@LAWS
@given(
    canaries=st.lists(CANARIES, min_size=2, max_size=4),
    between=st.sampled_from(["，", " 和 ", "\n", "；", "/"]),
)
def test_several_canaries_in_one_text_are_all_found(canaries, between):
    cleaned = core(scrub(between.join(canaries)))

    assert not [canary for canary in canaries if core(canary)[-6:] in cleaned]


ANY = st.lists(st.one_of(CANARIES, AROUND, st.text(max_size=6), digits(5)), max_size=6).map("".join)


@LAWS
@given(text=ANY)
def test_scrubbing_twice_is_scrubbing_once(text):
    assert scrub(scrub(text)) == scrub(text)


@LAWS
@given(text=ANY)
def test_what_is_scrubbed_can_always_be_stored(text):
    cleaned = scrub(text)

    cleaned.encode()
    assert "\0" not in cleaned


@LAWS
@given(text=CHINESE, number=st.integers(0, 10**6))
def test_texts_without_personal_numbers_are_left_alone(text, number):
    plain = f"{text}{number}元"

    assert scrub(plain) == plain


@LAWS
@given(
    moment=st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)),  # noqa: DTZ001  as it wants them
    sequence=st.integers(0, 99999),
    form=st.sampled_from(
        [
            "%Y-%m-%d %H:%M:%S",
            "%Y-%m-%dT%H:%M:%S+08:00",
            "%Y年%m月%d日%H时%M分",
            "%Y/%m/%d",
            "%Y%m%d",
            "%Y%m%d%H%M%S",
        ]
    ),
)
def test_times_and_case_ids_of_the_hotline_are_left_alone(moment, sequence, form):
    text = f"{moment.strftime(form)} 工单 SH{moment.month:02}{sequence:05} 已派"

    assert scrub(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "拨打12345、110、96288 或 400-820-8820",
        "费用3000-5000元，2025-2026年度，第123/456号",
        "3号线2号口100号门前，125弄口，2号楼5户居民",
        "办公室、会议室、教室、3楼电梯",
        "19位工单号 2026021300012345678",
        "经度121.4737 纬度31.2304，面积12345.67平方米",
        "接电话2026-02-13 10:00后到场",
        "电话：12345",
        "版本 v1.2.3，编号 A-12，S20 高速 K12+300",
        "新A级景区，云D座2026年改造，3号楼2026年加装电梯",
        "微信群内反映",
        "👍 已处理\n\t谢谢",
    ],
)  # fmt: skip
def test_ordinary_words_of_the_trade_are_left_alone(text):
    assert scrub(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("请致电13812345678一直没人接", "请致电〔电话〕一直没人接"),
        ("8613812345678", "〔电话〕"),
        ("１３８１２３４５６７８", "〔电话〕"),
        ("138\u200b1234\u200b5678", "〔电话〕"),
        ("1 3 8 1 2 3 4 5 6 7 8", "〔电话〕"),
        ("幺三八零零一三八零零零", "〔电话〕"),
        ("1381234567813912345678", "〔电话〕"),
        ("电话021-62345678转8001", "电话〔电话〕转8001"),
        ("座机62345678", "座机〔号码〕"),
        ("身份证11010519491231002X", "身份证〔证件〕"),
        ("身份证号：110105194912310021", "身份证号：〔号码〕"),  # a typing error is a person's number still
        ("曲阳路123弄45号602室漏水", "曲阳路〔门牌〕漏水"),
        ("12号楼3单元502", "〔门牌〕"),
        ("六〇二室", "〔门牌〕"),
        ("12-3-502室", "〔门牌〕"),
        ("沪A12345违停", "〔车牌〕违停"),
        ("沪ａ·Ｄ12345", "〔车牌〕"),
        ("微信号zhang_san88，QQ 12345678", "微信号〔号码〕，QQ 〔号码〕"),
        ("4111 1111 1111 1111", "〔卡号〕"),
        ("san.zhang+a@mail.example.cn", "〔邮箱〕"),
    ],
)
def test_each_kind_of_number_leaves_its_word(text, cleaned):
    assert scrub(text) == cleaned


@pytest.mark.parametrize("number", ["6222021234567890123", "110105194912310021", "4111111111111112"])
def test_a_number_whose_check_digit_is_wrong_is_nobodys(number):
    assert scrub(f"编号{number}。") == f"编号{number}。"


def test_hidden_characters_go_and_line_breaks_stay():
    assert scrub("a\0b\u202ec\ud800d\ne\tf") == "abc\ufffdd\ne\tf"


# --- short --------------------------------------------------------------------------------------------------


def test_a_summary_is_one_line_of_thirty_characters():
    assert short("  路灯\n不亮 ") == "路灯 不亮"
    assert short("路" * 40) == "路" * 29 + "…"
    assert len(short("路" * 30)) == SHORT


def test_a_number_at_the_edge_of_a_summary_is_not_cut_into_the_open():
    assert "138" not in short("路" * 25 + "13812345678")


# --- keyed --------------------------------------------------------------------------------------------------


def test_the_same_number_however_written_has_one_stand_in():
    forms = [
        "13812345678",
        "+86 138-1234-5678",
        "008613812345678",
        "１３８１２３４５６７８",
        " 138 1234 5678",
    ]

    assert len({keyed(b"key", form) for form in forms}) == 1


def test_a_stand_in_depends_on_the_key_and_tells_nothing():
    assert keyed(b"key", "13812345678") != keyed(b"other", "13812345678")
    assert re.fullmatch("[0-9a-f]{32}", keyed(b"key", "13812345678"))
    assert keyed(b"key", "13812345678") == "a314f9149c1e080839180b86d18542c1"


@pytest.mark.parametrize("nobody", ["", "  ", "-"])
def test_nobody_has_no_stand_in(nobody):
    assert keyed(b"key", nobody) == ""


# --- masked -------------------------------------------------------------------------------------------------


def test_a_masked_record_shows_fields_and_shapes_but_no_person():
    raw = {
        "case_id": "20260213000123",
        "姓名": "张三",
        "requester": {"name": "李四", "phone": 13812345678},
        "at": "2026-02-30 10:00",
        "x": 121.4737,
        "n": 13812345678,
        "text": "我是王小明，住曲阳路",
        "flags": [True, None, "safety"],
    }

    assert masked(raw) == (
        '{"case_id": "…23", "姓名": "＊", "requester": "＊", "at": "2026-02-30 10:00", "x": 121.4737, '
        '"n": "〔电话〕", "text": "我＊，住＊", "flags": [true, null, "safety"]}'
    )


def test_a_masked_line_keeps_no_name_and_no_long_number():
    assert masked("20260213,张三丰,1381234567,2026-02-30 10:00") == "…13,张＊,…67,2026-02-30 10:00"
    assert masked("张三,13812345678".encode()) == "张＊,〔电话〕"


@pytest.mark.parametrize(
    "field", ["name", "requester_name", "Phone", "lxdh", "xm", "联系电话", "home_address", "idCard"]
)
def test_a_field_with_a_personal_name_is_never_shown(field):
    assert "Smith" not in masked({field: "Smith 1"})


def test_a_masked_record_is_never_long():
    assert len(masked({f"f{n}": "x" * 50 for n in range(99)})) == MASKED
    assert len(masked("x" * 9999)) == MASKED
    assert len(masked({"a": "路 " * 999})) < 100


def test_anything_can_be_masked():
    endless: list = []
    endless.append(endless)
    assert (
        masked({1: {2, 3}, "b": object(), "f": float("nan")}) == '{"1": "<set>", "b": "<object>", "f": NaN}'
    )
    assert masked(endless) == "…"
    assert masked(None) == "null"


@LAWS
@given(canary=CANARIES.filter(lambda text: not text.endswith("室")), before=AROUND, after=AROUND)
def test_a_canary_does_not_survive_masking(canary, before, after):
    text = f"{before}{canary}{after}"

    for raw in (text, {"note": text}, [text], {"a": {"b": (text,)}}):
        assert core(canary)[-6:] not in core(masked(raw))


@LAWS
@given(text=ANY)
def test_masking_a_text_twice_is_masking_it_once(text):
    assert masked(masked(text)) == masked(text)


# --- the door -----------------------------------------------------------------------------------------------

PHONE, IDENTITY, CARD, PLATE = "13901234567", "11010519491231002X", luhn("622202123456789012"), "沪AD98765"
NAME, HOME = "欧阳测试", "曲阳路123弄45号602室"
STORY = f"{NAME}，电话{PHONE}，身份证{IDENTITY}，卡{CARD}，车{PLATE}，住{HOME}，要求回电"


def test_no_canary_reaches_a_byte_of_the_ledger(tmp_path):
    """Through the doors that feeds use: `short` for facts, `masked` for what is set aside."""
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}", key=KEY)
    fact = event(1, note=scrub(STORY.replace(NAME, "")), case={"text_short": short(PHONE + STORY[:0] + HOME)},
                 requester_key=keyed(KEY, PHONE))  # fmt: skip
    unstorable = event(2, note=float("nan"), text=STORY, name=NAME)
    raw = {"name": NAME, "phone": PHONE, "text": STORY, "id": IDENTITY}
    sloppy = rejected(
        2, where=f"row of {PHONE}", reason=f"{IDENTITY} is no number", raw=str({"card": CARD, "plate": PLATE})
    )
    ledger.append(
        "hotline", [fact, unstorable], recorded_at=NOON, rejected=[rejected(1, raw=masked(raw)), sloppy]
    )

    files = list(tmp_path.glob("ledger.db*"))
    assert {path.name for path in files} >= {"ledger.db", "ledger.db-wal"}
    written = b"".join(path.read_bytes() for path in files)
    for canary in (PHONE, IDENTITY, CARD, PLATE, NAME, HOME, "602室", PHONE[3:]):
        for form in (canary.encode(), canary.encode("utf-16-le"), ascii(canary)[1:-1].encode()):
            assert form not in written
    assert keyed(KEY, PHONE).encode() in written
    assert len(ledger.quarantined()) == 3
    ledger.close()


def test_an_erased_text_leaves_no_byte_in_the_file(tmp_path):
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}", key=KEY)
    ledger.append("hotline", [event(1, note="a secret that slipped through"), event(2)], recorded_at=NOON)
    ledger.erase(1, reason="asked for", actor="auditor", recorded_at=NOON)

    written = b"".join(path.read_bytes() for path in tmp_path.glob("ledger.db*"))
    assert b"slipped through" not in written
    assert ledger.verify().good
    ledger.close()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("王先生来电反映积水", "〔姓名〕先生来电反映积水"),
        ("住户李女士称电梯故障", "住户〔姓名〕女士称电梯故障"),
        ("联系人：欧阳修，路灯不亮", "联系人：〔姓名〕，路灯不亮"),
        ("诉求人为张三丰", "诉求人为〔姓名〕"),
    ],
)
def test_names_that_stand_with_a_title_or_a_label_are_blotted_out(text, kept):
    assert scrub(text) == kept


@pytest.mark.parametrize(
    "text", ["路面塌陷，请先生成工单", "人为损坏围栏", "小姐妹面馆油烟", "老师傅修车铺占道"]
)
def test_words_that_only_look_like_a_person_stay(text):
    assert scrub(text) == text


def test_what_the_source_itself_names_is_taken_out_of_its_text_longest_first():
    text = "居民张三丰（张三）住文昌路12弄，反映积水"
    assert without(text, "张三", "张三丰", "文昌路12弄", None, "") == "居民〔略〕（〔略〕）住〔略〕，反映积水"


def test_a_single_character_is_no_name_to_search_for():
    assert without("王府井积水", "王") == "王府井积水"


@pytest.mark.timeout(60)  # by the square of its length the shortest of them would take minutes
@pytest.mark.parametrize("word", [
    "8号", "1-", "1", "8幢 ", "a.", "a@", "13812345678", "1 3 ", "电话1", "微信a", "姓名", "一三", "沪A",
    "(010",
])  # fmt: skip
def test_a_text_of_any_length_costs_as_much_as_it_is_long(word):
    assert scrub(word * (100_000 // len(word))) is not None
    assert len(masked(word * 50_000)) < 1_000


def test_the_most_of_a_chain_of_rooms_and_of_a_long_address_is_blotted_out():
    assert "502" not in scrub("88弄3号楼2单元5层502室")
    assert "secret" not in scrub(f"{'x' * 60}@{'secret.' * 7}example.com")
