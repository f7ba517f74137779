"""A stateful store that answers as BigCommerce does, and whose orders are imaginary."""
