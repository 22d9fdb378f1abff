"""The ASGI application: `granian --interface asgi anbao.project.asgi:application`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anbao.project.settings")

from django.core.asgi import get_asgi_application

application = get_asgi_application()
