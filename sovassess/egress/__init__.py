"""Recorded egress: read what really left, in any of the listed formats, into bounded memory. It names no vendor."""
