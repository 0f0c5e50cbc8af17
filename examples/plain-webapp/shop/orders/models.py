"""What is sold and what was ordered."""

from django.db import models


class Product(models.Model):
    name = models.CharField(max_length=120)
    price_cents = models.PositiveIntegerField()
    picture = models.ImageField(upload_to="products", blank=True)
    in_stock = models.PositiveIntegerField(default=0)


class Order(models.Model):
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    email = models.EmailField()
    payment = models.CharField(max_length=80, unique=True)
    paid_at = models.DateTimeField(null=True)
