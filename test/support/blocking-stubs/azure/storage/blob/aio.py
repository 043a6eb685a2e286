import asyncio

from azure.identity.aio import DefaultAzureCredential
from azure.storage.blob import Item


class Downloader:
    def __init__(self, data):
        self.data = data

    async def readall(self):
        await asyncio.sleep(0)
        return self.data


class BlobClient:
    def __init__(self, blobs, name):
        self.blobs = blobs
        self.name = name

    async def upload_blob(self, data, overwrite=False, content_settings=None):
        await asyncio.sleep(0)
        self.blobs[self.name] = data

    async def download_blob(self):
        await asyncio.sleep(0)
        return Downloader(self.blobs[self.name])


class ContainerClient:
    def __init__(self):
        self.blobs = {}

    def get_blob_client(self, name):
        return BlobClient(self.blobs, name)

    async def list_blobs(self, name_starts_with=""):
        for name in self.blobs:
            await asyncio.sleep(0)
            if name.startswith(name_starts_with):
                yield Item(name)


class BlobServiceClient:
    def __init__(self, url, credential=None):
        assert isinstance(credential, DefaultAzureCredential)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *failure):
        return None

    def get_container_client(self, name):
        return ContainerClient()
