"""`make deploy`: what must hold first, the build, the deployment, the tidying."""
