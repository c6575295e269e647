"""SQLAlchemy's ORM and Core over psycopg2, with models read from the schema."""
import datetime as dt
import os
import uuid

import sqlalchemy as sa
from sqlalchemy import and_, case, cast, exists, func, literal, or_, select, text, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by, array, insert as pg_insert
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import (
    Session, aliased, contains_eager, defer, joinedload, load_only, selectinload, subqueryload, undefer,
)

url = "postgresql+psycopg2://{PGUSER}@{PGHOST}:{PGPORT}/{PGDATABASE}".format(**os.environ)
engine = sa.create_engine(url)
meta = sa.MetaData()
meta.reflect(engine, only=[
    "customers", "addresses", "categories", "products", "orders", "order_items", "payments", "users",
    "posts", "comments", "labels", "post_labels", "tickets", "ticket_events"])
Base = automap_base(metadata=meta)


class customers(Base):
    __tablename__ = "customers"
    __mapper_args__ = {"version_id_col": meta.tables["customers"].c.version}


class tickets(Base):
    __tablename__ = "tickets"
    __mapper_args__ = {"version_id_col": meta.tables["tickets"].c.version}


Base.prepare(
    name_for_scalar_relationship=lambda base, local, referred, con: (
        "parent" if local is referred else referred.__name__ + "_one"),
    name_for_collection_relationship=lambda base, local, referred, con: referred.__name__ + "_all",
)
C = Base.classes
Customer, Ticket = customers, tickets
Address, Category, Product, Order, Item = C.addresses, C.categories, C.products, C.orders, C.order_items
Payment, User, Post, Comment, Label, Event = (
    C.payments, C.users, C.posts, C.comments, C.labels, C.ticket_events)
MODELS = [Customer, Address, Category, Product, Order, Item, Payment, User, Post, Comment, Label,
          Ticket, Event]
NOW = dt.datetime(2026, 4, 1, 12, 0, tzinfo=dt.timezone.utc)


def scenario(function):
    with engine.begin() as connection:
        connection.execute(text("SELECT recorder_reset('%s')" % function.__name__))
    with Session(engine) as session:
        function(session)
        session.commit()
    return function


def several(name, statements):
    """Each query in a transaction of its own."""
    with engine.begin() as connection:
        connection.execute(text("SELECT recorder_reset('%s')" % name))
    for statement in statements:
        with Session(engine) as session:
            try:
                session.execute(statement).all()
                session.commit()
            except sa.exc.ProgrammingError as wrong:
                print(name, statement, wrong)
                raise


several("load all and one", [select(m) for m in MODELS] + [
    select(m).where(list(m.__table__.primary_key)[0] == key)
    for m, key in [(Customer, 3), (Address, 5), (Product, 8), (Order, 12), (User, 2), (Post, 4), (Ticket, 7)]])
several("each column alone, filtered and grouped", [
    q for m in MODELS for c in m.__table__.columns if not c.primary_key for q in [
        select(c).order_by(*m.__table__.primary_key).limit(5),
        select(func.count()).select_from(m).where(c.is_not(None)),
        select(func.count(c), func.count(c.distinct()) if "json" not in str(c.type).lower() else literal(1)),
        select(c, func.count().label("n")).group_by(c).order_by(func.count().desc(), c).limit(4),
        select(m).where(c == select(c).limit(1).order_by(*m.__table__.primary_key).scalar_subquery())
        .order_by(*m.__table__.primary_key).limit(3),
        select(m).order_by(c.desc().nulls_last(), *m.__table__.primary_key).limit(3).offset(2),
    ]])
several("joins", [
    select(Order, Customer).join(Customer).order_by(Order.id).limit(5),
    select(Order.id, Customer.name, Customer.city).join(Customer).where(Customer.vip.is_(True)).order_by(Order.id),
    select(Customer.id, func.count(Order.id)).outerjoin(Order).group_by(Customer.id).order_by(Customer.id),
    select(Customer.name, Order.status).outerjoin(Order, and_(Order.customer_id == Customer.id, Order.status == "paid"))
    .order_by(Customer.id, Order.id),
    select(Category.name, func.sum(Item.quantity * Item.unit_price)).join(Product, Product.category_id == Category.id)
    .join(Item, Item.product_id == Product.id).group_by(Category.name).having(func.sum(Item.quantity) > 3)
    .order_by(Category.name),
    select(Ticket.subject, User.name, Customer.name).join(Customer).outerjoin(User).order_by(Ticket.id),
    select(Post.title, Comment.body).outerjoin(Comment, and_(Comment.post_id == Post.id, Comment.approved))
    .order_by(Post.id, Comment.id),
    select(Payment.state, Order.status, func.sum(Payment.amount)).join(Order).group_by(Payment.state, Order.status)
    .order_by(Payment.state, Order.status),
])
Child, Root = aliased(Category), aliased(Category)
Old = aliased(Order)
tree = select(Category.id, Category.name, Category.depth, literal(0).label("level")).where(
    Category.parent_id.is_(None)).cte("tree", recursive=True)
tree = tree.union_all(select(Category.id, Category.name, Category.depth, tree.c.level + 1).join(
    tree, Category.parent_id == tree.c.id))
spent = select(Order.customer_id, func.sum(Order.total).label("spent")).where(Order.status != "new").group_by(
    Order.customer_id).cte("spent")
latest = select(Comment).where(Comment.post_id == Post.id).order_by(Comment.score.desc(), Comment.id).limit(1).lateral("latest")
several("subqueries, CTEs, windows, sets", [
    select(Child.name, Root.name).join(Root, Child.parent_id == Root.id).order_by(Child.id),
    select(Customer).where(exists().where(Order.customer_id == Customer.id, Order.status == "shipped")).order_by(Customer.id),
    select(Customer.name).where(~exists().where(Ticket.customer_id == Customer.id, Ticket.state == "open")).order_by(Customer.name),
    select(Product).where(Product.id.in_(select(Item.product_id).where(Item.gift))).order_by(Product.id),
    select(Order).where(Order.total > select(func.avg(Old.total)).where(Old.channel == Order.channel).scalar_subquery())
    .order_by(Order.id),
    select(Customer.name, select(func.count(Order.id)).where(Order.customer_id == Customer.id).scalar_subquery().label("n"))
    .order_by(Customer.id),
    select(tree).order_by(tree.c.level, tree.c.id),
    select(Customer.name, spent.c.spent).join(spent, spent.c.customer_id == Customer.id).order_by(spent.c.spent.desc(), Customer.name),
    select(Post.title, latest.c.author, latest.c.score).outerjoin(latest, literal(True)).order_by(Post.id),
    select(Order.id, func.row_number().over(partition_by=Order.customer_id, order_by=(Order.placed_at.desc(), Order.id))).order_by(Order.id),
    select(Product.name, func.rank().over(order_by=Product.price.desc()), func.lag(Product.price).over(order_by=Product.id)).order_by(Product.id),
    select(Order.status, func.sum(Order.total), func.sum(func.sum(Order.total)).over(order_by=Order.status)).group_by(Order.status).order_by(Order.status),
    select(Customer.city).union(select(Address.city)).order_by("city"),
    select(Order.status.label("s")).union_all(select(Ticket.state), select(Payment.state)).order_by("s"),
    select(Customer.id).except_(select(Order.customer_id)).order_by("id"),
    select(Customer.id).intersect(select(Ticket.customer_id).where(Ticket.severity == 1)).order_by("id"),
    select(func.count()).select_from(select(Order.customer_id, Order.status).distinct().subquery()),
    select(Order).distinct(Order.customer_id).order_by(Order.customer_id, Order.placed_at.desc(), Order.id),
    select(func.count(case((Order.status == "new", 1))), func.count(case((Order.status == "paid", 1)))),
    select(func.count().filter(Order.priority > 0), func.sum(Order.total).filter(Order.channel == "web")),
    select(case((Order.priority == 2, "high"), (Order.priority == 1, "mid"), else_="low").label("level"), func.count())
    .group_by("level").order_by("level"),
    select(func.date_trunc("month", Order.placed_at).label("month"), func.sum(Order.total)).group_by("month").order_by("month"),
    select(Order.status, Order.channel, func.count()).group_by(func.rollup(Order.status, Order.channel)).order_by(Order.status, Order.channel),
    select(func.percentile_cont(0.5).within_group(Order.total)),
    select(Post.author_id, func.array_agg(aggregate_order_by(Post.slug, Post.views.desc(), Post.id))).group_by(Post.author_id).order_by(Post.author_id),
    select(func.string_agg(Label.name, aggregate_order_by(literal(", "), Label.name))),
    select(func.coalesce(Customer.city, "?"), func.nullif(Customer.version, 0)).order_by(Customer.id),
    select(func.json_build_object("id", Order.id, "status", Order.status)).order_by(Order.id).limit(3),
    select(func.row_to_json(text("orders"))).select_from(Order).order_by(Order.id).limit(2),
    select(Item.quantity).where(tuple_(Item.order_id, Item.line_no).in_([(1, 1), (2, 1), (3, 1)])),
])
several("operators", [
    select(Customer.name).where(Customer.tags.contains(["mail"])).order_by(Customer.id),
    select(Customer.name).where(literal("new") == sa.any_(Customer.tags)).order_by(Customer.id),
    select(Customer.name).where(Customer.tags.overlap(["new", "vip"])).order_by(Customer.id),
    select(Customer.name, func.array_length(Customer.tags, 1)).order_by(Customer.id),
    select(Customer.preferences["theme"].astext, func.count()).group_by(text("1")).order_by(text("1")),
    select(Product.name).where(Product.attributes.contains({"color": "red"})).order_by(Product.id),
    select(Product.name).where(Product.attributes.has_key("size")).order_by(Product.id),
    select(Product.attributes["color"].astext, cast(Product.attributes["size"].astext, sa.Integer)).order_by(Product.id),
    select(Post.meta[("refs", "0")].astext).order_by(Post.id),
    select(Product.name).where(or_(Product.name.ilike("%1%"), Product.sku.like("SKU-000_"))).order_by(Product.name),
    select(Product.name).where(Product.price.between(5, 40), Product.stock >= 10, ~Product.active).order_by(Product.id),
    select(Order.id).where(Order.status.in_(["new", "paid"]), Order.note.is_(None)).order_by(Order.id),
    select(Order.id).where(Order.status.not_in(["new"]), Order.channel.is_distinct_from("web")).order_by(Order.id),
    select(Order.id, Order.total * 2 + 1, -Order.priority, Order.status + "/" + Order.channel).order_by(Order.id).limit(9),
    select(Customer.name).where(func.lower(Customer.city) == "berlin", func.extract("year", Customer.born) > 1985).order_by(Customer.id),
    select(Order.id).where(Order.placed_at >= NOW - dt.timedelta(days=55), Order.shipped_at.is_(None)).order_by(Order.id),
    select(Ticket.id).where(Ticket.watchers.contains([1]), Ticket.due_on <= dt.date(2026, 3, 20)).order_by(Ticket.id),
    select(func.greatest(Ticket.severity, Ticket.version), func.least(Ticket.opened_at, Ticket.closed_at)).order_by(Ticket.id),
    select(Order).where(Order.reference == "00000000-0000-4000-8000-000000000007"),
    select(Order.id).where(Order.currency == "USD").order_by(Order.id),
])
several("eager loading", [
    select(Order).options(joinedload(Order.customers_one)).order_by(Order.id).limit(3),
])


@scenario
def lazy_loading(s):
    for order in s.scalars(select(Order).order_by(Order.id).limit(2)):
        order.customers_one.name, [i.products_one.name for i in order.order_items_all]


@scenario
def selectin_and_subquery_loading(s):
    s.execute(select(Customer).options(selectinload(Customer.orders_all).selectinload(Order.order_items_all)).limit(3).order_by(Customer.id)).all()
    s.execute(select(Post).options(subqueryload(Post.comments_all), joinedload(Post.users_one)).order_by(Post.id).limit(3)).all()
    s.execute(select(Post).options(selectinload(Post.post_labels_all)).order_by(Post.id).limit(3)).all()
    s.execute(select(Order).join(Order.customers_one).options(contains_eager(Order.customers_one)).where(Customer.city == "Berlin").order_by(Order.id)).unique().all()
    s.execute(select(Product).options(load_only(Product.name, Product.stock)).order_by(Product.id).limit(2)).all()
    product = s.execute(select(Product).options(defer(Product.attributes)).order_by(Product.id).limit(1)).scalar_one()
    product.attributes


@scenario
def add_graph(s):
    customer = Customer(email="new@example.com", name="New", city="Porto", vip=True, tags=["x"], preferences={"a": 1})
    order = Order(customers_one=customer, reference=str(uuid.UUID(int=77)), status="new", total=10, placed_at=NOW)
    order.order_items_all.append(Item(line_no=1, product_id=1, quantity=2, unit_price=5))
    order.order_items_all.append(Item(line_no=2, product_id=2, quantity=1, unit_price=6, discount=1, gift=True))
    s.add(order)
    s.flush()
    s.add(Payment(id=str(uuid.UUID(int=5)), order_id=order.id, amount=10))
    s.flush()
    s.refresh(order)


@scenario
def add_with_defaults_only(s):
    s.add_all([Customer(email="d%d@example.com" % n, name="D%d" % n) for n in range(3)])
    s.add_all([Label(name="fresh%d" % n) for n in range(2)])
    s.add(Post(author_id=1, slug="fresh", title="Fresh"))
    s.add(Ticket(customer_id=1, subject="Help"))
    s.flush()
    s.add_all([Comment(post_id=1, body="first"), Comment(post_id=2, body="second", approved=True, score=3)])
    s.add(Event(ticket_id=1))


@scenario
def change_entities(s):
    order = s.get(Order, 5)
    order.status, order.note = "shipped", None
    order.shipped_at = NOW
    for product in s.scalars(select(Product).where(Product.stock < 10).order_by(Product.id)):
        product.stock += 5
    s.get(Post, 3).meta = {"words": 1}
    s.get(Address, 2).zip = "99"


@scenario
def optimistic_locking(s):
    customer = s.get(Customer, 4)
    customer.credit += 5
    s.flush()
    customer.name = "Changed"
    s.flush()
    ticket = s.get(Ticket, 4)
    ticket.state = "closed"
    ticket.closed_at = NOW
    s.flush()


@scenario
def locking_reads(s):
    s.execute(select(Product).where(Product.id == 4).with_for_update()).all()
    s.execute(select(Order).where(Order.status == "new").order_by(Order.id).limit(3).with_for_update(skip_locked=True)).all()
    s.execute(select(Order, Customer).join(Customer).where(Order.id == 9).with_for_update(of=Order)).all()
    s.execute(select(Ticket).where(Ticket.id == 3).with_for_update(read=True, nowait=True)).all()


@scenario
def bulk_statements(s):
    s.execute(sa.update(Order).where(Order.status == "new").values(priority=Order.priority + 1).execution_options(synchronize_session=False))
    s.execute(sa.update(Product).where(Product.category_id == Category.id, Category.depth == 2).values(active=False).execution_options(synchronize_session=False))
    s.execute(sa.update(Customer).values(credit=select(func.coalesce(func.sum(Order.total), 0)).where(Order.customer_id == Customer.id).scalar_subquery()).execution_options(synchronize_session=False))
    s.execute(sa.update(Ticket).where(Ticket.id < 5).values(state="closed", closed_at=NOW).returning(Ticket.id, Ticket.state, Ticket.version).execution_options(synchronize_session=False)).all()
    s.execute(sa.delete(Comment).where(Comment.approved.is_(False), Comment.parent_id.is_not(None)).execution_options(synchronize_session=False))
    s.execute(sa.delete(Payment).where(Payment.state == "open").returning(Payment.id).execution_options(synchronize_session=False)).all()


@scenario
def bulk_inserts(s):
    s.execute(sa.insert(Label.__table__), [{"name": "b%d" % n, "color": "#00000%d" % n} for n in range(4)])
    s.execute(sa.insert(Label.__table__).values([{"name": "m%d" % n} for n in range(3)]))
    s.execute(sa.insert(Event.__table__).from_select(["ticket_id", "kind", "payload"], select(Ticket.id, Ticket.state, sa.literal({}, sa.JSON)).where(Ticket.id < 4)))
    s.execute(sa.insert(Label.__table__).values(name="r").returning(Label.id, Label.color)).all()
    s.bulk_insert_mappings(Comment, [{"post_id": 3, "body": "bulk"}, {"post_id": 4, "body": "bulk too"}])
    s.bulk_update_mappings(Product, [{"id": 1, "stock": 3}, {"id": 2, "stock": 4}])


@scenario
def upserts(s):
    one = pg_insert(Label.__table__).values(name="label1", color="#123456")
    s.execute(one.on_conflict_do_update(index_elements=["name"], set_={"color": one.excluded.color}))
    s.execute(one.on_conflict_do_nothing())
    sku = pg_insert(Product.__table__).values([{"sku": "SKU-0001", "name": "p", "price": 3, "category_id": 1, "stock": 7}, {"sku": "SKU-9", "name": "q", "price": 4, "category_id": 2, "stock": 1}])
    s.execute(sku.on_conflict_do_update(index_elements=["sku"], set_={"stock": Product.stock + sku.excluded.stock, "version": Product.version + 1}, where=Product.active).returning(Product.id, Product.stock)).all()
    who = pg_insert(Customer.__table__).values(email="customer1@example.com", name="Again")
    s.execute(who.on_conflict_do_update(index_elements=["email"], set_={"name": who.excluded.name, "city": who.excluded.city, "vip": who.excluded.vip}))


@scenario
def removal(s):
    s.execute(sa.delete(Payment).where(Payment.order_id == 10).execution_options(synchronize_session=False))
    s.delete(s.get(Item, (10, 1)))
    s.delete(s.get(Event, 10))
    s.flush()


@scenario
def nested_transaction(s):
    s.add(Label(name="outer"))
    s.flush()
    try:
        with s.begin_nested():
            s.add(Label(name="label1"))
            s.flush()
    except sa.exc.IntegrityError:
        pass
    s.add(Label(name="after"))


@scenario
def written_by_hand(s):
    for sql, values in [
        ("SELECT * FROM orders WHERE status = :s ORDER BY id LIMIT 3", {"s": "new"}),
        ("SELECT o.*, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = :i", {"i": 3}),
        ("WITH moved AS (UPDATE tickets SET state = 'open' WHERE state = 'waiting' RETURNING id, customer_id) SELECT count(*) FROM moved", {}),
        ("SELECT * FROM posts p NATURAL JOIN (SELECT 1 AS one) x WHERE p.views > :v ORDER BY p.id LIMIT 2", {"v": 100}),
        ("INSERT INTO labels (name) SELECT 'copy-' || name FROM labels RETURNING *", {}),
        ("SELECT status, channel, grouping(status), count(*) FROM orders GROUP BY GROUPING SETS ((status), (channel), ()) ORDER BY 1, 2, 3", {}),
        ("DELETE FROM ticket_events e USING tickets t WHERE t.id = e.ticket_id AND t.state = 'closed' RETURNING e.id", {}),
        ("UPDATE products SET (stock, version) = (stock - 1, version + 1) WHERE id = :i RETURNING *", {"i": 5}),
    ]:
        s.execute(text(sql), values).all()


several("pages", [select(m).order_by(*m.__table__.primary_key).limit(10).offset(n) for m in MODELS for n in (0, 10)])
print("SQLAlchemy " + sa.__version__ + ", psycopg2")
