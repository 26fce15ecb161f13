"""Sealed copies of what must not be readable where it is kept: AES-SIV, the key derived from the ledger's."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"jiequan quarantine 1"
"""What the derived key is for; another purpose is another key."""

KEY_BYTES = 64


class SealError(ValueError):
    """A sealed copy does not open: another key, another place, or changed bytes."""


class Vault:
    """Seals and opens under one key; what is sealed for one place opens nowhere else.

    The same content at the same place has the same seal, so that a record that comes again is known again
    without being read.
    """

    def __init__(self, key: bytes) -> None:
        derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=PURPOSE).derive(key)
        self._cipher = AESSIV(derived)

    def sealed(self, plain: bytes, place: str) -> bytes:
        """The sealed copy of `plain`, which must not be empty."""
        return self._cipher.encrypt(plain, [place.encode()])

    def opened(self, sealed: bytes, place: str) -> bytes:
        """What was sealed for this place; `SealError` if it was not."""
        try:
            return self._cipher.decrypt(sealed, [place.encode()])
        except (InvalidTag, ValueError) as error:
            raise SealError("the sealed copy does not open") from error
