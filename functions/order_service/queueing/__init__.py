"""The order queue, and when its orders may start."""
