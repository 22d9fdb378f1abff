"""What every list and form of the API answers when it refuses, and how it takes a row's number and a text."""

from typing import Annotated

from ninja import Field, Schema
from pydantic import AfterValidator

#: a row's number; more than the database's bigint holds is a bad question, not an error of the server
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]


def _storable(text: str) -> str:
    """PostgreSQL keeps no NUL and no half of a surrogate pair."""
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("a character that cannot be stored")
    return text


Text = Annotated[str, AfterValidator(_storable)]


class Refusal(Schema):
    detail: str


class Faults(Refusal):
    """Every fault at its field; nothing was written."""

    faults: dict[str, str]


REFUSALS = {401: Refusal, 403: Refusal, 404: Refusal, 413: Refusal, 422: Faults}
