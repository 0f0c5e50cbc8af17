"""What firewalls in infrastructure code let out, and what only looks alike."""

from __future__ import annotations

import pytest

from sovassess.egress.inputs import EgressFile
from tests.unit.resolution.estate import assessed

SEEN = EgressFile("hosts.txt", b"api.openai.com\n162.159.140.245\nchat.mistral.ai\n45.33.32.156\n", "seen")

GROUP = """resource "aws_security_group" "app" {
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["45.33.32.0/24"]
  }
  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["162.159.140.0/24", "10.0.0.0/8"]
  }
}
"""
DOMAINS = """resource "aws_networkfirewall_rule_group" "d" {
  type = "STATEFUL"
  rule_group {
    rules_source {
      rules_source_list {
        generated_rules_type = "KIND"
        target_types         = ["TLS_SNI"]
        targets              = [".openai.com"]
      }
    }
  }
}
"""
CLOUDFORMATION = """AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Sg:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: x
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 45.33.32.0/24}
      SecurityGroupEgress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 162.159.140.0/24}
"""
BICEP = """resource nsg 'Microsoft.Network/networkSecurityGroups@2023-05-01' = {
  name: 'n'
  properties: {
    securityRules: [
      {
        name: 'out'
        properties: {
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          destinationAddressPrefix: '162.159.140.245'
          destinationPortRange: '443'
        }
      }
      {
        name: 'not'
        properties: {
          direction: 'Outbound'
          access: 'Deny'
          protocol: 'Tcp'
          destinationAddressPrefix: '45.33.32.156'
          destinationPortRange: '443'
        }
      }
    ]
  }
}
"""
FIREWALL = """resource "google_compute_firewall" "e" {
  name               = "e"
  network            = "n"
  direction          = "DIRECTION"
  destination_ranges = ["162.159.140.245/32"]
  VERDICT {
    protocol = "tcp"
    ports    = ["443"]
  }
}
"""


def permitted(name: str, text: str) -> dict[str, bool | None]:
    return {row.host: row.permitted for row in assessed({name: text}, egress=(SEEN,)).egress if row.count}


@pytest.mark.parametrize(("name", "text"), [("main.tf", GROUP), ("stack.yaml", CLOUDFORMATION), ("main.bicep", BICEP)])
def test_a_rule_that_leads_out_permits_and_one_that_leads_in_or_refuses_does_not(name: str, text: str) -> None:
    found = permitted(name, text)
    assert found["162.159.140.245"] is True
    assert found["45.33.32.156"] is False


def test_a_list_of_allowed_domains_permits_and_one_of_denied_ones_does_not() -> None:
    assert permitted("main.tf", DOMAINS.replace("KIND", "ALLOWLIST"))["api.openai.com"] is True
    assert permitted("main.tf", DOMAINS.replace("KIND", "DENYLIST"))["api.openai.com"] is None


def test_a_leading_dot_permits_the_domain_itself_and_all_below_it() -> None:
    text = DOMAINS.replace("KIND", "ALLOWLIST")
    for pattern, expected in ((".openai.com", True), (".api.openai.com", True), (".pi.openai.com", False)):
        assert permitted("main.tf", text.replace(".openai.com", pattern))["api.openai.com"] is expected, pattern


@pytest.mark.parametrize(("expression", "expected"), [("^api\\.openai\\.com$", False), ("openai", None)])
def test_an_expression_that_stands_for_no_host_leaves_open_what_the_proxy_lets_out(
    expression: str, expected: bool | None
) -> None:
    text = f"acl ok dstdom_regex {expression}\nhttp_access allow ok\nhttp_access deny all\n"
    found = permitted("squid/squid.conf", text)
    assert found["45.33.32.156"] is expected


@pytest.mark.parametrize(
    ("direction", "verdict", "expected"),
    [("EGRESS", "allow", True), ("EGRESS", "deny", None), ("INGRESS", "allow", None)],
)
def test_a_firewall_rule_counts_by_direction_and_verdict(direction: str, verdict: str, expected: bool | None) -> None:
    text = FIREWALL.replace("DIRECTION", direction).replace("VERDICT", verdict)
    assert permitted("main.tf", text)["162.159.140.245"] is expected


def test_where_a_rule_lets_everything_out_nothing_is_called_not_permitted() -> None:
    text = (
        GROUP
        + 'resource "aws_vpc_security_group_egress_rule" "x" {\n  cidr_ipv4 = "0.0.0.0/0"\n  ip_protocol = "-1"\n}\n'
    )
    assert set(permitted("main.tf", text).values()) == {None}


def test_a_rule_that_is_commented_out_permits_nothing() -> None:
    text = "".join(f"# {line}\n" for line in GROUP.splitlines()) + 'resource "aws_instance" "a" {\n  ami = "x"\n}\n'
    assert set(permitted("main.tf", text).values()) == {None}
