"""Just enough of the two adapters to call an app and see what it answers."""
import asyncio
from urllib.parse import urlparse

from .values import HttpResponse


class AsgiMiddleware:
    def __init__(self, app):
        self._app = app

    async def notify_startup(self):
        """The lifespan protocol up to its startup; an app that does not answer it fails every request."""
        done = asyncio.Event()
        answered = []

        async def receive():
            if answered:
                await asyncio.Event().wait()
            return {"type": "lifespan.startup"}

        async def send(message):
            answered.append(message["type"])
            done.set()

        async def lifespan():
            try:
                await self._app({"type": "lifespan"}, receive, send)
            finally:
                done.set()

        self._lifespan = asyncio.create_task(lifespan())
        await done.wait()
        if answered != ["lifespan.startup.complete"]:
            raise RuntimeError("ASGI middleware startup failed.")

    async def handle_async(self, req, context=None):
        answer = {"status": 200, "body": b"", "headers": {}}
        scope = {"type": "http", "method": req.method, "path": urlparse(req.url).path, "headers": [], "query_string": b""}

        async def receive():
            return {"type": "http.request", "body": req.get_body(), "more_body": False}

        async def send(message):
            if message["type"] == "http.response.start":
                answer["status"] = message["status"]
                answer["headers"] = {k.decode(): v.decode() for k, v in message.get("headers", [])}
            elif message["type"] == "http.response.body":
                answer["body"] += message.get("body", b"")

        await self._app(scope, receive, send)
        return HttpResponse(answer["body"], status_code=answer["status"], headers=answer["headers"])

    def handle(self, req, context=None):
        return asyncio.run(self.handle_async(req, context))

    @property
    def main(self):
        return self._main

    def _main(self, req, context):
        return self.handle(req, context)


class WsgiMiddleware:
    def __init__(self, app):
        self._app = app

    async def notify_startup(self):
        """WSGI has no startup."""

    def handle(self, req, context=None):
        answer = {}

        def start_response(status, headers, exc_info=None):
            answer["status"] = int(status.split(" ")[0])
            answer["headers"] = dict(headers)

        environ = {"REQUEST_METHOD": req.method, "PATH_INFO": urlparse(req.url).path, "QUERY_STRING": urlparse(req.url).query}
        body = b"".join(self._app(environ, start_response))
        return HttpResponse(body, status_code=answer["status"], headers=answer["headers"])

    async def handle_async(self, req, context=None):
        return self.handle(req, context)

    @property
    def main(self):
        return self._main

    def _main(self, req, context):
        return self.handle(req, context)
