"""Pages of the shop. Payment happens at the payment provider; it tells us when it is done."""

import os

import stripe
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from orders.models import Order, Product

stripe.api_key = os.environ.get("STRIPE_SECRET_KEY", "")


def catalogue(request: HttpRequest) -> HttpResponse:
    return render(request, "catalogue.html", {"products": Product.objects.filter(in_stock__gt=0)})


@require_POST
def pay(request: HttpRequest) -> HttpResponse:
    product = get_object_or_404(Product, pk=request.POST["product"])
    session = stripe.checkout.Session.create(
        mode="payment",
        line_items=[
            {
                "quantity": 1,
                "price_data": {
                    "currency": "eur",
                    "unit_amount": product.price_cents,
                    "product_data": {"name": product.name},
                },
            }
        ],
        success_url=request.build_absolute_uri("/"),
    )
    Order.objects.create(product=product, email=request.POST["email"], payment=session.id)
    return redirect(session.url)


@csrf_exempt
@require_POST
def paid(request: HttpRequest) -> HttpResponse:
    try:
        event = stripe.Webhook.construct_event(
            request.body, request.headers["Stripe-Signature"], os.environ["STRIPE_WEBHOOK_SECRET"]
        )
    except (KeyError, ValueError, stripe.SignatureVerificationError):
        return HttpResponseBadRequest()
    order = get_object_or_404(Order, payment=event["data"]["object"]["id"])
    order.paid_at = timezone.now()
    order.save(update_fields=["paid_at"])
    send_mail("Thank you for your order", f"We are packing: {order.product.name}", None, [order.email])
    return HttpResponse()
