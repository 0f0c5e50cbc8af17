"""Four that search, for a framework that takes any one of them."""

import frame
from frame import Tool
from vendor import Client


class First(frame.Retrieve):
    def __init__(self):
        self.client = Client(base_url="https://one.example")


class Second(frame.Retrieve):
    def __init__(self):
        self.client = Client(base_url="https://two.example")


class Third(frame.Retrieve):
    pass


class Fourth(frame.Retrieve):
    pass


class Look(Tool):
    def __init__(self):
        self.client = Client(base_url="https://tool.example")


class Ask(Tool):
    pass


class Tell(Tool):
    pass


class Write(Tool):
    pass
