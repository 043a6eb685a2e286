"""A stand-in of azure-storage-blob that blocks; `aio` awaits, and takes asynchronous credentials only."""
from azure.identity import DefaultAzureCredential
from blocking import block


class ContentSettings:
    def __init__(self, content_type=None):
        self.content_type = content_type


class Item:
    def __init__(self, name):
        self.name = name


class Downloader:
    def __init__(self, data):
        self.data = data

    def readall(self):
        block()
        return self.data


class BlobClient:
    def __init__(self, blobs, name):
        self.blobs = blobs
        self.name = name

    def upload_blob(self, data, overwrite=False, content_settings=None):
        block()
        self.blobs[self.name] = data

    def download_blob(self):
        block()
        return Downloader(self.blobs[self.name])


class ContainerClient:
    def __init__(self):
        self.blobs = {}

    def get_blob_client(self, name):
        return BlobClient(self.blobs, name)

    def list_blobs(self, name_starts_with=""):
        for name in self.blobs:
            block()
            if name.startswith(name_starts_with):
                yield Item(name)


class BlobServiceClient:
    def __init__(self, url, credential=None):
        assert isinstance(credential, DefaultAzureCredential)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        return None

    def get_container_client(self, name):
        return ContainerClient()
