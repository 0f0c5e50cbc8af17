"""A key that goes along with an address set elsewhere is the key there, whatever vendor its name sounds like."""

from __future__ import annotations

from tests.unit.resolution.estate import dependencies

CODE = """import os

from parts import Service

KEY = os.getenv("OPENAI_API_KEY", None)
HOST = os.getenv("LLM_SERVER_HOST_IP", "0.0.0.0")

llm = Service(name="llm", ARGUMENTS)
"""


def parties(arguments: str, more: str = "") -> set[str]:
    text = CODE.replace("ARGUMENTS", arguments) + more
    return {e.party.id for e in dependencies({"app/main.py": text}) if e.party is not None}


def test_a_key_beside_a_host_that_a_variable_names_is_for_that_host() -> None:
    assert parties("host=HOST, api_key=KEY") == set()


def test_a_number_of_tokens_is_no_key() -> None:
    counted = "from parts import Limits\n\nlimits = Limits(max_tokens=os.getenv('MAX_TOKENS', '10'))\n"
    assert parties("host=HOST, api_key=KEY", counted) == set()


def test_a_key_alone_offers_the_vendor() -> None:
    assert parties("api_key=KEY") == {"openai"}
    assert parties("host=HOST") == {"openai"}


def test_a_key_beside_the_vendors_own_address_or_a_second_key_offers_the_vendor() -> None:
    own = 'host=os.getenv("LLM_HOST", "api.openai.com"), api_key=KEY'
    assert parties(own) == {"openai"}
    assert "openai" in parties("host=HOST, api_key=KEY", 'OTHER = os.getenv("COHERE_API_KEY")\n')


def test_a_call_without_the_address_among_several_offers_the_vendor() -> None:
    assert parties("host=HOST, api_key=KEY", "other = Service(name='b', api_key=KEY)\n") == {"openai"}
