"""Parts that hold further parts without being multiparts: winmail.dat, .msg, opaque signatures, uuencode, yEnc."""

from postroom.mail.containers.opening import opened

__all__ = ["opened"]
