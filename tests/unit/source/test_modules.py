"""What belongs to the tree itself is told from what is installed."""

from __future__ import annotations

import pytest

from sovassess.source.modules import OwnModules

TREE = OwnModules(
    [
        "backend/src/shop/__init__.py",
        "backend/src/shop/billing/client.py",
        "backend/tests/test_shop.py",
        "services/openai/__init__.py",
        "services/openai/adapter.py",
        "services/chat/main.py",
        "top/level.py",
        "README.md",
    ]
)


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("backend/tests", "shop.billing.client.Client"),
        ("backend/src/shop", "shop.billing"),
        ("backend/src/shop/billing", "shop.billing.client.charge"),
        ("", "top.level"),
        ("services/chat", "openai.adapter.Adapter"),
    ],
)
def test_a_module_of_the_tree_is_its_own(folder: str, name: str) -> None:
    assert TREE.holds(folder, name)


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("services/chat", "openai.OpenAI"),
        ("services/chat", "openai"),
        ("frontend", "shop.billing.client"),
        ("backend/tests", "shopping.billing"),
        ("backend/tests", "shop..billing"),
        ("", "README.md"),
    ],
)
def test_a_name_that_leads_elsewhere_is_not(folder: str, name: str) -> None:
    assert not TREE.holds(folder, name)
