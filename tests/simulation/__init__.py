"""Thousands of worlds: the whole service and the emulator under one virtual clock and one seed."""
