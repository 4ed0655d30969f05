"""The catalog: products, search and prices."""
