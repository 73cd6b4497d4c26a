"""An XMP packet comes in; the few of its properties that are marks go out.

The XML is hostile until shown otherwise: a packet with a DTD, and so with entities that grow, is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

_IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_TC260 = "http://www.tc260.org.cn/ns/AIGC/1.0/"
_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
SOURCE_TYPE, AIGC, AI_SYSTEM = "DigitalSourceType", "AIGC", "AISystemUsed"
_READ = {
    f"{{{_IPTC}}}{SOURCE_TYPE}": SOURCE_TYPE,
    f"{{{_IPTC}}}{AI_SYSTEM}": AI_SYSTEM,
    f"{{{_TC260}}}{AIGC}": AIGC,
    "{http://ns.adobe.com/xap/1.0/}CreatorTool": "CreatorTool",
    "{http://ns.adobe.com/photoshop/1.0/}Credit": "Credit",
    "{http://ns.adobe.com/tiff/1.0/}Software": "Software",
    "{http://ns.adobe.com/exif/1.0/}UserComment": "UserComment",
    "{http://purl.org/dc/elements/1.1/}description": "Description",
}


class BadPacket(ValueError):
    """An XMP packet that is refused, and why."""


class Property(NamedTuple):
    """A property that is read: its name, without the namespace, and its value."""

    name: str
    value: str


def properties(packet: bytes, most: int) -> tuple[Property, ...]:
    """The properties that are marks, at most so many.

    Raises:
        BadPacket: it is no XML, or has a DTD.
    """
    try:
        root: Element = fromstring(packet.strip(b"\0 \n\r\t"), forbid_dtd=True)
    except DefusedXmlException:
        raise BadPacket("it declares entities or a document type, which XMP does not need") from None
    except (ParseError, ValueError, LookupError, RecursionError):
        raise BadPacket("it is no well-formed XML") from None
    return tuple(islice(_found(root), most))


def _found(root: Element) -> Iterator[Property]:
    for element in root.iter():
        for key, value in element.attrib.items():
            if name := _READ.get(key):
                yield Property(name, value.strip())
        if name := _READ.get(element.tag):
            value = element.get(_RESOURCE) or "".join(element.itertext())
            yield Property(name, value.strip())
