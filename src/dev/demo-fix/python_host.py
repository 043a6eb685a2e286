"""A host that knows just enough: it serves handlers of the app in a folder over HTTP, on one event loop.

Usage: python_host.py APP. The app is the package `__app__`, as in the worker.
"""
import asyncio
import importlib
import importlib.machinery
import importlib.util
import json
import logging
import sys

import azure.functions as func

spec = importlib.machinery.ModuleSpec("__app__", None)
spec.submodule_search_locations = [sys.argv[1]]
sys.modules["__app__"] = importlib.util.module_from_spec(spec)
loyalty_points = importlib.import_module("__app__.LoyaltyPoints").main
table_status = importlib.import_module("__app__.TableStatus").main
TABLES = json.dumps([{"RowKey": str(number), "Free": True} for number in range(1, 5)])


class Visit:
    def get_body(self):
        return b"guest-1"


async def call(handler, *arguments):
    answer = handler(*arguments)
    return await answer if asyncio.iscoroutine(answer) else answer


async def answer(path):
    if path == "/visit":
        await call(loyalty_points, Visit())
        return func.HttpResponse("{}")
    request = func.HttpRequest("GET", "http://localhost/api/tables", params={})
    return await call(table_status, request, TABLES)


async def serve(reader, writer):
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            response = await answer(head.split(" ", 2)[1])
            body = response.get_body()
            writer.write(b"HTTP/1.1 %d OK\r\nContent-Length: %d\r\n\r\n%b" % (response.status_code, len(body), body))
            await writer.drain()
    except asyncio.IncompleteReadError:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


logging.disable(logging.CRITICAL)
asyncio.run(main())
