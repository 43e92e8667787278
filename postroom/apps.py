"""The one Django app."""

from django.apps import AppConfig


class PostroomConfig(AppConfig):
    name = "postroom"
    verbose_name = "Postroom"
    default_auto_field = "django.db.models.BigAutoField"
