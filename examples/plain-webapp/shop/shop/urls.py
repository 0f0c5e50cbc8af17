"""Which address shows what."""

from django.contrib import admin
from django.urls import path

from orders import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", views.catalogue, name="catalogue"),
    path("basket/pay/", views.pay, name="pay"),
    path("stripe/", views.paid, name="paid"),
]
