"""Package manifests and lock files."""
