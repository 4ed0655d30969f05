"""The article as Markdown with YAML front matter and relative links: opens in MkDocs, on a code host and in Obsidian."""

from __future__ import annotations

import json

from workbench.exporters.article import Article
from workbench.exporters.core import Exporter, Files
from workbench.exporters.markup import plain


def render(article: Article) -> Files:
    """`SLUG.md` and its pictures in `SLUG/`. Front matter values are JSON, which YAML 1.2 reads as it stands."""
    front = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in article.front.items())
    body = "\n\n".join(f"## {section.heading}\n\n{section.text}" for section in article.sections)
    text = f"---\n{front}---\n\n# {plain(article.title)}\n\n{body}\n"
    pictures = {f"{article.slug}/{name}": svg.encode() for name, svg in article.pictures.items()}
    return {f"{article.slug}.md": text.encode(), **pictures}


EXPORTERS = (Exporter("markdown", "Markdown article", render),)
