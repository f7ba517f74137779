"""The whole template on this machine: the emulator, a local AWS, pages."""
