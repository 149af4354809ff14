"""The addresses of the pages, below the language."""

from django.urls import path

from osaamo.domains.payments.views import finance, own, rulebook

urlpatterns = [
    path("prices/", own.prices, name="prices"),
    path("me/orders/", own.my_orders, name="my-orders"),
    path("me/orders/<int:pk>/", own.my_order, name="my-order"),
    path("finance/", finance.start, name="finance"),
    path("finance/<slug:code>/", finance.orders, name="finance-orders"),
    path("finance/<slug:code>/payments/", finance.read_payments, name="finance-payments"),
    path("finance/<slug:code>/rows/", finance.rows_file, name="finance-rows"),
    path("finance/orders/<int:pk>/refunded/", finance.refunded, name="finance-refunded"),
    path("finance/payments/<int:pk>/book/", finance.book, name="finance-book"),
    path("finance/payments/<int:pk>/return/", finance.give_back, name="finance-return"),
    path("finance/<slug:code>/rules/", rulebook.rules, name="finance-rules"),
    path("finance/rules/<int:pk>/publish/", rulebook.publish, name="finance-publish"),
    path("finance/rules/<int:pk>/drop/", rulebook.drop, name="finance-drop"),
    path("finance/<slug:code>/compare/", rulebook.compare, name="finance-compare"),
]
