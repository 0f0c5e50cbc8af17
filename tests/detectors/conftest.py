"""Files of the cases are material, never tests."""

collect_ignore_glob = ["*/input/*"]
