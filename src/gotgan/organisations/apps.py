from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "gotgan.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
