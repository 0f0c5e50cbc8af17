"""Commands and variables that make an object store keep its records unchanged, or that write a backup somewhere.

Knows the arguments of common programs; which store stands behind a target is decided later.
"""

from __future__ import annotations

import re

# Variables of the backup programs that name where a backup goes (restic, Borg, WAL-G, Kopia's are commands).
BACKUP_VARIABLES = frozenset({
    "RESTIC_REPOSITORY", "BORG_REPO", "WALG_S3_PREFIX", "WALG_GS_PREFIX", "WALG_AZ_PREFIX", "WALG_SSH_PREFIX",
    "WALG_FILE_PREFIX", "PGBACKREST_REPO1_S3_ENDPOINT", "PGBACKREST_REPO1_HOST", "LITESTREAM_REPLICA_URL",
})  # fmt: skip
_BACKUP_ACTIONS = frozenset({"backup", "create", "copy", "init", "backup-push", "wal-push", "replicate"})


def immutable_store(words: tuple[str, ...]) -> str:
    """The bucket or container that a command locks against change, "" if it locks none."""
    if not words:
        return ""
    program, rest = words[0].rsplit("/", 1)[-1], words[1:]
    if program == "aws" and "s3api" in rest:
        locks = "--object-lock-enabled-for-bucket" in rest and "create-bucket" in rest
        return _option(rest, "--bucket") if locks or _configures(rest) else ""
    plain = [word for word in rest if not word.startswith("-")]
    if program in ("mc", "mcli"):
        if plain[:1] == ["mb"] and ("--with-lock" in rest or "-l" in rest):
            return plain[1] if len(plain) > 1 else ""
        modes = {word.lower() for word in rest}
        if plain[:2] == ["retention", "set"] and "--default" in rest and modes & {"compliance", "governance"}:
            return next((word for word in reversed(plain) if "/" in word), "")
        return ""
    if program == "gsutil" and plain[:2] == ["retention", "lock"]:
        return plain[-1] if len(plain) > 2 else ""
    if program == "gcloud" and "buckets" in plain and "--lock-retention-period" in rest:
        return next((word for word in plain if word.startswith("gs://")), "")
    if program == "az" and "immutability-policy" in plain and {"create", "lock"} & set(plain):
        return _option(rest, "--container-name") or _option(rest, "-c")
    return ""


def _configures(words: tuple[str, ...]) -> bool:
    """True for a lock rule that is switched on for a whole bucket."""
    if "put-object-lock-configuration" not in words:
        return False
    given = _option(words, "--object-lock-configuration")
    return not re.search(r"Disabled", given)


def backup_target(words: tuple[str, ...]) -> str:
    """Where a backup command writes, as written; "" for a command that writes none or does not say where."""
    if not words:
        return ""
    program, rest = words[0].rsplit("/", 1)[-1], words[1:]
    plain = [word for word in rest if not word.startswith("-")]
    if program == "restic" and _BACKUP_ACTIONS & set(plain):
        return _option(rest, "-r") or _option(rest, "--repo")
    if program == "borg" and plain[:1] == ["create"] and len(plain) > 1:
        return plain[1].partition("::")[0]
    if program == "kopia" and plain[:2] == ["repository", "create"]:
        return _option(rest, "--endpoint") or _option(rest, "--bucket")
    if program == "velero" and plain[:2] == ["backup-location", "create"]:
        return _option(rest, "--bucket")
    if program == "litestream" and plain[:1] == ["replicate"]:
        return next((word for word in plain if "://" in word), "")
    return ""


def _option(words: tuple[str, ...], name: str) -> str:
    """The value of an option, in the next word or behind `=`; "" if it is not there."""
    for index, word in enumerate(words):
        if word == name and index + 1 < len(words):
            return words[index + 1]
        if word.startswith(name + "="):
            return word.partition("=")[2]
    return ""
