"""Checks of what BigCommerce documents."""
