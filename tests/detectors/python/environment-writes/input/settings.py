"""os.environ.setdefault("IN_A_TEXT", "1")"""
import os

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.update({"DO_NOT_TRACK": "1", "ANONYMIZED_TELEMETRY": "False"})
# os.environ.setdefault("IN_A_COMMENT", "1")
if os.path.exists("/models"):
    os.environ.setdefault("UNDER_A_CONDITION", "1")


def offline():
    os.environ["IN_A_FUNCTION"] = "1"


if __name__ == "__main__":
    os.environ.setdefault("AS_A_SCRIPT", "1")
    os.environ.setdefault("SERVICE_API_KEY", "not-to-be-shown")
