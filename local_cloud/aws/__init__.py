"""The local AWS: processes, artifacts, the deployed stack."""
