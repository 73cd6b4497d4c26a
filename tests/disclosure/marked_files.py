"""Pictures and clips that carry marks, written as other programs write them."""

from __future__ import annotations

import io
import json
import struct
import zlib
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from agent_plugin.tools.disclosure import read_disclosure
from agent_plugin.tools.domain import Disclosure, Mark, MarkKind
from tests.media.makers import movie

AIGC = {"Label": "1", "ContentProducer": "00191110108MA01KP2T5U00001", "ProduceID": "p-1"}
_XMP_BOX = bytes.fromhex("BE7ACFCB97A942E89C71999491E3AFAC")


def xmp(*properties: str) -> bytes:
    """A packet with these properties."""
    inner = "".join(properties)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
        'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        f'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">{inner}</rdf:Description></rdf:RDF>'
        '</x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def source_type(term: str = "trainedAlgorithmicMedia") -> str:
    """IPTC's property."""
    address = f"http://cv.iptc.org/newscodes/digitalsourcetype/{term}"
    return f"<Iptc4xmpExt:DigitalSourceType>{address}</Iptc4xmpExt:DigitalSourceType>"


def aigc(fields: dict[str, Any] | str = AIGC) -> str:
    """China's property."""
    text = fields if isinstance(fields, str) else json.dumps(fields)
    return f"<TC260:AIGC>{escape(text)}</TC260:AIGC>"


def picture(kind: str, packet: bytes = b"", texts: Mapping[str, str] | None = None, **more: Any) -> bytes:
    """A small picture of this kind with this packet; of a PNG also with texts."""
    made = io.BytesIO()
    image = Image.effect_noise((48, 48), 60).convert("RGB")
    if kind == "PNG":
        info = PngInfo()
        if packet:
            info.add_itxt("XML:com.adobe.xmp", packet.decode(), zip=True)
        for name, text in (texts or {}).items():
            info.add_text(name, text)
        image.save(made, "PNG", pnginfo=info)
    elif kind == "GIF":
        image.save(made, "GIF")
        trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
        return made.getvalue()[:-1] + b"\x21\xff\x0bXMP DataXMP" + packet + trailer + b"\0;"
    else:
        named: dict[str, Any] = {"tiffinfo": {700: packet}} if kind == "TIFF" else {"xmp": packet}
        named = named if packet else {}
        image.save(made, kind, **named, **more)
    return made.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def with_chunk(png: bytes, added: bytes) -> bytes:
    """A PNG with something put in before its pixels."""
    at = png.index(b"IDAT") - 4
    return png[:at] + added + png[at:]


def clip(path: Path, packet: bytes = b"", **tags: str) -> Path:
    """A clip of a few frames; the name's ending says of which kind."""
    codec = "libvpx" if path.suffix == ".webm" else "libx264"
    movie(path, frames=3, codec=codec, size=(64, 64), muxer={"movflags": "use_metadata_tags"}, tags=tags)
    if packet:
        box = struct.pack(">I", 24 + len(packet)) + b"uuid" + _XMP_BOX + packet
        path.write_bytes(path.read_bytes() + box)
    return path


def read(folder: Path, data: bytes, *markets: str) -> Disclosure:
    """What these bytes say, as a file that is not altered by that."""
    path = folder / "ad"
    path.write_bytes(data)
    found = read_disclosure(path, markets=markets)
    assert path.read_bytes() == data
    return found


def mark(found: Disclosure, kind: MarkKind) -> Mark:
    """The mark of this kind."""
    return next(one for one in found.marks if one.kind is kind)
