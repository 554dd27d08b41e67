from django.apps import AppConfig


class RefineConfig(AppConfig):
    name = "gotgan.refine"
    label = "refine"
    default_auto_field = "django.db.models.BigAutoField"
