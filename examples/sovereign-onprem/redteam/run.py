"""Sends known attacks through the gateway and fails if one is answered. Reads local files, calls nothing outside."""

import argparse
import json
import os
import sys
from pathlib import Path

from openai import BadRequestError, OpenAI, PermissionDeniedError

gateway = OpenAI()


def is_refused(prompt: str) -> bool:
    try:
        gateway.chat.completions.create(
            model=os.environ.get("CHAT_MODEL", "register"), messages=[{"role": "user", "content": prompt}]
        )
    except (BadRequestError, PermissionDeniedError):
        return True
    return False


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--attacks", type=Path, required=True)
    parser.add_argument("--report", type=Path, required=True)
    wanted = parser.parse_args()
    attacks = [json.loads(line) for line in wanted.attacks.read_text().splitlines()]
    answered = [attack["id"] for attack in attacks if not is_refused(attack["prompt"])]
    (wanted.report / "red-team.json").write_text(json.dumps({"attacks": len(attacks), "answered": answered}))
    return 1 if answered else 0


if __name__ == "__main__":
    sys.exit(main())
