"""Django's ORM, with models read from the schema by inspectdb."""
import datetime as dt
import io
import os
import re
import sys
import types
from decimal import Decimal

import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {
        "ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"], "USER": os.environ["PGUSER"],
        "HOST": os.environ["PGHOST"], "PORT": os.environ["PGPORT"]}},
    INSTALLED_APPS=["django.contrib.postgres", "shop"], USE_TZ=True, TIME_ZONE="UTC",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField")
shop = types.ModuleType("shop")
shop.__path__ = [os.path.dirname(os.path.abspath(__file__))]
sys.modules["shop"] = shop
django.setup()

from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.models import (
    Avg, Case, Count, Exists, ExpressionWrapper, F, FilteredRelation, Max, Min, OuterRef, Prefetch, Q, StdDev, Subquery, Sum,
    Value, When, Window)
from django.db.models.functions import (
    Cast, Coalesce, Concat, ExtractYear, Greatest, Lag, Length, Lower, NullIf, Rank, RowNumber, TruncMonth, Upper)
from django.contrib.postgres.aggregates import ArrayAgg, BoolOr, StringAgg
from django.contrib.postgres.fields import ArrayField
from django.db.utils import IntegrityError

source = io.StringIO()
call_command("inspectdb", "customers", "addresses", "categories", "products", "orders", "order_items", "payments", "users",
             "posts", "comments", "labels", "post_labels", "tickets", "ticket_events", stdout=source)
text = source.getvalue()
text = text.replace("from django.db import models", "").replace("models.OneToOneField(", "models.ForeignKey(")
# inspectdb does not know arrays, and calls keys of two columns by the first.
text = re.sub(r"(tags|labels) = models.TextField\(\)  # This field type is a guess.", r"\1 = ArrayField(models.TextField())", text)
text = text.replace("watchers = models.TextField()  # This field type is a guess.", "watchers = ArrayField(models.IntegerField())")
text = re.sub(r"(    id = models\.)(Big)?IntegerField\(primary_key=True\)", lambda m: m.group(1) + (m.group(2) or "") + "AutoField(primary_key=True)", text)
text = re.sub(r"class Meta:", "class Meta:\n        app_label = 'shop'", text)
exec(text, globals())
NOW = dt.datetime(2026, 4, 1, 12, 0, tzinfo=dt.timezone.utc)
MODELS = [Customers, Addresses, Categories, Products, Orders, OrderItems, Payments, Users, Posts, Comments, Labels, PostLabels,
          Tickets, TicketEvents]


def scenario(name, work):
    with connection.cursor() as cursor:
        cursor.execute("SELECT recorder_reset('%s')" % name)
    try:
        result = work()
        if isinstance(result, models.QuerySet):
            list(result)
    except IntegrityError:
        pass  # recorded like any other answer


for model in MODELS:
    name = model.__name__
    pk = model._meta.pk.name
    o = model.objects
    order = [f.name for f in model._meta.fields if f.primary_key or f.name in ("line_no", "label")]
    scenario("table " + name, lambda: o.order_by(*order))
    scenario("table " + name, lambda: o.order_by(*order)[2:6])
    scenario("table " + name, lambda: o.count())
    scenario("table " + name, lambda: o.exists())
    scenario("table " + name, lambda: o.order_by(*order).last())
    relations = [f.name for f in model._meta.fields if f.is_relation]
    if relations:
        scenario("table " + name, lambda: o.select_related(*relations).order_by(*order)[:3])
        scenario("table " + name, lambda: list(o.prefetch_related(*relations).order_by(*order)[:3]))
    for field in model._meta.fields:
        if field.primary_key or field.is_relation:
            continue
        n, title = field.name, name + "." + field.name
        value = o.exclude(**{n: None}).order_by(*order).values_list(n, flat=True)[0]
        queries = [
            o.filter(**{n: value}).order_by(*order), o.exclude(**{n: value}).order_by(*order), o.filter(**{n + "__isnull": True}),
            o.order_by(*order).values_list(n, flat=True)[:4], o.values(n).annotate(n=Count("*")).order_by("-n", n),
            o.order_by(F(n).desc(nulls_last=True), *order)[:3], o.order_by(n).values(n).distinct(), o.defer(n).order_by(*order)[:3],
            o.only(n).order_by(*order)[:3], o.filter(**{n + "__in": [value]}).order_by(*order)[:2],
            o.filter(**{n: Subquery(o.order_by(*order).values(n)[:1])}).order_by(*order)[:3],
            o.annotate(same=F(n)).filter(same=F(n)).order_by(*order)[:2],
        ]
        kind = field.get_internal_type()
        if kind in ("CharField", "TextField"):
            queries += [o.filter(**{n + "__icontains": "e"}).order_by(*order)[:3], o.filter(**{n + "__startswith": str(value)[:2]}).count,
                        o.annotate(x=Upper(n), y=Length(n), z=Concat(Cast(n, models.TextField()), Value("!", output_field=models.TextField()))).order_by(*order).values("x", "y", "z")[:3]]
        if kind in ("IntegerField", "BigIntegerField", "SmallIntegerField", "DecimalField", "FloatField"):
            queries += [lambda: o.aggregate(Sum(n), Avg(n), Max(n), Min(n)), o.filter(**{n + "__range": (0, 9)}).order_by(*order),
                        o.filter(**{n + "__gt": F(n) - 1}).order_by(*order)[:2], lambda: o.filter(**{n + "__gte": value}).update(**{n: F(n) + 0})]
        if kind in ("DateField", "DateTimeField"):
            queries += [o.filter(**{n + "__year": 2026}).order_by(*order), o.filter(**{n + "__lte": value}).order_by(*order)[:3],
                        o.annotate(m=TruncMonth(n)).values("m").annotate(c=Count("*")).order_by("m")]
        queries += [lambda: o.filter(**{n: value}).update(**{n: value}), lambda: o.filter(**{n: value}, **{n + "__isnull": True}).delete(),
                    lambda: o.filter(pk=o.order_by(*order).values_list("pk", flat=True)[2]).update(**{n: value}) if len(order) == 1 else None]
        if len(order) == 1:
            def save():
                row = o.order_by(pk)[1]
                row.save(update_fields=[n])
                row.save()
            queries += [save]
        for query in queries:
            scenario(title, query if callable(query) and not isinstance(query, models.QuerySet) else (lambda: query))

spent = Orders.objects.filter(customer=OuterRef("pk")).values("customer").annotate(s=Sum("total")).values("s")
for query in [
    Orders.objects.filter(customer__city="Berlin").order_by("id"), Orders.objects.select_related("customer").filter(status="paid").order_by("id"),
    Customers.objects.annotate(n=Count("orders"), m=Max("orders__status")).order_by("id"),
    Customers.objects.annotate(n=Count("orders", filter=Q(orders__status="new"))).filter(n__gt=1).order_by("id"),
    Customers.objects.filter(orders__status="shipped").distinct().order_by("id"), Customers.objects.exclude(orders__status="new").order_by("id"),
    Customers.objects.filter(Exists(Tickets.objects.filter(customer=OuterRef("pk"), state="open"))).order_by("id"),
    Customers.objects.annotate(s=Subquery(spent)).order_by(F("s").desc(nulls_last=True), "id").values("name", "s"),
    Customers.objects.annotate(fresh=FilteredRelation("orders", condition=Q(orders__status="new"))).values("name", "fresh__total").order_by("id", "fresh__id"),
    Tickets.objects.values("subject", "assignee__name", "assignee__role", "assignee__active", "customer__city").order_by("id"),
    Tickets.objects.filter(Q(state="open") | Q(assignee__isnull=True), ~Q(severity=1)).order_by("id"),
    Orders.objects.values("status", "channel").annotate(t=Sum("total"), n=Count("id")).filter(t__gt=50).order_by("status", "channel"),
    Orders.objects.annotate(level=Case(When(priority=2, then=Value("high")), When(priority=1, then=Value("mid")), default=Value("low"), output_field=models.CharField())).values("level").annotate(n=Count("*")).order_by("level"),
    Orders.objects.annotate(n=Window(RowNumber(), partition_by=[F("status")], order_by=[F("total").asc(), F("id").asc()])).order_by("id").values("id", "n"),
    Products.objects.annotate(r=Window(Rank(), order_by=F("price").desc()), l=Window(Lag("stock"), order_by=F("id").asc())).order_by("id").values("id", "r", "l"),
    Orders.objects.annotate(x=Coalesce("note", "channel", output_field=models.TextField()), y=NullIf("status", Value("new", output_field=models.CharField())), z=Greatest("priority", "version")).order_by("id").values("x", "y", "z"),
    Orders.objects.annotate(d=ExpressionWrapper(F("total") * 2 + F("priority"), output_field=models.DecimalField())).order_by("id").values_list("id", "d"),
    Orders.objects.values("customer__city").annotate(a=ArrayAgg("status", distinct=True, ordering="status"), b=StringAgg("channel", ",", ordering="id", output_field=models.TextField())).order_by("customer__city"),
    Customers.objects.filter(tags__contains=["mail"]).order_by("id"), Customers.objects.filter(tags__overlap=["new"]).order_by("id"), Customers.objects.filter(tags__len=2).order_by("id"),
    Customers.objects.filter(preferences__theme="dark").order_by("id"), Customers.objects.filter(preferences__has_key="news").order_by("id"),
    Products.objects.filter(attributes__contains={"color": "red"}).order_by("id"), Products.objects.filter(attributes__size__gt=2).order_by("id"), Products.objects.values("attributes__color").annotate(n=Count("*")).order_by("attributes__color"),
    Customers.objects.values_list("city").union(Addresses.objects.values_list("city")).order_by("city"), Customers.objects.values_list("id").difference(Orders.objects.values_list("customer_id")).order_by("id"),
    Orders.objects.order_by("status", "id").distinct("status"), Orders.objects.filter(reference="00000000-0000-4000-8000-000000000009"),
    Posts.objects.filter(comments__approved=True, comments__score__gt=0).order_by("id").distinct(), Posts.objects.filter(author__role="admin", rating__isnull=False).order_by("-views", "id"),
    Products.objects.filter(id__in=OrderItems.objects.filter(gift=True).values("product")).order_by("id"), Products.objects.filter(price__gt=Subquery(Products.objects.filter(category=OuterRef("category")).values("category").annotate(a=Avg("price")).values("a"))).order_by("id"),
    Orders.objects.raw("SELECT * FROM orders WHERE status = %s ORDER BY id", ["new"]),
    Orders.objects.extra(where=["lower(status) = %s"], params=["new"], select={"up": "upper(channel)"}).order_by("id"),
]:
    scenario("query", lambda: list(query))
scenario("prefetch", lambda: list(Orders.objects.prefetch_related("orderitems_set__product", Prefetch("payments_set", Payments.objects.filter(state="open"))).order_by("id")[:3]))
scenario("lazy", lambda: [(o.customer.name, list(o.payments_set.all())) for o in Orders.objects.order_by("id")[:2]])
scenario("aggregates", lambda: Orders.objects.aggregate(n=Count("status", distinct=True), s=Sum("total", filter=Q(channel="web")), d=StdDev("total"), m=Max("placed_at")))
scenario("dates", lambda: list(Orders.objects.dates("placed_at", "month")))


def atomic(work):
    def run():
        with transaction.atomic():
            work()
    return run


def transfer():
    c = Customers.objects.select_for_update().get(pk=8)
    c.credit = Decimal("1")
    c.save()
    o = Orders.objects.create(customer=c, reference="70000000-0000-4000-8000-000000000001", status="new", total=1, currency="EUR", channel="web", priority=0, placed_at=NOW, version=0)
    with transaction.atomic():
        Payments.objects.create(id="70000000-0000-4000-8000-000000000002", order=o, amount=1, method="card", state="open")
    list(Tickets.objects.select_for_update(skip_locked=True).filter(state="open").order_by("id")[:2])
    list(Orders.objects.select_related("customer").select_for_update(of=("self",)).filter(id=4))


def duplicate():
    Labels.objects.create(name="outer", color="#ffffff")
    try:
        with transaction.atomic():
            Labels.objects.create(name="label1", color="#ffffff")
    except IntegrityError:
        pass
    Labels.objects.get_or_create(name="label2", defaults={"color": "#ffffff"})
    Labels.objects.update_or_create(name="label3", defaults={"color": "#ff0000"})


for work in [
    atomic(transfer), duplicate,
    lambda: Customers.objects.create(email="j@example.com", name="J", city="Lisbon", vip=False, credit=0, tags=[], preferences={}, created_at=NOW, version=0),
    lambda: Customers.objects.create(email="k@example.com", name="K", vip=True, credit=5, tags=["a"], preferences={"theme": "dark"}, created_at=NOW, version=1),
    lambda: Labels.objects.bulk_create([Labels(name="b%d" % n, color="#ffffff") for n in range(3)] + [Labels(name="c", color="#ff0000")]),
    lambda: Labels.objects.bulk_create([Labels(name="label1", color="#ffffff"), Labels(name="d", color="#ffffff")], ignore_conflicts=True),
    lambda: Products.objects.bulk_update([Products(id=1, stock=3, active=True), Products(id=2, stock=10, active=False)], ["stock", "active"]),
    lambda: Orders.objects.filter(status="paid").update(status="new", note=None, version=F("version") + 1),
    lambda: Orders.objects.filter(customer__vip=True).update(priority=2), lambda: Customers.objects.update(credit=Coalesce(Subquery(spent), Value(0), output_field=models.DecimalField())),
    lambda: Orders.objects.update(note=Case(When(priority=0, then=Value("none")), default=F("note"), output_field=models.TextField())),
    lambda: TicketEvents.objects.filter(kind="comment").delete(), lambda: Comments.objects.filter(approved=False, parent__isnull=False).delete(),
    lambda: Payments.objects.filter(order__status="new").delete(), lambda: Posts.objects.get(pk=3).delete(), lambda: Payments.objects.get(pk="10000000-0000-4000-8000-000000000004").delete(),
]:
    scenario("write", work)
    scenario("write in a transaction", atomic(work))
print("Django " + django.get_version() + ", psycopg2")
