"""Stands in for psycopg2: a database that answers at once."""


class Cursor:
    def __enter__(self):
        return self

    def __exit__(self, *failure):
        return None

    def execute(self, statement, values=()):
        return None


class Connection(Cursor):
    def cursor(self):
        return Cursor()

    def close(self):
        return None


def connect(dsn, **options):
    return Connection()
