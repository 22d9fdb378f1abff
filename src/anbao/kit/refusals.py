"""What every list and form of the API answers when it refuses, and how it takes a row's number."""

from typing import Annotated

from ninja import Field, Schema

#: a row's number; more than the database's bigint holds is a bad question, not an error of the server
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Refusal(Schema):
    detail: str


class Faults(Refusal):
    """Every fault at its field; nothing was written."""

    faults: dict[str, str]


REFUSALS = {401: Refusal, 403: Refusal, 404: Refusal, 422: Faults}
