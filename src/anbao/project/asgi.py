"""The ASGI application: `granian --interface asgi anbao.project.asgi:application`."""

import os
import warnings

# WhiteNoise hands a static file over as a synchronous iterator; Django reads it in a thread and says so each time
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anbao.project.settings")

from django.core.asgi import get_asgi_application  # noqa: E402

application = get_asgi_application()
