"""Stands in for requests: every answer takes DEMO_WAIT seconds, and blocks the thread meanwhile."""
import os
import time

WAIT = float(os.environ["DEMO_WAIT"])


class Response:
    def json(self):
        return {"tier": "gold"}


def get(url, **options):
    time.sleep(WAIT)
    return Response()
