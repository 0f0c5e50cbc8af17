"""The organisation's own words: home, what is its own, functions, inventory, attestations, accepted risks.

They come from `sovassess.yaml`. Absent settings mean that nothing is declared, never that something is allowed.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal, cast

from pydantic import Field, field_validator

from sovassess import documents
from sovassess.documents import Written
from sovassess.formats.cloud_accounts import written_account
from sovassess.source.above import find_settings
from sovassess.source.rules import OWN_SETTINGS as FILE_NAMES

__all__ = ["BLOCS", "FILE_NAMES", "Settings", "find_settings", "load_settings"]

# Members of blocs, from the European Union's and EFTA's own lists of members; the EEA is the EU with IS, LI and NO.
_EU = """AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK""".split()
BLOCS: dict[str, tuple[str, ...]] = {
    "EU": tuple(_EU),
    "EEA": (*_EU, "IS", "LI", "NO"),
    "EFTA": ("CH", "IS", "LI", "NO"),
}


class Own(Written):
    """What counts as the organisation's own: host globs and networks, registries, accounts.

    An account (`aws:123456789012`, `azure:SUBSCRIPTION-ID`, `google:project-id`) does not make its cloud the
    organisation's: it tells what lies in an account of its own from what lies in somebody else's.
    """

    hosts: tuple[str, ...] = ()
    registries: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()

    @field_validator("accounts")
    @classmethod
    def _known_accounts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for entry in value:
            if written_account(entry) is None:
                raise ValueError(
                    f"{entry!r} is no account: write aws: and 12 digits, azure:SUBSCRIPTION-ID or google:PROJECT-ID"
                )
        return value


class FunctionSetting(Written):
    """Whether a function must go on."""

    required: bool = True


class InventoryEntry(Written):
    """An outside service that the organisation knows it uses."""

    service: str
    data: str = ""
    purpose: str = ""


class Attestation(Written):
    """What a person signed for, until when, and where the record lies."""

    key: str
    outcome: Literal["pass", "fail"]
    by: str
    signed: dt.date
    expires: dt.date | None = None
    evidence: str = ""


class Acceptance(Written):
    """A risk that somebody accepted, with a reason and an end."""

    id: str
    reason: str = Field(min_length=1)
    by: str
    expires: dt.date


class GateSetting(Written):
    """The gate's minimum levels, where the command line says nothing."""

    min_level: int | None = Field(default=None, alias="min-level", ge=0, le=5)
    min: dict[str, int] = {}


class OwnCatalog(Written):
    """An organisation's own catalog: folders with entries, or entries written here, that add to what is shipped or
    correct it. Their shape is the catalog's business; it is checked when they are laid over."""

    folders: tuple[str, ...] = ()
    vendors: tuple[dict[str, object], ...] = ()
    models: tuple[dict[str, object], ...] = ()
    bases: tuple[dict[str, object], ...] = ()


class Settings(Written):
    """The whole of `sovassess.yaml`; every part is optional."""

    home: tuple[str, ...] = ()
    own: Own = Own()
    functions: dict[str, FunctionSetting] = {}
    inventory: tuple[InventoryEntry, ...] | None = None
    attestations: tuple[Attestation, ...] = ()
    accept: tuple[Acceptance, ...] = ()
    exclude: tuple[str, ...] = ()
    rubric: str | None = None
    gate: GateSetting = GateSetting()
    catalog: OwnCatalog = OwnCatalog()

    @field_validator("catalog", mode="before")
    @classmethod
    def _folders(cls, value: object) -> object:
        return {"folders": cast("list[object]", value)} if isinstance(value, list) else value

    @field_validator("home")
    @classmethod
    def _countries(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for entry in value:
            known = entry in BLOCS or (len(entry) == 2 and entry.isalpha() and entry.isupper())
            if not known:
                raise ValueError(f"{entry!r} is neither a country code of two capitals nor one of {', '.join(BLOCS)}")
        return value

    @property
    def home_countries(self) -> frozenset[str]:
        """Home as countries, blocs expanded to their members."""
        out: set[str] = set()
        for entry in self.home:
            out |= set(BLOCS.get(entry, (entry,)))
        # A place that is only known to lie in a bloc is at home where the whole bloc is.
        out |= {bloc for bloc, members in BLOCS.items() if set(members) <= out}
        return frozenset(out)


def load_settings(path: Path) -> Settings:
    """The settings in a file, with its catalogs from where it stands. Raises `InputFileError` with file and line."""
    settings = documents.load(path, Settings)
    own = settings.catalog
    # The entries that are written in the settings are read from there, by those who know their shape.
    here = (str(path),) if own.vendors or own.models or own.bases else ()
    folders = (*(str(path.parent / folder) for folder in own.folders), *here)
    return settings.model_copy(update={"catalog": own.model_copy(update={"folders": folders})})
