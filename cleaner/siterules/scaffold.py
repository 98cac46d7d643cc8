"""The first draft of a pack, as YAML text: it loads, and lints clean but for what is marked TODO. It writes no file."""

from __future__ import annotations

import re

from cleaner.errors import RuleError
from cleaner.model import Category
from cleaner.siterules import matching

_DRAFT = r"""# Rules for {host}. Try them: clean rules lint FILE, clean rules test FILE
version: 1
pack: {host}
match:
  host: [{host}]
  # a line or element that only this site has, for documents whose URL is not known:
  # signature: {{text: ['^Published in Example, ']}}
rules:
  - id: {id}
    category: {category}
    why: TODO say what the thing is and where on the page it stands
    html: {{css: '.{id}'}}
    text:
      line: {{equals: ['{words}']}}
    where: {{part: tail}}
    examples:
      - text: "The last sentence of the article.\n{words}"
        dropped: ['{words}']
      - text: "A sentence that says {words} is part of the article."
        dropped: []
"""


def new_pack(host: str, *, rule_id: str = "read-counter", category: Category = Category.COUNTER) -> str:
    """YAML text of a pack with one rule to change. Raises RuleError for what is no host name."""
    name = matching.url_host(host)
    if name is None or not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", name):
        raise RuleError([f'"{host}" is no host name; write it like example.com'])
    words = rule_id.replace("-", " ")
    return _DRAFT.format(host=name.removeprefix("www."), id=rule_id, category=category, words=words)
