"""What is known about the world: parties, services, software, models, operating-system bases, and how to match them.

The YAML under `vendors/`, `models/` and `bases/` is the source; `load` reads it, `matching` answers look-ups.
"""
