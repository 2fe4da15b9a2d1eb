"""Webhooks: what happens in a log, told to an address of the athlete's."""
