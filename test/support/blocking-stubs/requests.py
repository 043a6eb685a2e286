"""A stand-in of requests that blocks and answers from the URL alone."""
from blocking import block


class HTTPError(Exception):
    pass


class Response:
    def __init__(self, method, url, options):
        self.url = url
        self.status_code = 404 if "/fail" in url else 200
        self.ok = self.status_code == 200
        self.text = f"{method} {url} {sorted(options)}"

    def __repr__(self):
        return f"<Response [{self.status_code}]>"

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        return None

    def iter_content(self, chunk_size=1):
        for start in range(0, len(self.text), chunk_size):
            block()
            yield self.text[start : start + chunk_size].encode()

    def json(self):
        return {"price": float(len(self.url)), "unit": "EUR", "url": f"{self.url}/next", "rates": {"EUR": 1.1, "GBP": 0.9},
                "items": [{"name": "tea", "count": 2}, {"name": "milk", "count": 3}]}

    def raise_for_status(self):
        if not self.ok:
            raise HTTPError(f"{self.status_code} {self.url}")


def request(method, url, **options):
    block()
    return Response(method, url, options)


def get(url, **options):
    return request("GET", url, **options)


def post(url, **options):
    return request("POST", url, **options)


def head(url, **options):
    return request("HEAD", url, **options)


class Session:
    def __init__(self):
        self.headers = {}

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        return None

    def get(self, url, **options):
        return request("GET", url, **options, headers=self.headers)
