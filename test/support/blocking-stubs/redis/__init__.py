"""A stand-in of redis that blocks; `redis.asyncio` awaits."""
from blocking import block


class Commands:
    def __init__(self, **options):
        self.values = {}

    def run(self, command, key, *args):
        if command == "get":
            return self.values.get(key)
        if command == "delete":
            return int(self.values.pop(key, None) is not None)
        self.values[key] = self.values.get(key, 0) + 1 if command == "incr" else args[-1]
        return self.values[key]


class Redis(Commands):
    def get(self, key):
        block()
        return self.run("get", key)

    def setex(self, key, seconds, value):
        block()
        return self.run("set", key, value)

    def incr(self, key):
        block()
        return self.run("incr", key)

    def delete(self, key):
        block()
        return self.run("delete", key)
