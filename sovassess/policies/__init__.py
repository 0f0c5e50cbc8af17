"""Least egress policies from an assessment: what the evidence says is needed, in the words of those that enforce it."""
