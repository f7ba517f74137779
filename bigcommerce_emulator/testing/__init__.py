"""The emulator inside a test run: a pytest fixture, and adapters for clients of BigCommerce."""
