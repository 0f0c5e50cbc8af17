"""Configuration files: environment files, gateways, tools, and anything else that is text."""
