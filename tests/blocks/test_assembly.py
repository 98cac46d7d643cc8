"""Pages as browsers show them: what is streamed, declared or hidden until a script has run is read where it belongs."""

import pytest

from cleaner.blocks import html
from cleaner.blocks.assembly import with_frames_closed
from cleaner.blocks.tags import HIDDEN


def lines(page: str) -> list[str]:
    return html.read(page).text.splitlines()


def hidden(page: str) -> list[bool]:
    document = html.read(page)
    return [bool(mark & HIDDEN) for mark in document.markup.pieces.marks]


STREAMED = (
    '<body><main><h1>Soil</h1><template id="B:0"></template></main><footer>Imprint</footer>'
    '<div hidden id="S:0"><p>Clay holds water.</p><template id="P:1"></template></div>'
    '<div hidden id="S:1"><p>Sand does not.</p></div></body>'
)


def test_streamed_segments_stand_in_their_places_and_are_seen() -> None:
    assert lines(STREAMED) == ["Soil", "Clay holds water.", "Sand does not.", "Imprint"]
    assert not any(hidden(STREAMED))


def test_a_segment_without_a_place_stays_where_it_is_and_is_seen() -> None:
    page = '<p>One.</p><template id="B:1"></template><div hidden id="S:7"><p>Two.</p></div>'
    assert lines(page) == ["One.", "Two."]
    assert not any(hidden(page))


def test_a_segment_that_holds_its_own_place_is_left_alone() -> None:
    assert lines('<div hidden id="S:0"><p>One.</p><template id="B:0"></template></div>') == ["One."]


def test_other_hidden_elements_stay_hidden() -> None:
    assert hidden('<p>One.</p><div hidden id="menu"><p>Two.</p></div>') == [False, True]


def test_a_declared_shadow_root_is_read_before_what_its_host_holds() -> None:
    page = '<x-note><template shadowrootmode="open"><style>p{}</style><p>In the shade.</p></template>Aside.</x-note>'
    assert lines(page) == ["In the shade.", "Aside."]


def test_other_templates_stay_unseen() -> None:
    assert lines("<template><p>Not yet.</p></template><p>Now.</p>") == ["Now."]


@pytest.mark.parametrize("frame", ['<iframe src="/count" />', "<iframe>", "<style>p{", "<textarea>"])
def test_what_a_noscript_leaves_open_swallows_nothing(frame: str) -> None:
    assert lines(f"<p>Before.</p><noscript>{frame}</noscript><p>After.</p>") == ["Before.", "After."]


def test_frames_that_are_closed_are_left_as_they_are() -> None:
    page = b"<noscript><iframe></iframe></noscript><p>x</p><noscript><p>y</p></noscript>"
    assert with_frames_closed(page) == page


def test_frames_are_closed_in_one_pass() -> None:
    page = b"<noscript><iframe></noscript>" * 20_000
    assert with_frames_closed(page) == b"<noscript><iframe></iframe></noscript>" * 20_000


@pytest.mark.parametrize("opening", ["<main aria-hidden=true>", '<main style="visibility: hidden">', "<main hidden>"])
def test_a_page_that_waits_for_a_script_is_seen(opening: str) -> None:
    assert hidden(f"{opening}<h1>Soil</h1><p hidden>No.</p></main>") == [False, True]
