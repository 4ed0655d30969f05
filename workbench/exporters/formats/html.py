"""The article as one static page: no script, nothing loaded from elsewhere, pictures inside."""

from __future__ import annotations

import base64
import re
from html import escape

from workbench.exporters.article import Article
from workbench.exporters.core import Exporter, Files

STYLE = """
body { font: 15px/1.55 Inter, system-ui, sans-serif; color: #171B22; background: #FFFFFF; margin: 0 auto; max-width: 60rem;
  padding: 2rem 1.5rem; }
h1 { font-size: 1.7rem; } h3 { font-size: 1rem; }
h2 { font-size: 1.25rem; border-bottom: 1px solid #D8DDE5; padding-bottom: .25rem; margin-top: 2.2rem; }
 a { color: #2F47C2; }
pre { background: #F0F2F6; border: 1px solid #D8DDE5; padding: .75rem; overflow-x: auto; }
pre, code { font: 13px/1.45 "JetBrains Mono", ui-monospace, monospace; }
table { border-collapse: collapse; } td, th { border: 1px solid #D8DDE5; padding: .3rem .6rem; text-align: left; }
td { font-variant-numeric: tabular-nums; vertical-align: top; } img { max-width: 100%; }
@media (prefers-color-scheme: dark) { body { color: #E4E8EE; background: #111419; } a { color: #A3B4FF; }
  pre { background: #1A1E24; border-color: #2B313B; } h2, td, th { border-color: #2B313B; } }
"""
TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "s",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "id", "title"}, "img": {"src", "alt"}, "code": {"class"}, "td": {"style"}, "th": {"style"}}


def render(article: Article) -> Files:
    """`SLUG.html`: what the Markdown says, rendered without raw HTML and sieved once more."""
    import nh3
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parts = [f"<h1>{escape(article.title)}</h1>"]
    for section in article.sections:
        text = _with_anchors(section.text)
        html = parser.render(text)
        clean = nh3.clean(
            html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel="noopener"
        )
        parts.append(f"<h2>{escape(section.heading)}</h2>\n{_with_pictures(_anchored(clean), article)}")
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(article.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )
    return {f"{article.slug}.html": page.encode()}


# Raw HTML is off, so the article's own anchors travel through the parser as private-use signs; only their exact form is
# turned back, so that nothing from the evidence can become markup on the way.
_OPEN, _CLOSE = "\ue000", "\ue001"


def _with_anchors(text: str) -> str:
    text = text.replace(_OPEN, "").replace(_CLOSE, "")
    return re.sub(r'^### <a id="(e\d+)"></a>', rf"### {_OPEN}\1{_CLOSE}", text, flags=re.MULTILINE)


def _anchored(html: str) -> str:
    return re.sub(f"{_OPEN}(e\\d+){_CLOSE}", r'<a id="\1"></a>', html)


def _with_pictures(html: str, article: Article) -> str:
    for name, svg in article.pictures.items():
        encoded = base64.b64encode(svg.encode()).decode()
        html = html.replace(f'src="{article.slug}/{name}"', f'src="data:image/svg+xml;base64,{encoded}"')
    return html


EXPORTERS = (Exporter("html", "Static page", render),)
