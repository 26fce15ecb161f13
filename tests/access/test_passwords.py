"""Passwords: what may be one, why not, and that comparing costs the same for accounts that do not exist."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.access import AccessError
from dashboard.access.passwords import Passwords, checked, decoy, weakness
from tests.access.small_access import GOOD, QUICK


def refusal(password: str, *known: str) -> AccessError:
    with pytest.raises(AccessError) as caught:
        checked(password, known)
    return caught.value


@pytest.mark.parametrize("password", [GOOD, "云江区的路灯昨晚亮了三盏", "x9!Vb2#Lq0@Tz7", "a" * 5 + GOOD * 5])
def test_a_long_uncommon_password_may_be_used(password):
    assert checked(password) == password


@pytest.mark.parametrize("password", ["", "short", "elevenchars", "x" * 129])
def test_a_password_of_a_wrong_length_is_refused_with_the_right_one(password):
    said = refusal(password)
    assert f"12 to 128 characters; this one has {len(password)}" in str(said)
    assert "密码须为 12 至 128 个字符" in said.words.zh


@pytest.mark.parametrize(
    ("password", "zh", "en"),
    [
        ("password1234", "常用密码", "common password"),
        ("qwertyuiop[]", "键盘", "neighbouring keys"),
        ("aaaaaaaaaaaaaa", "重复", "repeats"),
        ("abcdefghijklmnop", "连续", "sequence"),
        ("1976-05-21aa", "日期", "date"),
        ("neighbourhood", "常见的词", "common word"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused_with_the_reason_in_both_languages(password, zh, en):
    said = refusal(password)
    assert zh in said.words.zh
    assert en in said.words.en


@pytest.mark.parametrize(
    "password",
    ["admin@123456", "woaini5201314", "shanghai2026!", "P@ssw0rd2026", "Zhibanshi12345", "Aa123456789!"],
)
def test_what_is_often_typed_here_is_refused(password):
    assert "common password" in str(refusal(password))


def test_what_others_know_of_its_owner_makes_a_password_weak():
    assert weakness("wangchao-duty-desk") is None
    said = refusal("wangchao-duty-desk", "wangchao-duty-desk", "post")
    assert "the account or the post" in str(said)


def test_one_owners_words_do_not_count_against_the_next():
    weakness("wangchao-duty-desk", ["wangchao-duty-desk"])
    assert weakness("wangchao-duty-desk") is None


def test_a_refusal_never_repeats_the_password():
    assert "password1234" not in str(refusal("password1234"))


def test_a_password_fits_its_hash_and_no_other():
    kept = QUICK.hashed(GOOD)
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept
    assert QUICK.fits(kept, GOOD)
    assert not QUICK.fits(kept, GOOD + " ")


def test_equal_passwords_have_different_hashes():
    assert QUICK.hashed(GOOD) != QUICK.hashed(GOOD)


def test_full_width_letters_are_the_same_password():
    assert QUICK.fits(QUICK.hashed("ｋｉｔｅ　marble 47"), "kite marble 47")


@settings(max_examples=40)
@given(st.text(st.characters(), max_size=40))
def test_any_text_at_all_can_be_compared(text):
    assert QUICK.fits(QUICK.hashed(text), text)
    assert not QUICK.fits(None, text)


@pytest.mark.parametrize("kept", ["", "no hash", "$argon2id$v=19$m=8,t=1,p=1$AA$AA"])
def test_what_is_no_hash_fits_nothing(kept):
    assert not QUICK.fits(kept, GOOD)


def test_the_decoy_costs_what_a_password_costs():
    hasher = PasswordHasher()
    assert extract_parameters(decoy(hasher)) == extract_parameters(hasher.hash("any"))


def test_a_hash_of_other_parameters_is_aged():
    kept = QUICK.hashed(GOOD)
    assert not QUICK.aged(kept)
    assert Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)).aged(kept)


def test_the_shipped_cost_is_that_of_rfc_9106():
    shipped = extract_parameters(Passwords()._decoy)
    assert (shipped.type.name, shipped.memory_cost, shipped.time_cost) == ("ID", 65536, 3)
