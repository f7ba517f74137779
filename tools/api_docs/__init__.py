"""Makes the API's OpenAPI document, and a page of it, from the service's own code."""
