"""One JSON object a line, whatever ends a line for who reads it.

JSON escapes the controls below 0x20 by itself; U+0085, U+2028 and U+2029 may stand in it as they are, and many readers
(Python's ``splitlines``, JavaScript before 2019, editors) end a line there.
"""

import json

#: what JSON may hold as it is and ends a line for some readers
ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}


def json_line(told: dict) -> str:
    """The object in one line for every reader, with its end; other characters stay as they are."""
    return json.dumps(told, ensure_ascii=False).translate(ENDS) + "\n"
