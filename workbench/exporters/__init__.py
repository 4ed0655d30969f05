"""A report to an article, a page or a picture; files are written atomically."""
