import os

from vendor import Client

KIND = os.environ.get("KIND", "second")


def must_be_given(model_name):
    if model_name in ["big", "small"]:
        return Client(base_url="https://one.example")
    elif len(model_name):
        return Client(base_url="https://two.example")
    return Client(base_url="https://left-over.example")


def may_be_left_out(model_name=None):
    if model_name == "big":
        return Client(base_url="https://three.example")
    elif model_name:
        return Client(base_url="https://four.example")
    return Client(base_url="https://shipped.example")


def decided():
    if KIND == "first":
        return Client(base_url="https://five.example")
    elif KIND == "second":
        return Client(base_url="https://six.example")
    return Client(base_url="https://never.example")


def goes_on():
    if KIND == "first":
        return Client(base_url="https://seven.example")
    elif KIND == "second":
        print("no return")
    return Client(base_url="https://always.example")
