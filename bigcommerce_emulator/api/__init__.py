"""Every documented call that the emulator answers, by resource."""
