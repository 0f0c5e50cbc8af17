"""Which service a type of cloud resource belongs to: exact types first, then the longest prefix that fits.

It knows what the catalog's files say about types, and nothing about how a language writes them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sovassess.catalog.model import PartyFile


class ResourceTypes:
    """Types and prefixes of types of all parties, without regard to capitals, as the platforms take them."""

    def __init__(self, files: Iterable[PartyFile]) -> None:
        self._exact: dict[str, str] = {}
        prefixes: list[tuple[str, str]] = []
        for file in files:
            for service in file.services:
                for pattern in map(str.lower, service.terraform):
                    if pattern.endswith("*"):
                        prefixes.append((pattern[:-1], service.id))
                    else:
                        self._exact.setdefault(pattern, service.id)
            if file.cloud_service is not None:
                prefixes += [(prefix.lower(), file.cloud_service) for prefix in file.terraform_prefixes]
        self._prefixes = sorted(prefixes, key=lambda item: (-len(item[0]), item[0]))

    def find(self, resource_type: str) -> str | None:
        """The service of a type."""
        wanted = resource_type.lower()
        if wanted in self._exact:
            return self._exact[wanted]
        return next((service for prefix, service in self._prefixes if wanted.startswith(prefix)), None)

    def family(self, provider: str, words: Sequence[str]) -> str | None:
        """The service that most types of a provider with these first words belong to; with fewer words where none do,
        and with no word the provider's own."""
        whole = self.find(f"{provider}_")
        known = (*self._exact.items(), *self._prefixes)
        for length in range(len(words), 0, -1):
            start = "_".join((provider, *words[:length]))
            direct = self.find(f"{start}_")
            if direct is not None and direct != whole:
                return direct
            within = Counter(service for name, service in known if name == start or name.startswith(f"{start}_"))
            if within:
                return within.most_common(1)[0][0]
        return whole
