"""The dependency graph as a picture: SVG by itself, Mermaid and DOT for tools that draw."""
