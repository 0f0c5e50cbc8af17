import os

from vendor import Client

NAMES = ("one.", "two.")
SHIPPED = os.environ.get("MODEL", "local-7b")


def make(model_name, filename):
    if model_name in ["big", "small"]:
        return Client(base_url="https://one.example")
    elif model_name.startswith(NAMES):
        return Client(base_url="https://two.example")
    # A comment: model_name.startswith("x")
    if filename.endswith(".pdf"):
        Client(base_url="https://three.example")
    if SHIPPED.startswith("local-"):
        Client(base_url="https://four.example")
    if SHIPPED.startswith("gpt-"):
        Client(base_url="https://five.example")
    return None
