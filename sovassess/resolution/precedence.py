"""Which of several definitions of one name counts: in charts, in Terraform's folders, in Ansible's roles.

Looks at where a definition stands, never at what it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sovassess.model.observations import Definition

# Files of values that Terraform reads without being told (developer.hashicorp.com, "Assign values to input variables").
_UNASKED = re.compile(r"(^|/)(terraform\.tfvars(\.json)?|[^/]*\.auto\.tfvars(\.json)?)$")
# What a role falls back to, and what an inventory gives instead (docs.ansible.com, "Variable precedence").
_ROLE_DEFAULTS = re.compile(r"(^|/)defaults/main\.ya?ml$")
_INVENTORY = re.compile(r"(^|/)(group_vars|host_vars)/")
_ROLE_OWN = re.compile(r"(^|/)vars/main\.ya?ml$")


def falls_back(definitions: Sequence[Definition]) -> bool:
    """Whether there are definitions and all of them are what a role falls back to."""
    return bool(definitions) and all(_ROLE_DEFAULTS.search(d.at.path) for d in definitions)


def of_inventory(definition: Definition) -> bool:
    """Whether it is what an inventory says of its groups and machines."""
    return _INVENTORY.search(definition.at.path) is not None


def shipped(definitions: Sequence[Definition]) -> Sequence[Definition]:
    """The definitions as shipped: those of `values.yaml` and of the declaration itself before any environment's own."""
    plain = [d for d in definitions if d.at.path.endswith(("/values.yaml", "/values.yml", ".tf", ".tofu"))]
    if definitions and definitions[0].name.startswith("var."):
        # A call of the module decides, then a file of values that is read unasked, then the declaration's default.
        for pattern in (_ROLE_OWN, _INVENTORY, _ROLE_DEFAULTS):
            if played := [d for d in definitions if pattern.search(d.at.path)]:
                return played
        given = [d for d in definitions if d.at.path.rpartition("/")[0] != d.scope]
        unasked = [d for d in definitions if _UNASKED.search(d.at.path)]
        return given or unasked or plain or definitions
    return plain or definitions
