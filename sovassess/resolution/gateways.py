"""What answers behind gateways of one's own whose routes no file lists: nobody knows, and that is said.

A gateway in the path is no model. Without this an application whose gateway is configured elsewhere would look as if it
called no model at all.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sovassess.model.enums import Confidence, Operator, Phase, Role
from sovassess.resolution.drafts import Draft, Target

BEHIND = "unresolved:models-behind-"
MODEL_PROTOCOLS = frozenset(
    {"openai-chat", "openai", "openai-embeddings", "anthropic-messages", "gemini", "bedrock", "cohere", "ollama"}
)


def is_way_to_models(role: Role, operated_by: Operator, protocol: str | None) -> bool:
    """True for a gateway of one's own that is spoken to as a model is."""
    return role is Role.GATEWAY and operated_by is Operator.SELF and protocol in MODEL_PROTOCOLS


def _is_server_beside(draft: Draft) -> bool:
    deployed = draft.how not in ("argument", "environment", "address", "variable", "default")
    own = draft.role is Role.MODEL_SERVER and draft.target.operated_by is Operator.SELF
    return own and deployed and draft.strength.core


def behind_gateways(drafts: Sequence[Draft]) -> list[Draft]:
    """One more draft for each place that leads to such a gateway; none where any file lists what is behind, or where
    the tree itself runs servers of models, which a gateway beside them finds without being told."""
    listed = any(("via_gateway", "self") in draft.attributes and draft.strength.live for draft in drafts)
    if listed or any(_is_server_beside(draft) for draft in drafts):
        return []
    return [
        msgspec.structs.replace(
            draft,
            target=Target(
                service=BEHIND + draft.target.service,
                name=f"whatever models {draft.target.name} leads to, which no file lists",
                party=None,
                operated_by=Operator.UNKNOWN,
                role=Role.MODEL_API,
                protocol=draft.target.protocol,
                data="content",
            ),
            role=Role.MODEL_API,
            phases=(Phase.RUN,),
            confidence=Confidence.LOW,
            model=None,
            group="",
            order=0,
            choice=False,
            how="behind",
            attributes=(("via_gateway", "self"),),
            reason="the gateway's configuration is not in the files",
        )
        for draft in drafts
        if draft.strength.core and is_way_to_models(draft.role, draft.target.operated_by, draft.target.protocol)
    ]
