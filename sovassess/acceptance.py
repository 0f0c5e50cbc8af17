"""Who accepted which risk, until when: settings and comments in files, held against the day. It gates nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set

from sovassess.model.assessment import AcceptedRisk
from sovassess.model.scan import InlineAcceptance, Scan
from sovassess.resolution.redaction import redacted
from sovassess.settings import Settings


def accepted_risks(settings: Settings, scan: Scan, known: Set[str], today: dt.date) -> tuple[AcceptedRisk, ...]:
    """Every acceptance with its state, sorted. `known` are the ids that something here has."""
    out = [
        AcceptedRisk(
            id=entry.id,
            reason=entry.reason,
            by=entry.by,
            expires=entry.expires.isoformat(),
            state=_state(entry.id, entry.expires, known, today),
        )
        for entry in settings.accept
    ]
    out += [_inline(entry, known, today) for entry in scan.acceptances]
    return tuple(sorted(out, key=lambda risk: (risk.id, risk.path, risk.line or 0, risk.expires, risk.reason)))


def _inline(entry: InlineAcceptance, known: Set[str], today: dt.date) -> AcceptedRisk:
    """A comment holds for its file alone, and only with a reason and a day."""
    try:
        until = dt.date.fromisoformat(entry.until)
    except ValueError:
        until = None
    complete = bool(entry.id and entry.reason) and until is not None
    return AcceptedRisk(
        id=redacted(entry.id),
        reason=redacted(entry.reason),
        by=redacted(entry.by),
        expires=until.isoformat() if until is not None else "",
        state=_state(entry.id, until, known, today) if complete and until is not None else "invalid",
        path=entry.path,
        line=entry.line,
    )


def _state(key: str, until: dt.date, known: Set[str], today: dt.date) -> str:
    if until < today:
        return "expired"
    return "active" if key in known else "unused"
