import asyncio

from redis import Commands


class Redis(Commands):
    async def get(self, key):
        await asyncio.sleep(0)
        return self.run("get", key)

    async def setex(self, key, seconds, value):
        await asyncio.sleep(0)
        return self.run("set", key, value)

    async def incr(self, key):
        await asyncio.sleep(0)
        return self.run("incr", key)

    async def delete(self, key):
        await asyncio.sleep(0)
        return self.run("delete", key)
