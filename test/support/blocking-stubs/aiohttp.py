"""A stand-in of aiohttp that answers as the one of requests does."""
import asyncio

import requests


class ClientTimeout:
    def __init__(self, total=None, sock_connect=None, sock_read=None):
        self.total = total


class ClientResponse:
    def __init__(self, method, url, options):
        self._answer = requests.Response(method, url, {name for name in options if name != "timeout"})
        self.status = self._answer.status_code
        self.ok = self._answer.ok

    async def text(self):
        await asyncio.sleep(0)
        return self._answer.text

    async def json(self, content_type="application/json"):
        assert content_type is None
        return self._answer.json()

    def raise_for_status(self):
        self._answer.raise_for_status()


class Request:
    def __init__(self, *call):
        self.call = call

    async def __aenter__(self):
        await asyncio.sleep(0)
        return ClientResponse(*self.call)

    async def __aexit__(self, *failure):
        return None


class ClientSession:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *failure):
        return None

    def get(self, url, **options):
        return Request("GET", url, options)

    def post(self, url, **options):
        return Request("POST", url, options)
