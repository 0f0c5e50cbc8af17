"""The only reader of scanned files: discovery, limits, ignore rules. Nothing else opens a file below a scanned root."""
