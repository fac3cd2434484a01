"""What the site shows of the repository beside `docs/`, and what it leaves out.

* A page whose head says `needs: PATH` is left out, with its line of the navigation, where the
  repository has no such path. The same holds for what stands between `<!-- needs PATH -->` and
  `<!-- end of needs -->`. So nothing is described that is not there.
* Lines that Rust blocks have for documentation tests only (`# …`) are not shown.
* What a page includes as a whole (`--8<-- "PATH.md"`) keeps its links: they are turned to the page.
  A notebook (`PATH.ipynb`) is included with the outputs it was stored with.
* A link to a file of the repository outside `docs/` leads to a copy of the file in the site.
"""

from __future__ import annotations

import json
import posixpath
import re
from html import escape
from pathlib import Path

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from mkdocs.structure.files import File

ROOT = Path(__file__).parent.parent

HEAD = re.compile(r"\A---\nneeds: (\S+)\n---\n")
PART = re.compile(r"<!-- needs (\S+) -->\n(.*?)<!-- end of needs -->\n", re.DOTALL)
RUST = re.compile(r"^```rust\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HIDDEN = re.compile(r"^#(?: .*)?\n", re.MULTILINE)
WHOLE = re.compile(r'^--8<-- "((?!docs/)[^":]+\.(?:md|ipynb))"$', re.MULTILINE)
RELATIVE = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
# Files of the repository that are pages of the site.
PAGES = {
    "bindings/c/README.md": "docs/guides/embedding-c.md",
    "bindings/java/README.md": "docs/guides/embedding-java.md",
}
NOTEBOOK = re.compile(r"^examples/notebooks/(.+)\.ipynb$")
LINK = re.compile(r"\]\((\.\./[^)#\s]+)\)")


class Blocks(Extension):
    """Rust blocks without their hidden lines."""

    def extendMarkdown(self, md):  # noqa: N802
        # After what is included (32), before fences are read (25).
        md.preprocessors.register(Shown(md), "shown", 30)


class Shown(Preprocessor):
    """What is shown of Rust blocks, and of what was included for a package."""

    def run(self, lines):
        def shown(block):
            return f"```rust\n{HIDDEN.sub('', block[1]).strip()}\n```"

        return RUST.sub(shown, _parts("\n".join(lines))).split("\n")


def on_config(config):
    """Leaves lines of pages that are not to be shown out of the navigation."""
    config.nav = _shown(config.nav, Path(config.docs_dir))
    if not any(isinstance(one, Blocks) for one in config.markdown_extensions):
        config.markdown_extensions.append(Blocks())
    return config


def on_files(files, config):
    """Leaves those pages out, and adds the files that pages link to."""
    linked = set()
    for file in list(files):
        if not file.is_documentation_page():
            continue
        text = file.content_string
        if _is_left_out(text):
            files.remove(file)
            continue
        text = _whole(file.src_uri, text)
        targets = (_target(file.src_uri, link) for link in LINK.findall(text))
        linked.update(target for target in targets if target is not None)
    for path in sorted(linked):
        files.append(File(path, str(ROOT), config.site_dir, config.use_directory_urls))
    return files


def on_page_markdown(markdown, page, config, files):
    """Leaves parts out, and turns links to files of the repository to their copies."""
    here = page.file.src_uri
    markdown = _whole(here, _parts(markdown))
    chinese = page.file.dest_uri.startswith("zh/")
    if ".zh." not in here and chinese != here.startswith("notebooks/"):
        # An English page in Chinese surroundings is found as the English page, and a notebook,
        # which is Chinese, as the Chinese one.
        page.meta["search"] = {"exclude": True}

    def to_copy(link):
        target = _target(here, link[1])
        if target is None:
            return link[0]
        return f"]({posixpath.relpath(target, posixpath.dirname(here))})"

    return LINK.sub(to_copy, markdown)


def _parts(text):
    return PART.sub(lambda part: part[2] if (ROOT / part[1]).exists() else "", text)


def _whole(page, text):
    """A page with the files that it includes as a whole, and their links as links of the page."""
    folder = posixpath.dirname(f"docs/{page}")

    def included(match):
        path = match[1]

        def turned(link):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), link[1]))
            # A page is linked to by one name in every language.
            target = NOTEBOOK.sub(r"docs/notebooks/\1.md", PAGES.get(target, target))
            target = target.replace(".zh.md", ".md")
            return f"]({posixpath.relpath(target, folder)}"

        content = (ROOT / path).read_text(encoding="utf-8")
        if path.endswith(".ipynb"):
            content = _notebook(json.loads(content))
        return RELATIVE.sub(turned, content)

    return WHOLE.sub(included, text)


def _notebook(notebook):
    """A notebook as a page: its texts, its code, and what that gave."""
    parts = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
            continue
        parts.append(_fenced("python", source))
        parts += [_output(output, cell["metadata"].get("alt", "")) for output in cell["outputs"]]
    return "\n\n".join(parts)


def _output(output, described):
    """What a cell gave: a picture, a table, or a text."""
    data = output.get("data", {})
    if "image/png" in data:
        return f'<p><img alt="{escape(described)}" src="data:image/png;base64,{data["image/png"]}"></p>'
    if "text/html" in data:
        return f'<div class="output" markdown="0">\n{"".join(data["text/html"])}\n</div>'
    return _fenced("text", "".join(output.get("text") or data["text/plain"]))


def _fenced(language, text):
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`{3,}", text))])
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def _is_left_out(text):
    needs = HEAD.match(text)
    return needs is not None and not (ROOT / needs[1]).exists()


def _shown(nav, docs):
    """The navigation without pages that are left out."""
    if isinstance(nav, list):
        shown = [_shown(part, docs) for part in nav]
        return [part for part in shown if part]
    if isinstance(nav, dict):
        shown = {label: _shown(part, docs) for label, part in nav.items()}
        return {label: part for label, part in shown.items() if part}
    path = docs / nav
    return None if path.exists() and _is_left_out(path.read_text(encoding="utf-8")) else nav


def _target(page, link):
    """The file of the repository that a page of `docs/` links to; none for another page."""
    path = posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), link))
    return None if path.startswith("docs/") else path
