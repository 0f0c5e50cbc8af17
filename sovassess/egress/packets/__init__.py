"""Packets of a capture, from the file's blocks up to the names in them. It follows no stream to its end."""
