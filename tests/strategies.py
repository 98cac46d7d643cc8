"""Documents for Hypothesis: prose, phrases of boilerplate, blank lines, every line end, odd Unicode, surrogates.

It also holds a rule file that drops, keeps and cuts some of those lines, so that rules and score are both at work.
"""

from __future__ import annotations

from hypothesis import strategies as st

PROSE = (
    "The kiln was still warm when she opened it, and most of the jars had come through without a crack.",
    "He had been told that the road was closed, but nobody in the village could say who had closed it or why.",
    "Nobody remembers who built the bridge, though everyone who crosses it has an opinion about the railings.",
    "When the ferry stopped running in October, the island had to make do with what was in the store.",
    "“We will open again in spring,” said the owner, who has run the place with her sister for thirty years.",
    "Der Ofen war noch warm, als sie ihn öffnete, und die meisten Krüge hatten den Brand gut überstanden.",
    "窯の火は夜明けまで消えない。職人は壺を一つずつ取り出して、ひびがないか確かめる。",
)
PHRASES = (
    "Skip to main content",
    "You are here",
    "Home | World | Sport | Weather",
    "Leave a Comment",
    "You must be logged in to post a comment.",
    "This page has been read 412 times!",
    "Related Articles",
    "Back to top",
    "Share this: Facebook Twitter Email",
    "Subscribe to our newsletter",
    "We use cookies to improve your experience.",
    "Advertisement",
    "17 Apr, 2024",
    "Published in The Gazette, May 3rd, 2014",
    "© 2014 The Gazette. All rights reserved.",
    "6 + 1 =",
    "KEEP THIS: Advertisement",
)
HEADINGS = ("A bridge for the island", "The jars of winter", "Opinion", "Editorial", "Weather")
LINE_ENDS = ("\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c")
ODD = ("\u200b", "\ufeff", "\xa0", "e\u0301", "😀", "\ud800", "\udc80", "שלום", "ไทย", "\x00", "a\x1fb", "ﬁ", "İ", "ß")
BLANKS = ("", "", "  ", "\t", "\u3000")

RULES = """\
version: 1
pack: odd
rules:
  - id: gazette
    category: advert
    action: keep
    text: {line: {starts: "keep this:"}}
    examples: [{text: "KEEP THIS: x\\nProse stands here.", kept: ["KEEP THIS: x"]}, {text: "Prose stands.", kept: []}]
  - id: times
    category: counter
    action: drop
    text: {line: {regex: '^this page has been read [0-9]+ times!$'}}
    examples: [{text: "This page has been read 412 times!\\nProse.", dropped: ["This page has been read 412 times!"]},
      {text: "It has been read by many.", dropped: []}]
"""

odd_line = st.lists(st.sampled_from((*ODD, "x", " ", "1", ".")), min_size=1, max_size=6).map("".join)
line = st.one_of(
    st.sampled_from(PROSE), st.sampled_from(PHRASES), st.sampled_from(PHRASES), st.sampled_from(HEADINGS), odd_line
)
blank = st.sampled_from(BLANKS)


@st.composite
def texts(draw: st.DrawFn, max_lines: int = 14) -> str:
    """A document of some lines, most with one kind of line end, some indented; the last line end may be missing."""
    ends = draw(st.one_of(st.sampled_from(LINE_ENDS).map(lambda end: (end,)), st.just(LINE_ENDS)))
    pieces: list[str] = []
    for said in draw(st.lists(st.one_of(line, blank), max_size=max_lines)):
        indent = draw(st.sampled_from(("", "", "", "  ", "\t", "\xa0")))
        pieces += [indent, said, draw(st.sampled_from(("", "", " "))), draw(st.sampled_from(ends))]
    if pieces and draw(st.booleans()):
        pieces.pop()
    return "".join(pieces)
