"""Model fields that are sealed on their way into the database."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from postroom.seal import KeyRing, key_ring


@functools.cache
def ring() -> KeyRing:
    return key_ring(settings.ENVIRONMENT)


if TYPE_CHECKING:
    Binary = models.BinaryField[Any, Any]
else:
    Binary = models.BinaryField


class SealedField(Binary):
    """A value as sealed JSON, bound to its table and column so that it cannot be moved elsewhere."""

    @property
    def purpose(self) -> bytes:
        return f"{self.model._meta.db_table}.{self.name}".encode()

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None:
            value = ring().seal(json.dumps(value, separators=(",", ":")).encode(), self.purpose)
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(ring().open(bytes(value), self.purpose))

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj))

    def to_python(self, value: Any) -> Any:
        return value
