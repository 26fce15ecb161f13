"""Papers: what they say, what a template may speak of, and that nobody's number leaves with them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.commands.showing import strange_papers
from dashboard.district_papers import Papers
from dashboard.papers import FIELDS, Kind, PaperError, number
from dashboard.papers.templates import made, sample, strange, template
from dashboard.papers.wording import MOST, Head, clean, drawn
from dashboard.privacy import scrub
from tests.papers.small_papers import NOW, YUNJIANG, evidence, lever, matter

HEAD = Head(district=YUNJIANG, now=NOW, number="云城运督〔2026〕3号", words={"owner": "定主办单位"})
CANARIES = ("13800001234", "11010519491231002X", "沪A12345", "6222021234567890128", "wang@example.cn")


def fields(kind=Kind.ORDER, /, *, head=HEAD, lines=3, **given):
    return drawn(kind, lever(**given), matter(), evidence(lines), head)


def text_of(paper):
    document = Document(io.BytesIO(paper))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def inside(paper):
    with zipfile.ZipFile(io.BytesIO(paper)) as parts:
        return {name: parts.read(name).decode("utf-8", "ignore") for name in parts.namelist()}


def written(path, *lines):
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(path)
    return path


@pytest.mark.parametrize("kind", Kind)
def test_a_paper_has_the_parts_of_an_official_one_in_their_order(kind):
    said = fields(kind)
    text = text_of(made(template(kind, YUNJIANG), said))
    parts = [
        said["number"],
        said["title"],
        f"{said['to']}：",
        "附件：证据清单（3项）",
        said["agency"],
        said["date"],
    ]
    places, at = [], 0
    for part in parts:
        at = text.index(part, at)
        places.append(at)
    assert places == sorted(places)
    assert "{{" not in text and "{%" not in text  # noqa: PT018
    assert all(line["what"] in text for line in said["evidence"])


@pytest.mark.parametrize("kind", Kind)
def test_a_template_that_ships_speaks_of_fields_alone_and_sets_chinese_fonts(kind):
    parts = inside(made(template(kind, YUNJIANG), sample(kind, YUNJIANG)))
    fonts = re.findall(r"<w:rFonts[^>]*>", parts["word/document.xml"])
    assert fonts and all("w:eastAsia=" in font for font in fonts)  # noqa: PT018
    assert "仿宋" in parts["word/styles.xml"]


@pytest.mark.parametrize("kind", Kind)
def test_the_fields_of_every_paper_are_those_that_are_told(kind):
    assert fields(kind).keys() == FIELDS.keys()


@pytest.mark.parametrize("kind", Kind)
def test_no_part_of_the_file_carries_a_person(kind):
    said = f"反映人王先生，{'，'.join(CANARIES)}，请联系"
    paper = made(template(kind, YUNJIANG), fields(kind, ask=said, decision_requested=said, kind=said))
    found = [(name, word) for name, part in inside(paper).items() for word in CANARIES if word in part]
    assert found == []


def test_a_draft_says_that_it_has_no_number():
    assert fields(head=Head(district=YUNJIANG, now=NOW))["number"] == "拟稿（未编号）"


def test_numbers_are_written_as_papers_write_them():
    assert number(Kind.ORDER, "云城运", 2026, 3) == "云城运督〔2026〕3号"
    assert number(Kind.FLASH, "云城运", 2026, 3) == "2026年第3期"


def test_orders_go_to_the_unit_and_requests_to_the_lender():
    assert fields(Kind.ORDER)["to"] == "区城管执法局"
    assert fields(Kind.CONSULT)["to"] == "区城管执法局、区生态环境局"
    assert fields(Kind.REPORT)["to"] == "分管综治副区长"
    assert "区城管执法局" not in fields(Kind.ORDER)["copies"]


def test_the_summary_says_since_when_and_how_late():
    said = fields()["summary"]
    assert "2026年11月7日12:00上报，至今13天" in said
    assert "已超期2天" in said
    early = drawn(Kind.ORDER, lever(), matter(due_at=NOW + timedelta(hours=5)), [], HEAD)
    assert "剩余5小时" in early["summary"]


def test_what_is_not_known_is_not_said():
    said = drawn(Kind.ORDER, lever(), {"keys": ["case:a/1"]}, [], HEAD)
    assert said["annex"] == "附件：无"
    assert "退单" not in said["course"]
    assert "上报" not in said["summary"]


def test_of_a_long_history_the_newest_lines_are_attached():
    said = fields(lines=MOST + 5)
    assert len(said["evidence"]) == MOST
    assert said["evidence"][-1]["what"] == f"第{MOST + 5}次催办"


@pytest.mark.parametrize("kind", Kind)
def test_masking_changes_no_word_of_our_own(kind):
    said = fields(kind)
    assert {name: clean(value) for name, value in said.items() if name != "contact"} == {
        name: value for name, value in said.items() if name != "contact"
    }


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=60),
    st.sampled_from([*Kind]),
    st.integers(0, 9),
    st.none() | st.timedeltas(timedelta(days=-400), timedelta(days=400)),
)
def test_whatever_people_write_is_masked_in_every_field(note, kind, returns, due):
    said = drawn(
        kind, lever(ask=note), matter(returns=returns, due_at=None if due is None else NOW + due), [], HEAD
    )
    assert scrub(said["note"]) == said["note"]
    assert "None" not in said["summary"] + said["course"]


def test_markup_and_template_words_in_a_note_stay_letters():
    said = fields(Kind.REPORT, ask="<w:p>&{{ agency }}</w:p>")
    assert "<w:p>&{{ agency }}</w:p>" in text_of(made(template(Kind.REPORT, YUNJIANG), said))


def test_an_unknown_field_is_refused_by_its_name(tmp_path):
    own = written(tmp_path / "order.docx", "{{ title }} {{ phone_of_caller }}")
    with pytest.raises(PaperError, match=r"order\.docx: phone_of_caller: no such field"):
        made(own, fields())


def test_an_unknown_word_of_a_line_is_refused_too(tmp_path):
    own = written(tmp_path / "order.docx", "{% for one in evidence %}{{ one.whom }}{% endfor %}")
    with pytest.raises(PaperError, match="whom"):
        made(own, fields())


@pytest.mark.parametrize(
    "line",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ title.__init__.__globals__ }}",
        "{% for n in range(10**9) %}x{% endfor %}",
        "{{ title",
        "{% include 'order.docx' %}",
        "{{ evidence.append(1) }}",
    ],
)
def test_a_template_can_do_nothing_but_speak(tmp_path, line):
    with pytest.raises(PaperError, match=r"own\.docx"):
        made(written(tmp_path / "own.docx", line), fields())


def test_what_is_no_document_is_refused(tmp_path):
    broken = tmp_path / "order.docx"
    broken.write_bytes(b"hello")
    with pytest.raises(PaperError, match="no document of Word"):
        made(broken, fields())
    with zipfile.ZipFile(broken, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", b"0" * (21 << 20))
    with pytest.raises(PaperError, match="inflates"):
        made(broken, fields())


def test_the_district_s_own_template_stands_in_place_of_ours_and_is_checked(tmp_path):
    (tmp_path / "own").mkdir()
    written(tmp_path / "own" / "order.docx", "本区：{{ title }}")
    home = YUNJIANG.model_copy(update={"papers": Papers(folder="own"), "folder": tmp_path})
    assert template(Kind.ORDER, home) == tmp_path / "own" / "order.docx"
    assert template(Kind.FLASH, home) == template(Kind.FLASH, YUNJIANG)
    assert text_of(made(template(Kind.ORDER, home), fields())).startswith("本区：关于望潮油烟污染")
    written(tmp_path / "own" / "order.docx", "{{ titel }}")
    (one,) = strange_papers(home)
    assert "公文模板不能用：template order.docx: titel" in one.zh


def test_the_templates_that_ship_are_without_fault():
    assert list(strange(YUNJIANG)) == []
