"""The page of the feed is true: its examples deliver, its table of refusals is that of the document."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from dashboard.exporting import EXPORT
from dashboard.pushing import FACTS
from dashboard.pushing.document import documented
from layouts.pages import VOCABULARY
from tests.pushing.sender import SECRET, receiving, versions

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
PAGE = (Path(__file__).parents[2] / "docs" / "feeds" / "push.md").read_text(encoding="utf-8")


@pytest.fixture
def there(tmp_path):
    """A desk that is really served, and its address."""
    with receiving(tmp_path) as (desk, client):
        server = make_server("127.0.0.1", 0, client.application, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield desk, f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def answered(command: list[str], language: str, url: str, folder: Path) -> str:
    """What the example of the page prints when it is sent to another address."""
    source = PAGE.split(f"```{language}\n")[1].split("```")[0].replace("http://127.0.0.1:8050", url)
    environment = {**os.environ, "PUSH_SECRET": SECRET}
    made = subprocess.run(
        command,
        input=source,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return made.stdout.replace("'", '"')


def test_the_shell_example_delivers(there, tmp_path):
    if not (shutil.which("curl") and shutil.which("openssl")):
        pytest.skip("curl or openssl is not installed here")
    desk, url = there
    told = json.loads(answered(["sh", "-s"], "sh", url, tmp_path))
    assert (told["received"], told["applied"], versions(desk)) == (1, 1, ["B1"])


def test_the_python_example_delivers(there, tmp_path):
    desk, url = there
    told = json.loads(answered([sys.executable, "-"], "python", url, tmp_path))
    assert (told["received"], told["applied"], versions(desk)) == (1, 1, ["B2"])


def test_the_refusals_of_the_page_are_those_of_the_document():
    answers = documented(VOCABULARY)["paths"][FACTS]["post"]["responses"]
    told = set(re.findall(r"`(4\d\d|5\d\d)`", PAGE.split("## The answer")[1]))
    assert told | {"200"} == set(answers)


def test_the_answer_of_the_page_adds_up():
    told = json.loads(PAGE.split("## The answer")[1].split("```json\n")[1].split("```")[0])
    parts = ("applied", "duplicate", "superseded", "quarantined")
    assert told["received"] == sum(told[part] for part in parts)


def test_the_document_knows_every_word_of_every_page():
    asked = documented(VOCABULARY)["paths"]["/snapshot/{page}"]["get"]["parameters"]
    words = {one["name"]: one.get("description") for one in asked}
    assert {"page", "lang", "theme", "scene", "measure", "week", "key"} < set(words)
    assert words["street"] == "of departments, places, cases"
    listed = documented(VOCABULARY)["paths"][EXPORT]["get"]["parameters"]
    assert {one["name"] for one in listed} == {*VOCABULARY["cases"], "lang", "theme"}
