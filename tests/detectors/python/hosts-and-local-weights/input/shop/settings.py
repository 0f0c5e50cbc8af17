"""Mail goes through a relay."""

import os

EMAIL_HOST = "smtp-relay.mailer.example"
SMTP_SERVER: str = "mail.corp.example"
SEARCH_HOST = os.environ.get("SEARCH_HOST", "search.corp.example")
EMAIL_HOST_USER = "shop.mail.example"
# OLD_HOST = "old.mailer.example"
LOCAL_HOST = "localhost"
START_SERVER = "server.py"
BIND_HOST = "0.0.0.0"
ALLOWED_HOST = "shop.corp.example"
HELP = 'EMAIL_HOST = "smtp.said.example"'
if False:
    DEAD_HOST = "dead.mailer.example"


def send() -> str:
    INNER_HOST = "inner.mailer.example"
    return INNER_HOST
