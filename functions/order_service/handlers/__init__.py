"""What Lambda calls; the only place that wires real collaborators."""
