"""Requesters who do not exist: names, numbers and papers as a hotline would really carry them."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.simulate.dice import Dice

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up requester; the number lies in a block that no operator hands out."""

    name: str
    title: str
    phone: str

    @property
    def called(self) -> str:
        """How an operator writes of somebody: by surname."""
        return self.name[0] + self.title


def person(dice: Dice) -> Person:
    """One requester."""
    name = dice.pick(SURNAMES) + dice.pick(GIVEN) + (dice.pick(GIVEN) if dice.chance(0.7) else "")
    return Person(name, dice.pick(("先生", "女士")), f"13{dice.below(10)}0000{dice.below(10_000):04d}")


def paper(dice: Dice) -> str:
    """An identity number of the fictional district, with a right check digit."""
    born = f"{1950 + dice.below(55)}{1 + dice.below(12):02d}{1 + dice.below(28):02d}"
    body = f"990101{born}{dice.below(1000):03d}"
    return body + CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]
