"""Source code: imports, client constructions and calls, environment reads, model names."""
