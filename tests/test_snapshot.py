"""Pictures are made once, shared, named by what they show, and forgotten when there are too many."""

from __future__ import annotations

import gzip
import threading

import numpy as np
import orjson
import pytest

from dashboard.snapshot import Gallery, pressed


def test_a_picture_is_gzip_of_json_with_a_tag_of_its_key():
    picture = pressed(("boot", 7), {"tiles": {"a": "字"}, "n": np.int64(3)})
    assert orjson.loads(gzip.decompress(picture.body)) == {"tiles": {"a": "字"}, "n": 3}
    assert picture.etag.isalnum()


def test_the_tag_follows_the_key_and_not_the_moment_of_drawing():
    assert pressed(("a", 1), {}).etag == pressed(("a", 1), {}).etag
    assert pressed(("a", 1), {}).etag != pressed(("a", 2), {}).etag


def test_the_same_content_gives_the_same_bytes():
    assert pressed("k", {"x": 1}).body == pressed("k", {"x": 1}).body


def test_a_picture_is_drawn_once_for_all_who_ask():
    gallery, drawn = Gallery(), []
    for _ in range(5):
        gallery.picture("key", lambda: drawn.append(1) or {"n": len(drawn)})
    assert drawn == [1]


def test_many_threads_asking_at_once_wait_for_one_drawing():
    gallery, drawn, begun, go = Gallery(), [], threading.Barrier(9), threading.Event()

    def draw():
        drawn.append(1)
        go.wait(5)
        return {}

    def ask(found):
        begun.wait(5)
        found.append(gallery.picture("key", draw))

    found = []
    threads = [threading.Thread(target=ask, args=(found,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    begun.wait(5)
    go.set()
    for thread in threads:
        thread.join(5)
    assert len(drawn) == 1
    assert len({id(picture) for picture in found}) == 1


def test_a_drawing_that_fails_leaves_nothing_behind_and_can_be_tried_again():
    gallery = Gallery()
    with pytest.raises(ZeroDivisionError):
        gallery.picture("key", lambda: 1 / 0)
    assert gallery.picture("key", dict).body
    assert not gallery.drawing


def test_the_gallery_forgets_what_was_asked_for_longest_ago():
    one = len(pressed("a", {"a": "x" * 50}).body)
    gallery, drawn = Gallery(limit=one * 2 + 5), []

    def ask(name):
        return gallery.picture(name, lambda: drawn.append(name) or {"a": "x" * 50})

    for name in ("a", "b", "a", "c", "a", "b"):
        ask(name)
    assert drawn == ["a", "b", "c", "b"]
    assert gallery.size <= gallery.limit


def test_a_picture_larger_than_the_gallery_is_still_shown():
    gallery = Gallery(limit=1)
    assert gallery.picture("big", lambda: {"x": "y" * 1000}).body
