"""sovassess answers from evidence who, outside an organisation, can switch off what it runs."""

__version__ = "0.1.0"
