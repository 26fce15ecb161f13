"""What is sealed opens with its key at its place, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.sealing import SealError, Vault

KEY = b"k" * 32


@given(plain=st.binary(min_size=1, max_size=300), place=st.text(max_size=10))
@settings(max_examples=40, deadline=None)
def test_what_is_sealed_opens_again(plain, place):
    vault = Vault(KEY)
    assert vault.opened(vault.sealed(plain, place), place) == plain


def test_the_same_record_at_the_same_place_has_the_same_seal_also_after_a_restart():
    assert Vault(KEY).sealed(b"record", "hotline") == Vault(KEY).sealed(b"record", "hotline")
    assert Vault(KEY).sealed(b"record", "hotline") != Vault(KEY).sealed(b"record", "grid")


@pytest.mark.parametrize(
    ("key", "place"), [(b"j" * 32, "hotline"), (KEY, "grid")], ids=["another key", "another place"]
)
def test_nothing_opens_under_another_key_or_at_another_place(key, place):
    with pytest.raises(SealError):
        Vault(key).opened(Vault(KEY).sealed(b"record", "hotline"), place)


@pytest.mark.parametrize("at", [0, 10, -1])
def test_one_changed_bit_and_it_does_not_open(at):
    sealed = bytearray(Vault(KEY).sealed(b"record", "hotline"))
    sealed[at] ^= 1
    with pytest.raises(SealError):
        Vault(KEY).opened(bytes(sealed), "hotline")


@pytest.mark.parametrize("sealed", [b"", b"short"])
def test_what_is_no_seal_at_all_does_not_open(sealed):
    with pytest.raises(SealError):
        Vault(KEY).opened(sealed, "hotline")


def test_no_part_of_what_is_sealed_can_be_read():
    plain = "王秀英 13800001234".encode() * 9
    sealed = Vault(KEY).sealed(plain, "hotline")
    assert not [n for n in range(len(plain) - 4) if plain[n : n + 4] in sealed]


def test_the_key_itself_seals_nothing():
    """The derived key is another than the ledger's, whatever its length."""
    assert Vault(b"k" * 64).sealed(b"record", "a") != Vault(KEY).sealed(b"record", "a")
