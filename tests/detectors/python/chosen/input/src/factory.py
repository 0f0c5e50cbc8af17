import os

import httpx

from .always import Always
from .remote import RemoteStore
from .local import LocalStore


def store():
    # RemoteStore() in a comment
    if os.getenv("STORE") == "remote":
        return RemoteStore(Always())
    print("RemoteStore", httpx.get("https://api.vendor.example/RemoteStore"))
    return LocalStore(Always())
