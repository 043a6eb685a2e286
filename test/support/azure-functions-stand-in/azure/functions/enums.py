from enum import Enum


class Member(Enum):
    def __str__(self):
        return self.name


class AuthLevel(Member):
    FUNCTION = "function"
    ANONYMOUS = "anonymous"
    ADMIN = "admin"


class DataType(Member):
    UNDEFINED = 0
    STRING = 1
    BINARY = 2
    STREAM = 3


class Cardinality(Member):
    ONE = "one"
    MANY = "many"


class AccessRights(Member):
    MANAGE = "manage"
    LISTEN = "listen"


class HttpMethod(Member):
    GET = "GET"
    POST = "POST"
    DELETE = "DELETE"
    HEAD = "HEAD"
    PATCH = "PATCH"
    PUT = "PUT"
    OPTIONS = "OPTIONS"


ENUM_ARGUMENTS = {
    "data_type": DataType,
    "auth_level": AuthLevel,
    "cardinality": Cardinality,
    "access_rights": AccessRights,
}


def member(enum, value):
    """A member by its name in any case; KeyError for any other text, as in the library."""
    return enum[value.upper()] if isinstance(value, str) else value
