"""Playwright's synchronous driver keeps an event loop in this thread; the tests' own queries beside it are safe."""

import os

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
