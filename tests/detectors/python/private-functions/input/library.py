import os

from openai import OpenAI


def _remote(again):
    if again:
        _remote(False)
    return OpenAI(base_url="https://optional.example/v1")


def public():
    return OpenAI(base_url="https://public.example/v1")


class Chat:
    def __init__(self):
        if os.getenv("USE_REMOTE") == "1":
            self._open()
            _remote(True)
            public()
        self._always()

    def _open(self):
        return OpenAI(base_url="https://method.example/v1")

    def _always(self):
        return OpenAI(base_url="https://always.example/v1")
