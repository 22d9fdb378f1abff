"""Invented people: names, phones and identity numbers.

An identity number is formed as GB 11643-1999 says: region (6), birth date (8), sequence (3, odd for men), and a check
character by ISO 7064 MOD 11-2. Region codes are those of the city's counties; the rest is drawn.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from anbao.demo.facts import branch, counties

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
OLDEST, YOUNGEST = date(1965, 1, 1), date(1999, 12, 31)


def check_character(body: str) -> str:
    """The 18th character of the first 17."""
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def is_valid(number: str) -> bool:
    """Well-formed by GB 11643: length, a birth date that exists, check character."""
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return len(number) == 18 and number[:17].isdigit() and check_character(number[:17]) == number[17]


class Registry:
    """Hands out names, phones and identity numbers, none twice."""

    def __init__(self, draw: Random, taken: Iterable[str] = ()):
        self._draw, self._numbers, self._phones = draw, set(taken), 0
        self._regions = sorted(county["code"] for county in counties().values())

    def name(self) -> str:
        names, draw = branch()["names"], self._draw
        return draw.choice(names["family"]) + "".join(
            draw.choice(names["given"]) for _ in range(draw.choice((1, 2, 2)))
        )

    def id_number(self) -> str:
        draw = self._draw
        while True:
            born = OLDEST + timedelta(days=draw.randint(0, (YOUNGEST - OLDEST).days))
            body = f"{draw.choice(self._regions)}{born:%Y%m%d}{draw.randint(1, 999):03}"
            number = body + check_character(body)
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def phone(self) -> str:
        """An invented mobile number; one block, counted up."""
        self._phones += 1
        return f"1990313{self._phones:04}"
