"""The vendor over HTTPS: calls, bodies, verdicts, secrets."""
