"""Settings of a server that a browser test looks at: its clock stands at the moment that the test names."""

import os
from datetime import datetime

from tests.settings import *  # noqa: F403

ANBAO_CLOCK = "tests.browser.settings.moment"


def moment() -> datetime:
    """The moment of ANBAO_TEST_MOMENT."""
    return datetime.fromisoformat(os.environ["ANBAO_TEST_MOMENT"])
