from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "gotgan.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gotgan.accounts.signs import connect

        connect()
