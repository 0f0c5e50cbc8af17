"""The back office."""

from django.contrib import admin

from orders.models import Order, Product

admin.site.register(Product)
admin.site.register(Order)
