import json
import typing
from urllib.parse import parse_qs, urlparse

T = typing.TypeVar("T")


class Out(typing.Generic[T]):
    def __init__(self):
        self.value = None

    def set(self, value):
        self.value = value

    def get(self):
        return self.value


class HttpRequest:
    def __init__(self, method, url, *, headers=None, params=None, route_params=None, body=b""):
        self.method = method
        self.url = url
        self.headers = dict(headers or {})
        self.params = dict(params if params is not None else {k: v[0] for k, v in parse_qs(urlparse(url).query).items()})
        self.route_params = dict(route_params or {})
        self.form = {}
        self.files = {}
        self._body = body

    def get_body(self):
        return self._body

    def get_json(self):
        return json.loads(self._body.decode("utf-8"))


class HttpResponse:
    mimetype = "text/plain"
    charset = "utf-8"

    def __init__(self, body=None, *, status_code=200, headers=None, mimetype=None, charset=None):
        self.status_code = status_code
        self.headers = dict(headers or {})
        self.mimetype = mimetype or self.mimetype
        self.charset = charset or self.charset
        self._body = body.encode(self.charset) if isinstance(body, str) else (body or b"")

    def get_body(self):
        return self._body


class Context:
    pass


class OrchestrationContext:
    pass


class TimerRequest:
    past_due = False


class QueueMessage:
    pass


class InputStream:
    pass


class EventHubEvent:
    pass


class EventGridEvent:
    pass


class EventGridOutputEvent:
    def __init__(self, *, id, data, subject, event_type, event_time, data_version):
        self.id, self.data, self.subject, self.event_type = id, data, subject, event_type


class ServiceBusMessage:
    pass


class KafkaEvent:
    pass


class WarmUpContext:
    pass


class Document(dict):
    @classmethod
    def from_json(cls, text):
        return cls(json.loads(text))

    @classmethod
    def from_dict(cls, value):
        return cls(value)

    def to_json(self):
        return json.dumps(dict(self))


class DocumentList(list):
    pass


class SqlRow(Document):
    pass


class SqlRowList(list):
    pass
