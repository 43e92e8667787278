"""All that is configured as one YAML document: checked, applied in one transaction, exported."""

from postroom.configuration.applying import apply, check
from postroom.configuration.exporting import export
from postroom.configuration.parts import Files, files_beside
from postroom.configuration.reading import BadDocument
from postroom.configuration.secrets import SecretReference, resolve

__all__ = [
    "BadDocument",
    "Files",
    "SecretReference",
    "apply",
    "check",
    "export",
    "files_beside",
    "resolve",
]
