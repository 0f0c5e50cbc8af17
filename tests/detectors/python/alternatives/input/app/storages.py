import boto3
import requests
from azure.storage.blob import BlobServiceClient
from google.cloud import storage


class Storage:
    pass


class S3Storage(Storage):
    def __init__(self):
        self.client = boto3.client("s3")


class GcsStorage(Storage):
    def __init__(self):
        self.client = storage.Client()


class AzureStorage(Storage):
    def __init__(self, url):
        self.client = BlobServiceClient(url)


class Task:
    pass


class Fetch(Task):
    def run(self):
        return requests.get("https://one.example/list")


class Clean(Task):
    def run(self):
        return requests.get("https://two.example/list")


class Report(Task):
    def run(self):
        return requests.get("https://three.example/list")


if __name__ == "__main__":
    requests.get("https://try.example/out")
