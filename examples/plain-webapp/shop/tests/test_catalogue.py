"""The catalogue shows what is in stock and nothing else."""

import pytest

from orders.models import Product


@pytest.mark.django_db
def test_what_is_sold_out_is_not_shown(client):
    Product.objects.create(name="Assam", price_cents=900, in_stock=0)
    Product.objects.create(name="Darjeeling", price_cents=1200, in_stock=4)
    page = client.get("/").content.decode()
    assert "Darjeeling" in page
    assert "Assam" not in page
