"""GeoReport v2 on the wire: recorded and written answers with their dirt, and what a request says."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.calendar.work import WorkCalendar
from dashboard.cases import UNMAPPED, Phase
from dashboard.district import Category, calendar_of
from dashboard.fold import Known
from dashboard.fold.case import fold_case
from dashboard.fold.rules import Rules
from dashboard.text import Text
from data_feeds import FeedError, Record, RecordError
from data_feeds.georeport import (
    FORMS,
    complaint,
    facts,
    fields,
    listed,
    named,
    nameless,
    number,
    production,
    services,
    tree,
)
from tests.small_district import NOW, SAMPLES, connection, district, reading

RECORDED = Path(__file__).parents[3] / "shared" / "data" / "open311" / "open311_fixtures"
URL = "http://city.example/v2/requests.xml"
OF = connection("open311", "city", options={"url": "http://city.example/v2"})
KINDS = (
    Category(code="E0116", name=Text("污水冒溢", "sewage")),
    Category(code="E0110", name=Text("道路破损", "road damage"), aliases=("Road - Pot hole", "006")),
)
HOME = district(OF).model_copy(update={"categories": KINDS})
READING = reading(OF, home=HOME)
MADE, CHANGED = datetime(2026, 11, 19, tzinfo=UTC), datetime(2026, 11, 19, 8, tzinfo=UTC)


def recorded(name: str) -> bytes:
    if not RECORDED.is_dir():
        pytest.skip("the recorded Open311 answers are not here: ../shared/data/open311")
    return (RECORDED / name).read_bytes()


def row(**given):
    base = {
        "service_request_id": "7",
        "status": "open",
        "service_name": "污水冒溢",
        "agency_responsible": "区水务局",
        "requested_datetime": MADE.isoformat(),
        "updated_datetime": MADE.isoformat(),
    }
    return {name: said for name, said in (base | given).items() if said is not ...}


def told(raw, words=None, at=NOW):
    return list(facts(Record(raw=raw, where="request 7", told_at=at), READING, words or {}))


def folded(*raws, words=None):
    """What the board makes of one request read again and again, each time as it then stood."""
    found = [fact for n, raw in enumerate(raws) for fact in told(raw, words, NOW.replace(second=n))]
    known = [
        Known(kind=f.kind, version=f.version, digest=repr(f.body), happened_at=f.happened_at, body=f.body)
        for f in found
    ]
    calendar: WorkCalendar = calendar_of(HOME)
    return fold_case("case:city/7", known, Rules(HOME, calendar))


def test_xml_and_json_of_our_sample_say_the_same():
    in_json = json.loads((SAMPLES / "open311.json").read_text(encoding="utf-8"))
    in_xml = listed(tree((SAMPLES / "open311.xml").read_bytes()), "service_requests", URL)
    assert [told(one) for one in in_xml] == [told(one) for one in in_json]


def test_the_dirt_of_the_sample_is_read_as_it_was_meant():
    first, second, third = json.loads((SAMPLES / "open311.json").read_text(encoding="utf-8"))
    made, stands = told(first)
    assert made.key == "case:city/202611200042"  # a number in JSON
    assert made.happened_at == stands.happened_at == datetime(2026, 11, 20, 1, tzinfo=UTC)  # without a zone
    assert stands.body["case"]["due_at"] == "2026-11-26T09:30:00+00:00"
    assert (stands.body["case"]["place"], stands.body["phase"]) == ("inside", "dispatched")
    made, stands = told(second)  # names with blanks, a status in capitals
    assert (made.key, stands.body["phase"]) == ("case:city/0138", "closed")
    assert stands.body["note"] == "已联系〔电话〕，〔略〕已疏通"
    assert "due_at" not in made.body["case"]
    assert "text_short" not in made.body["case"]
    made, stands = told(third)
    assert made.key == "case:city/90071992547409930042"
    assert (stands.body["holder"], stands.body["category_said"]) == (None, "NA")  # only null is nothing
    assert "place" not in made.body["case"]


@pytest.mark.parametrize("word", [None, "", "  ", "null", "NULL", " Null ", {}, []])
def test_what_says_nothing_is_left_out(word):
    assert fields({"status": word, "description": "x"}) == {"description": "x"}


@pytest.mark.parametrize("word", ["NA", "None", "n/a", 0, False])
def test_what_only_looks_like_nothing_is_kept(word):
    assert fields({"description": word}) == {"description": word}


@given(
    st.sampled_from(["service_request_id", "requested_datetime", "lat"]),
    st.text(" \t\u3000", max_size=3),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_blanks_and_capitals_are_no_part_of_a_name(name, blanks, capitals):
    said = f"{blanks}{name.replace('_', blanks or '_')}{blanks}"
    assert fields({said.upper() if capitals else said: 1}) == {name: 1}


def test_of_two_names_that_mean_the_same_the_one_that_says_something_counts():
    assert fields({"lat": "null", " lat": 31.15, "LAT": 9}) == {"lat": 31.15}


def test_nothing_is_read_of_a_row_but_what_is_named():
    strange = row(
        first_name="王秀英", phone="13800001234", email="w@x.cn", media_url="http://x/1.jpg", source="App"
    )
    strange |= {"zipcode": "200000", "address_id": "1", "urgency": "asap", "requester": {"phone": "1"}}
    assert [fact.body for fact in told(strange)] == [fact.body for fact in told(row())]


def test_the_address_becomes_a_key_and_leaves_the_texts():
    address = "云江路18弄7号602室"
    made, stands = told(row(address=address, description=f"{address}漏水", status_notes=f"已到{address}"))
    assert made.body["case"]["text_short"] == "〔略〕漏水"
    assert stands.body["note"] == "已到〔略〕"
    assert made.body["case"]["place_key"]
    assert "note" not in made.body
    assert address not in repr(stands)


def test_the_name_of_a_service_is_known_or_else_its_code():
    def kind(**said):
        return told(row(**said))[0].body["case"]["category"]

    assert kind(service_name="Road - Pot hole", service_code="E0116") == "E0110"
    assert kind(service_name="Sewer", service_code="006") == "E0110"
    assert kind(service_name=..., service_code="E0116") == "E0116"
    assert kind(service_name="Sewer", service_code="9") == UNMAPPED
    assert told(row(service_name="Sewer", service_code="9"))[0].body["category_said"] == "Sewer"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("text", "record: a service request must be an object"),
        (row(service_request_id="null"), "service_request_id: Field required"),
        (row(service_request_id=6.5), "service_request_id: is neither text nor a whole number"),
        (row(status=...), "status: Field required"),
        (row(requested_datetime=""), "requested_datetime: a request must say when it was made"),
        (row(requested_datetime="19/11/2026"), "requested_datetime: '19/11/2026' is no time"),
        (row(requested_datetime="0001-01-01T00:00:00Z"), "requested_datetime: the year 1 cannot be meant"),
    ],
)
def test_a_row_that_cannot_be_used_says_which_of_its_fields_is_wrong(raw, reason):
    with pytest.raises(RecordError, match=reason):
        told(raw)


def test_a_request_tells_of_its_making_and_of_how_it_stands():
    made, stands = told(row(updated_datetime=CHANGED.isoformat(), status="closed"))
    assert (made.happened_at, made.body["phase"], made.body["holder"]) == (MADE, "reported", None)
    assert (stands.happened_at, stands.body["phase"], stands.body["holder"]) == (CHANGED, "closed", "D01")
    assert made.version < stands.version
    assert made.body["case"]["reported_at"] == MADE.isoformat()


def test_a_closing_without_a_time_holds_since_it_was_read_and_without_that_it_is_refused():
    assert told(row(status="closed", updated_datetime="null"))[1].happened_at == NOW
    assert told(row(updated_datetime="null"))[1].happened_at == MADE
    with pytest.raises(RecordError, match="updated_datetime: a request that has moved on must say when"):
        told(row(status="closed", updated_datetime=""), at=None)


def test_other_words_for_a_state_are_mapped_and_unknown_ones_are_told_and_taken_for_open():
    words = {"In Progress": Phase.DISPOSING, "Archived": Phase.CLOSED}
    assert told(row(status="in progress"), words)[1].body["phase"] == "disposing"
    assert told(row(status="ARCHIVED"), words)[1].body["phase"] == "closed"
    strange = told(row(status="pending 13800001234"), words)[1].body
    assert (strange["phase"], strange["status_said"]) == ("dispatched", "pending 〔电话〕")


def test_a_case_seen_open_and_then_closed_is_closed_once_and_was_never_returned():
    found = folded(row(), row(), row(status="closed", updated_datetime=CHANGED.isoformat()))
    case = found.case
    assert (case["phase"], case["open"], case["closed_at"]) == ("closed", False, CHANGED)
    assert (case["reported_at"], case["dispatched_at"]) == (MADE, MADE)
    assert (case["hands"], case["returns"], case["anomalies"]) == (["D01"], 0, 0)


def test_a_case_first_seen_closed_began_when_it_was_made():
    case = folded(row(status="closed", updated_datetime=CHANGED.isoformat())).case
    assert (case["reported_at"], case["closed_at"], case["anomalies"]) == (MADE, CHANGED, 0)


def test_a_unit_that_gives_a_case_back_or_passes_it_on_is_seen_without_an_anomaly():
    later = [CHANGED.replace(hour=hour).isoformat() for hour in (9, 10)]
    gone = row(agency_responsible="null", updated_datetime=later[0])
    passed = row(agency_responsible="区绿容局", updated_datetime=later[1])
    returned = folded(row(), gone).case
    assert (returned["phase"], returned["holder"], returned["returns"]) == ("returned", None, 1)
    case = folded(row(), gone, passed).case
    assert (case["holder"], case["hands"], case["anomalies"]) == ("D02", ["D01", "D02"], 0)


def test_a_case_opened_again_begins_a_second_episode():
    later = CHANGED.replace(hour=20).isoformat()
    case = folded(
        row(), row(status="closed", updated_datetime=CHANGED.isoformat()), row(updated_datetime=later)
    ).case
    assert (case["open"], case["episode"], case["closed_at"], case["anomalies"]) == (True, 2, None, 0)


def test_f52_closed_before_it_was_made_is_kept_and_flagged():
    early = MADE.replace(day=18).isoformat()
    case = folded(row(status="closed", updated_datetime=early)).case
    assert (case["phase"], case["settles"], case["anomalies"] > 0) == ("closed", False, True)


def test_an_open_request_changed_before_it_was_made_stands_since_it_was_made():
    made, stands = told(row(updated_datetime=MADE.replace(day=18).isoformat()))
    assert made.happened_at == stands.happened_at == MADE


def test_the_recorded_answers_of_toronto_are_read():
    rows = listed(tree(recorded("requests_many.xml")), "service_requests", URL)
    (made, stands), other = map(told, rows)
    assert made.key == "case:city/101005420892"
    assert made.happened_at == stands.happened_at == datetime(2018, 7, 30, 4, 1, tzinfo=UTC)
    assert (made.body["case"]["category"], stands.body["holder"]) == ("E0110", UNMAPPED)
    assert stands.body["note"] == "In progress - The request has been scheduled."
    assert (made.body["case"]["lon"], made.body["case"]["place"]) == (-79.272306875, "outside")
    assert "Warden" not in repr((made, stands, other))


def test_the_recorded_answers_of_chicago_are_read():
    rows = listed(tree(recorded("chicago_rb/service_requests.xml")), "service_requests", URL)
    states = [told(one)[1] for one in rows]
    assert [(fact.key, fact.body["phase"]) for fact in states] == [
        ("case:city/638344", "closed"),
        ("case:city/638349", "reported"),
    ]
    assert states[0].body["case"]["category"] == "E0110"  # by its code 006
    assert "rss" not in repr(states)
    assert listed(tree(recorded("chicago_rb/service_requests_empty.xml")), "service_requests", URL) == []


def test_a_recorded_answer_to_a_token_is_no_request_that_can_be_used():
    (one,) = listed(tree(recorded("chicago_rb/request_id_from_token.xml")), "service_requests", URL)
    with pytest.raises(RecordError, match="status"):
        told(one)


@pytest.mark.parametrize(
    ("name", "code", "called", "count"),
    [
        ("chicago_rb/services.xml", "006", "Damaged_Tree", 36),
        ("services_giessen.xml", "012", "Verkehrsschild beschädigt", 8),
    ],
)
def test_the_recorded_lists_of_services_are_read(name, code, called, count):
    found = services(tree(recorded(name)), URL)
    assert found[code] == called
    assert len(found) == count


def test_the_recorded_error_documents_say_what_is_wrong():
    missing = tree(recorded("chicago_rb/get_service_request_not_found.xml"))
    assert complaint(missing) == "Service request not found with id or token not-an-id"
    _, _, refused = recorded("chicago_rb/403.xml").partition(b"\n\n")
    assert complaint(tree(refused)).startswith("Invalid api_key received")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            [{"code": 400, "description": "jurisdiction_id was not provided"}],
            "jurisdiction_id was not provided",
        ),
        ({"errors": [{"code": "400", "description": "bad date"}]}, "bad date"),
        ({"error": "no key"}, "no key"),
        ([{"service_request_id": "1", "description": "a hole"}], ""),
        ([], ""),
        ({}, ""),
        ([{"code": 400, "description": None}], ""),
        (None, ""),
    ],
)
def test_error_documents_are_told_from_answers(body, said):
    assert complaint(body) == said


@pytest.mark.parametrize("body", [{}, None, "x", {"service_requests": "x"}, {"services": []}])
def test_an_answer_that_is_no_list_is_trouble_with_the_address_and_without_the_query(body):
    with pytest.raises(
        FeedError, match=r"^http://city\.example/v2/requests\.xml answered no service_requests"
    ):
        listed(body, "service_requests", f"{URL}?api_key=4711")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        b"<?xml version='1.0' encoding='klingon'?><a/>",
        b"<a>" * 100_000 + b"</a>" * 100_000,
        "<a>\ud83d</a>".encode("utf-8", "surrogatepass"),
    ],
    ids=["nothing", "torn", "entities", "encoding", "deep", "surrogate"],
)
def test_xml_that_cannot_be_trusted_is_a_value_error(data):
    with pytest.raises(ValueError):  # noqa: PT011  whatever it says
        FORMS["xml"].read(data)


def test_xml_is_read_whatever_its_namespace_and_encoding():
    text = "<?xml version='1.0' encoding='ISO-8859-1'?><x:services xmlns:x='u'><x:service><x:service_code>1"
    text += "</x:service_code><x:service_name>Müll</x:service_name></x:service></x:services>"
    assert services(tree(text.encode("latin-1")), URL) == {"1": "Müll"}


def discovery(*endpoints):
    return {"changeset": "1", "endpoints": list(endpoints)}


def offered(url, kind="production", **given):
    spec = "http://wiki.open311.org/GeoReport_v2"
    return {
        "specification": spec,
        "url": url,
        "type": kind,
        "formats": ["text/xml", "application/json"],
    } | given


def test_discovery_leads_to_the_production_endpoint_of_this_standard():
    here = "http://city.example/open311/discovery.json"
    found = discovery(
        "no endpoint",
        offered("http://city.example/test", "test"),
        offered("http://city.example/v3", specification="http://wiki.open311.org/GeoReport_v3"),
        offered(" http://city.example/v2/ "),
    )
    assert production(found, here, "json") == "http://city.example/v2"
    assert production({"discovery": found}, here, "xml") == "http://city.example/v2"


@pytest.mark.parametrize(
    ("endpoint", "reason"),
    [
        (offered("http://city.example/v2", "test"), "names no production endpoint"),
        (offered("http://elsewhere.example/v2"), r"leads to http://elsewhere\.example/v2.*options\.url"),
        (
            offered("http://city.example/v2", formats=["text/xml"]),
            r"options\.format = 'json' is none of them",
        ),
        (offered(None), "leads to"),
    ],
)
def test_a_discovery_that_leads_nowhere_says_what_to_do(endpoint, reason):
    with pytest.raises(FeedError, match=reason):
        production(discovery(endpoint), "http://city.example/discovery.json", "json")


def test_rows_get_the_name_of_their_service_only_where_they_lack_it():
    rows = [row(service_name="null", service_code=6), row(service_code="6"), row(service_name=...), "text"]
    assert [nameless(one) for one in rows] == [True, False, False, False]
    done = named(rows, {"6": "Damaged Tree"})
    assert done[0]["service_name"] == "Damaged Tree"
    assert done[1:] == rows[1:]
    assert named(rows, {}) == rows


def test_ids_are_text_and_what_is_no_id_is_empty():
    rows = [{"service_request_id": 42}, {" service_request_id": " 042 "}, {"service_request_id": 4.2}, [], {}]
    assert [number(one) for one in rows] == ["42", "042", "", "", ""]
