"""The simulated cameras of the demo, served until told to stop: ``python -m anbao.demo.simulator.cameras --seed 2022``."""

import argparse
import logging
import os
import signal
import sys
import threading


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m anbao.demo.simulator.cameras", description=__doc__)
    parser.add_argument("--seed", type=int, default=2022)
    parser.add_argument("--http-port", type=int, default=8081)
    parser.add_argument("--rtsp-port", type=int, default=8554)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anbao.project.settings")
    import django

    django.setup()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    from django.conf import settings

    from anbao.demo.simulator.cameras import connecting, media
    from anbao.demo.simulator.cameras.moments import Moments
    from anbao.demo.simulator.cameras.spoiling import Spoiled

    spoiled = Spoiled(settings.HOME / "simulator" / "cameras.json")
    kinds = connecting.kinds(connecting.chosen())
    cameras = media.Cameras(kinds, seed=options.seed, now=Moments(), fault=spoiled.fault_at)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        with media.served(cameras, http_port=options.http_port, rtsp_port=options.rtsp_port) as (http, rtsp):
            print(f"{len(cameras.views)} cameras: http://127.0.0.1:{http}/ rtsp://127.0.0.1:{rtsp}/", flush=True)
            stop.wait()
    except OSError as error:
        places = f"127.0.0.1:{options.http_port} and :{options.rtsp_port}"
        sys.exit(
            f"cameras: can't listen on {places}: {error.strerror or error} (anbao demo --cameras names other ports)"
        )


if __name__ == "__main__":
    main()
