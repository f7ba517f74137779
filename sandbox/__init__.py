"""What lets anyone run the service with no accounts: a shop and an AWS on this machine."""
