"""Parts that hold further parts without being multiparts: winmail.dat, .msg, opaque signatures, uuencode, yEnc."""

from __future__ import annotations

from postroom.mail.structure import Structure


def opened(mail: Structure) -> Structure:
    """The mail with what lies inside of such leaves as parts of their own."""
    return mail
