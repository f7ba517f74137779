"""The functions as built for AWS, under Lambda's own runtime client."""
