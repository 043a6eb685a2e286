"""A stand-in of httpx: the plain client blocks, the asynchronous one awaits."""
import asyncio

from blocking import block


class Response:
    def __init__(self, url, options):
        self.status_code = 200
        self.text = f"GET {url} {sorted(options)}"
        self._price = float(len(url))

    def json(self):
        return {"price": self._price}

    def raise_for_status(self):
        return self


class Client:
    def __init__(self, **options):
        self.options = options

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        return None

    def get(self, url, **options):
        block()
        return Response(url, options)


class AsyncClient:
    def __init__(self, **options):
        self.options = options

    async def __aenter__(self):
        return self

    async def __aexit__(self, *failure):
        return None

    async def get(self, url, **options):
        await asyncio.sleep(0)
        return Response(url, options)
