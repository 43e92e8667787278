"""What status and reply codes say of the reason of a refusal."""

from __future__ import annotations

from postroom.mail.bounce.values import Reason

# RFC 3463, 3886, 7372, 7504 and what Exchange added: subject and detail that say what is wrong.
CLEAR: dict[str, Reason] = {
    "1.1": "address",
    "1.2": "address",
    "1.3": "address",
    "1.4": "address",
    "1.6": "address",
    "1.7": "policy",  # the sender's address
    "1.8": "policy",
    "1.10": "address",  # null MX; Exchange: recipient not found
    "1.20": "policy",
    "1.90": "policy",
    "2.1": "address",
    "2.2": "full",
    "2.3": "size",
    "2.122": "policy",
    "3.1": "full",
    "3.4": "size",
    "4.1": "network",
    "4.2": "network",
    "4.6": "network",
    "4.7": "network",
    "4.11": "network",
    "4.14": "network",
    "4.20": "network",
    "4.310": "address",  # Exchange: the domain does not exist
    "4.300": "network",
    "4.312": "network",
    "4.316": "network",
    "4.317": "network",
    "5.3": "policy",  # too many recipients
}

# What a subject means where its detail is not known.
SUBJECTS: dict[str, Reason] = {
    "1": "address",
    "2": "address",
    "3": "other",
    "4": "network",
    "5": "other",
    "6": "other",
    "7": "policy",
}

UNROUTED = ("5", "4.4")  # a domain that does not exist; 4.4.4 is a name server that did not answer

# RFC 5321, 4.2.3, and others in use.
REPLIES: dict[str, Reason] = {
    "421": "network",
    "452": "full",
    "521": "address",
    "551": "address",
    "552": "full",
    "553": "address",
    "556": "address",
    "523": "size",
    "530": "policy",
    "534": "policy",
    "535": "policy",
    "538": "policy",
    "541": "policy",
    "571": "policy",
}
