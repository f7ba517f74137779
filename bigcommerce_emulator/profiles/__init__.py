"""Ready-made stores: switches, faults and a seed that belong together under one name."""
