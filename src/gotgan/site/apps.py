from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "gotgan.site"
    label = "gotgan_site"
