"""Compressed streams are read to their last byte, or it is said where they break."""

from __future__ import annotations

import gzip
import io
import random
import struct
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import InputError
from cleaner.formats import inflating
from cleaner.formats.compressed import Codec, bare_name, codec_of, reading, writing

CODECS = [pytest.param(codec, id=codec.value) for codec in Codec]
SKIPPABLE = b"\x50\x2a\x4d\x18" + struct.pack("<I", 5) + b"notes"


def packer(codec: Codec) -> Callable[[bytes], bytes]:
    """Somebody else's compressor: ours is tested against it."""
    if codec is Codec.GZIP:
        return lambda text: gzip.compress(text, mtime=7)
    zstd = pytest.importorskip("backports.zstd" if sys.version_info < (3, 14) else "compression.zstd")
    return zstd.compress


def read(packed: bytes, codec: Codec) -> bytes:
    return reading(io.BytesIO(packed), codec).read()


def packed_by_us(pieces: list[bytes], codec: Codec) -> bytes:
    stream = io.BytesIO()
    with writing(stream, codec) as out:
        for piece in pieces:
            assert out.write(piece) == len(piece)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "codec", "bare"),
    [
        pytest.param("a/b.jsonl.gz", Codec.GZIP, "a/b.jsonl", id="gzip"),
        pytest.param("b.PARQUET.GZ", Codec.GZIP, "b.PARQUET", id="capitals"),
        pytest.param("c.wet.zst", Codec.ZSTD, "c.wet", id="zstd"),
        pytest.param("c.gz.zst", Codec.ZSTD, "c.gz", id="only the last suffix"),
        pytest.param("c.txt", None, "c.txt", id="not compressed"),
        pytest.param("gz", None, "gz", id="a name is not a suffix"),
        pytest.param("a.gz/b.txt", None, "a.gz/b.txt", id="a folder's suffix is not the file's"),
        pytest.param("c.tgz", None, "c.tgz", id="an archive is something else"),
        pytest.param("c.zip", None, "c.zip", id="so is this one"),
    ],
)
def test_a_name_tells_how_a_file_is_compressed(name: str, codec: Codec | None, bare: str) -> None:
    assert codec_of(name) is codec
    assert bare_name(name) == bare


@pytest.mark.parametrize("codec", CODECS)
def test_every_member_is_read(codec: Codec) -> None:
    pack = packer(codec)
    assert read(pack(b"Kilns ") + pack(b"") + pack(b"are hot."), codec) == b"Kilns are hot."


@pytest.mark.parametrize("codec", CODECS)
def test_members_longer_than_a_block_are_read(codec: Codec) -> None:
    text = random.Random(3).randbytes(2 * inflating.BLOCK_BYTES + 17)
    pack = packer(codec)
    assert read(pack(text) + pack(text[::-1]), codec) == text + text[::-1]


def test_skippable_frames_are_passed_over() -> None:
    pack = packer(Codec.ZSTD)
    assert (
        read(SKIPPABLE + pack(b"Kilns ") + SKIPPABLE + pack(b"are hot.") + SKIPPABLE, Codec.ZSTD) == b"Kilns are hot."
    )


def test_zeros_after_gzip_are_padding() -> None:
    assert read(gzip.compress(b"Kilns") + bytes(3 * inflating.BLOCK_BYTES), Codec.GZIP) == b"Kilns"


def test_without_a_codec_nothing_happens() -> None:
    stream = io.BytesIO(b"\x1f\x8b as it is")
    assert reading(stream, None) is stream
    with writing(stream, None) as out:
        assert out is stream
    assert stream.getvalue() == b"\x1f\x8b as it is"


@pytest.mark.parametrize("codec", CODECS)
def test_reading_leaves_the_stream_open(codec: Codec) -> None:
    stream = io.BytesIO(packer(codec)(b"Kilns"))
    with reading(stream, codec) as inner:
        assert inner.read() == b"Kilns"
    assert not stream.closed


@pytest.mark.parametrize("codec", CODECS)
def test_lines_before_a_cut_are_read_first(codec: Codec) -> None:
    noise = [random.Random(number).randbytes(40_000).hex().encode() + b"\n" for number in range(40)]
    packed = packer(codec)(b"".join(noise))
    stream = reading(io.BytesIO(packed[:-100]), codec)
    found = []
    with pytest.raises(InputError, match=r"cut off inside (member|frame) 1; fetch it again"):
        found.extend(iter(stream.readline, b""))
        found.append(b"never")
    with pytest.raises(InputError, match="cut off"):
        stream.readline()


@pytest.mark.parametrize("codec", CODECS)
def test_every_cut_is_said(codec: Codec) -> None:
    pack = packer(codec)
    text = random.Random(5).randbytes(300).hex().encode()
    first, second = pack(text), pack(text[:100])
    whole = first + second
    silent = []
    for cut in range(len(whole)):
        try:
            read(whole[:cut], codec)
        except InputError:
            continue
        silent.append(cut)
    assert silent == [len(first)], "between two members nobody can see it"


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        pytest.param(lambda packed: b"", "after 0 decompressed bytes: empty; fetch it again", id="empty"),
        pytest.param(
            lambda packed: b"<html>",
            "after 0 decompressed bytes: not the start of one; is its name right",
            id="wrong name",
        ),
        pytest.param(
            lambda packed: packed + b"<html>",
            r"after 2000 decompressed bytes: something else follows \w+ 1",
            id="glued",
        ),
        pytest.param(
            lambda packed: packed + b"\n", r"something else follows \w+ 1; cut it off", id="a line end behind"
        ),
        pytest.param(lambda packed: packed + bytes(9) + b"x", r"something else follows \w+ 1", id="zeros, then more"),
        pytest.param(
            lambda packed: packed[:300] + bytes(200) + packed[500:],
            r"damaged in \w+ 1 \(.+\); fetch it again",
            id="a hole",
        ),
        pytest.param(lambda packed: packed + packed[:2], r"something else|cut off", id="half a magic"),
    ],
)
def test_what_is_wrong_is_said(codec: Codec, spoil: Callable[[bytes], bytes], told: str) -> None:
    packed = packed_by_us([random.Random(5).randbytes(1000).hex().encode()], codec)
    with pytest.raises(InputError, match=told):
        read(spoil(packed), codec)


def test_a_wrong_checksum_is_damage() -> None:
    packed = bytearray(gzip.compress(b"Kilns are hot."))
    packed[-6] ^= 1
    with pytest.raises(InputError, match="incorrect data check"):
        read(bytes(packed), Codec.GZIP)


@pytest.mark.parametrize("codec", CODECS)
@given(pieces=st.lists(st.binary(max_size=300), max_size=6))
def test_what_is_written_is_read(codec: Codec, pieces: list[bytes]) -> None:
    assert read(packed_by_us(pieces, codec), codec) == b"".join(pieces)


def test_others_can_read_what_is_written() -> None:
    assert gzip.decompress(packed_by_us([b"Kilns ", b"are hot."], Codec.GZIP)) == b"Kilns are hot."
    assert gzip.decompress(packed_by_us([], Codec.GZIP)) == b""
    zstd = pytest.importorskip("backports.zstd" if sys.version_info < (3, 14) else "compression.zstd")
    assert zstd.decompress(packed_by_us([b"Kilns"], Codec.ZSTD)) == b"Kilns"


def test_gzip_carries_no_name_and_no_time() -> None:
    assert packed_by_us([b"Kilns"], Codec.GZIP).startswith(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff")


@pytest.mark.parametrize("codec", CODECS)
def test_what_is_written_does_not_depend_on_the_pieces(codec: Codec) -> None:
    text = random.Random(7).randbytes(50_000).hex().encode()
    pieces = [text[at : at + 777] for at in range(0, len(text), 777)]
    assert packed_by_us([text], codec) == packed_by_us(pieces, codec)


@pytest.mark.parametrize("codec", CODECS)
def test_half_a_file_does_not_look_whole(codec: Codec) -> None:
    stream = io.BytesIO()
    with pytest.raises(KeyError), writing(stream, codec) as out:
        out.write(random.Random(1).randbytes(400_000))
        raise KeyError
    with pytest.raises(InputError, match=r"cut off|empty"):
        read(stream.getvalue(), codec)


@pytest.mark.parametrize("codec", CODECS)
def test_a_bomb_is_inflated_a_block_at_a_time(codec: Codec) -> None:
    asked = []

    class Zeros(io.RawIOBase):
        def __init__(self) -> None:
            self.packed = io.BytesIO(packer(codec)(bytes(30_000_000)))

        def read(self, size: int = -1) -> bytes:
            asked.append(size)
            return self.packed.read(size)

    stream = reading(Zeros(), codec)
    assert stream.read(1000) == bytes(1000)
    assert max(asked) <= inflating.BLOCK_BYTES
    assert sum(len(piece) for piece in iter(lambda: stream.read(4096), b"")) == 30_000_000 - 1000


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("backports", "backports.zstd", "compression", "compression.zstd"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(InputError, match=r"pip install 'boilerstrip\[zstd\]'"):
        reading(io.BytesIO(), Codec.ZSTD)
    with pytest.raises(InputError, match=r"pip install 'boilerstrip\[zstd\]'"), writing(io.BytesIO(), Codec.ZSTD):
        pass
