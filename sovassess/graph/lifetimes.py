"""How long a need can go unmet before it shows: leases, tokens, certificates, caches. It decides about no function.

A lifetime that no file states is a range: shorter than its lower end nothing happens, past its upper end the need is
unmet, between them nobody can tell. All lengths are hours.
"""

from __future__ import annotations

from math import inf

from msgspec import Struct

from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Role

ACME = "acme"
DAY = 24

# The moments at which a rehearsal looks; None is the next restart, whenever that is.
MOMENTS: tuple[tuple[str, int | None], ...] = (
    ("hour 0", 0),
    ("restart", None),
    ("day 1", DAY),
    ("day 30", 30 * DAY),
    ("day 90", 90 * DAY),
)


class Lifetime(Struct, frozen=True):
    """What holds for how long. `at_most` None means that no end is known, `at_least` infinite that there is none while
    nothing is set up anew; `place` is where a file says so, as `path:line`."""

    what: str
    at_least: float = 0
    at_most: float | None = None
    place: str = ""

    @property
    def words(self) -> str:
        """The range in words, for people."""
        said = f" ({self.place})" if self.place else ""
        if self.at_least == inf:
            return f"{self.what}, as long as nothing is set up anew{said}"
        if self.at_most is None:
            return f"{self.what}, for a time that no file states"
        low, high = length(self.at_least), length(self.at_most)
        if self.at_least == self.at_most:
            return f"{self.what}, for {high}{said}"
        if not self.at_least:
            return f"{self.what}, for up to {high}{said}"
        unit = high.rpartition(" ")[2]
        return f"{self.what}, for {low.removesuffix(f' {unit}')} to {high}{said}"


# Certificates of public authorities under ACME hold 90 days and are renewed when a third of that is left
# (https://letsencrypt.org/docs/faq/, read 2026-11-22), so that at any time 30 to 90 days remain.
CERTIFICATE = Lifetime("certificates in use", 30 * DAY, 90 * DAY)
# Resolvers may keep an answer for its time to live; two days is the usual one of delegations
# (RFC 1912 section 2.2 recommends days for the start of authority), an hour a short one.
NAMES = Lifetime("cached names", 1, 2 * DAY)
LEASE = Lifetime("a licence that is checked out")
SECRETS_READ = Lifetime("secrets that were read before")
# Sessions of assumed roles last an hour unless more is asked for, access tokens of the other large clouds about as long
# (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html, read 2026-11-22).
MACHINES = Lifetime("sessions of machines", 0, 1)


def lifetime_of(dependency: Dependency) -> Lifetime | None:
    """What bridges the loss of a dependency while the system runs; None for nothing."""
    if dependency.protocol == ACME:
        return CERTIFICATE
    match dependency.role:
        case Role.LICENSE_SERVER:
            return LEASE
        case Role.DNS:
            return NAMES
        case Role.SECRETS:
            return SECRETS_READ
        case Role.IDENTITY if for_machines(dependency):
            return MACHINES
        case _:
            return None


def for_machines(dependency: Dependency) -> bool:
    """True for what only tells machines from one another; no person signs in there to be served."""
    return dependency.attributes.get("signs_in") == "machines"


def bridge_of(dependency: Dependency, *, signing_in: bool, session: Lifetime | None = None) -> str:
    """What else softens a loss without an end that could be counted, in words; "" for nothing."""
    if signing_in:
        return session.words if session is not None else "sessions that are open, until their tokens end"
    if dependency.role is not Role.REGISTRY or dependency.attributes.get("artifact") != "image":
        return ""
    # https://kubernetes.io/docs/concepts/containers/images/ (read 2026-11-22): `Always`, and a tag that moves without a
    # stated policy, ask the registry at every start; otherwise a machine that holds the image starts it.
    if dependency.attributes.get("pull") == "always":
        return ""
    return "images on machines that hold them, as long as nothing moves to another machine"


def length(hours: float) -> str:
    """A length in words, in the largest unit that it has two of, or one of exactly."""
    for unit, name in ((DAY, "day"), (1, "hour"), (1 / 60, "minute")):
        many = round(hours / unit, 1)
        if many >= 2 or (many == 1 and unit < DAY):
            number = f"{many:g}"
            return f"{number} {name}{'' if number == '1' else 's'}"
    return f"{round(hours * 3600)} seconds"
