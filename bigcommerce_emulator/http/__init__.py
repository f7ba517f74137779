"""The wire: HTTP, faults, webhooks, and the controls of a test run."""
