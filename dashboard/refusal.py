"""The base of every error that is meant for a person."""

from __future__ import annotations


class Refusal(Exception):
    """Something was refused; the message names who, what, which value, and what to do."""
