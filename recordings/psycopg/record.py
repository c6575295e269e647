"""Plain psycopg 3: server-side parameters with the driver's own types, some in binary, pipelines."""
import datetime as dt
import os
import uuid
from decimal import Decimal

import psycopg
from psycopg.types.json import Jsonb

connection = psycopg.connect(
    host=os.environ["PGHOST"], port=os.environ["PGPORT"], user=os.environ["PGUSER"],
    dbname=os.environ["PGDATABASE"], autocommit=True)
NOW = dt.datetime(2026, 4, 1, 12, 0, tzinfo=dt.timezone.utc)


def reset(name):
    connection.execute("SELECT recorder_reset('%s')" % name)


QUERIES = [
    ("SELECT * FROM orders WHERE status = %s ORDER BY id", ["new"]),
    ("SELECT * FROM orders WHERE status = ANY(%s) AND total > %s ORDER BY id", [["new", "paid"], Decimal("50.5")]),
    ("SELECT id, note FROM orders WHERE note IS NOT DISTINCT FROM %s ORDER BY id", ["gift"]),
    ("SELECT id FROM orders WHERE (%s::text IS NULL OR channel = %s) ORDER BY id", ["web", "web"]),
    ("SELECT count(*) FROM orders WHERE placed_at < %s AND priority >= %s", [NOW, 1]),
    ("SELECT * FROM orders WHERE reference = %s", [uuid.UUID("00000000-0000-4000-8000-000000000009")]),
    ("SELECT c.*, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id AND o.status = %s) FROM customers c ORDER BY c.id", ["new"]),
    ("SELECT * FROM customers WHERE born > %s OR born IS NULL ORDER BY id", [dt.date(1980, 1, 20)]),
    ("SELECT * FROM customers WHERE tags && %s ORDER BY id", [["new"]]),
    ("SELECT id, preferences ->> 'theme' FROM customers WHERE preferences @> %s ORDER BY id", [Jsonb({"news": True})]),
    ("SELECT id FROM customers WHERE vip = %s AND credit <> %s ORDER BY id", [True, 0]),
    ("SELECT to_jsonb(t) FROM tickets t WHERE t.id = %s", [3]),
    ("SELECT row_to_json(p) FROM (SELECT * FROM posts WHERE published ORDER BY id LIMIT %s) p", [2]),
    ("SELECT json_agg(u) FROM users u WHERE u.role = %s", ["admin"]),
    ("SELECT t.*, u.* FROM tickets t LEFT JOIN users u ON u.id = t.assignee_id WHERE t.state = %s ORDER BY t.id", ["open"]),
    ("SELECT t.id, u.name, u.role, u.active, u.settings, u.last_login FROM tickets t LEFT JOIN users u ON u.id = t.assignee_id AND u.active ORDER BY t.id", []),
    ("SELECT u.name, count(t.state), count(DISTINCT t.state), max(t.severity), bool_or(t.version = 1) FROM users u LEFT JOIN tickets t ON t.assignee_id = u.id GROUP BY u.id ORDER BY u.id", []),
    ("SELECT * FROM users FULL JOIN (SELECT id AS cid, city FROM customers WHERE id < 4) c ON c.cid = users.id ORDER BY users.id, c.cid", []),
    ("SELECT p.name, s.quantity FROM products p CROSS JOIN LATERAL (SELECT sum(quantity) AS quantity FROM order_items i WHERE i.product_id = p.id AND i.discount = %s) s ORDER BY p.id", [0]),
    ("SELECT method, state, sum(amount) FROM payments GROUP BY CUBE (method, state) ORDER BY 1, 2", []),
    ("SELECT DISTINCT ON (state) * FROM tickets ORDER BY state, id DESC", []),
    ("SELECT sum(amount) OVER w, amount, method FROM payments WINDOW w AS (PARTITION BY method ORDER BY id) ORDER BY id", []),
    ("SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY views), mode() WITHIN GROUP (ORDER BY rating) FROM posts", []),
    ("SELECT * FROM comments WHERE parent_id IS NULL AND (approved, score) = (%s, %s) ORDER BY id", [True, 0]),
    ("WITH RECURSIVE thread AS (SELECT * FROM comments WHERE parent_id IS NULL UNION ALL SELECT c.* FROM comments c JOIN thread t ON c.parent_id = t.id) SELECT * FROM thread ORDER BY id", []),
    ("TABLE labels ORDER BY id", []),
    ("SELECT * FROM labels JOIN post_labels ON label_id = labels.id JOIN posts ON posts.id = post_id WHERE color = %s ORDER BY posts.id, labels.id", ["#ff0000"]),
    ("SELECT slug FROM posts WHERE meta #>> '{refs,0}' = %s ORDER BY id", ["a"]),
    ("SELECT kind, payload - 'by', jsonb_object_keys(payload) FROM ticket_events ORDER BY id, 3", []),
    ("SELECT EXISTS (SELECT FROM tickets WHERE state = %s), NOT EXISTS (SELECT 1 FROM tickets WHERE severity = %s)", ["open", 9]),
    ("SELECT CASE state WHEN 'open' THEN 1 WHEN 'closed' THEN 2 ELSE 3 END AS state, id FROM tickets ORDER BY state, id", []),
    ("SELECT name AS city, city AS name FROM customers ORDER BY name, city, id", []),
    ("SELECT orders.* FROM orders, customers WHERE customers.id = customer_id AND city = %s ORDER BY orders.id", ["Berlin"]),
    ("SELECT status, count(*) FROM orders GROUP BY status HAVING count(*) > %s ORDER BY count(*) DESC, status", [3]),
    ("SELECT customer_id FROM orders EXCEPT SELECT customer_id FROM tickets WHERE state <> %s ORDER BY 1", ["closed"]),
    ("SELECT o.id FROM orders AS o (id, customer, ref, st) WHERE o.st = %s ORDER BY 1", ["paid"]),
    ("SELECT * FROM order_items WHERE order_id BETWEEN %s AND %s ORDER BY order_id, line_no FOR UPDATE", [3, 5]),
    ("VALUES ((SELECT count(*) FROM products WHERE active), (SELECT max(stock) FROM products))", []),
]
WRITES = [
    ("INSERT INTO customers (email, name, city, vip, credit, tags, preferences, born, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING *",
     ["p@example.com", "P", "Lisbon", False, Decimal("0"), [], Jsonb({}), None, NOW]),
    ("INSERT INTO customers (email, name, city, born) VALUES (%s, %s, %s, %s) RETURNING id, version", ["q@example.com", "Q", "Rome", dt.date(1990, 5, 17)]),
    ("INSERT INTO orders (customer_id, reference, status, total) VALUES (%s, %s, %s, %s)", [3, uuid.UUID(int=3), "new", Decimal("12.34")]),
    ("INSERT INTO orders (customer_id, reference) VALUES (%s, %s) RETURNING id, status, channel, total, priority, note, shipped_at", [3, uuid.UUID(int=4)]),
    ("INSERT INTO labels VALUES (DEFAULT, %s, DEFAULT), (DEFAULT, %s, %s) RETURNING *", ["l1", "l2", "#ff0000"]),
    ("INSERT INTO labels (name, color) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET color = EXCLUDED.color RETURNING *", ["label2", "#ffffff"]),
    ("INSERT INTO labels AS l (name, color) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET color = EXCLUDED.color WHERE l.color <> EXCLUDED.color RETURNING id", ["label3", "#ff0000"]),
    ("INSERT INTO payments (id, order_id, amount, method, state, details) SELECT reference, id, total, 'card', 'open', NULL FROM orders WHERE status = %s", ["shipped"]),
    ("UPDATE orders SET status = %s, version = version + 1 WHERE id = %s AND version = %s", ["paid", 7, 1]),
    ("UPDATE orders SET status = %s WHERE status = %s RETURNING id, status", ["new", "paid"]),
    ("UPDATE orders o SET note = c.name, channel = %s FROM customers c WHERE c.id = o.customer_id AND c.vip RETURNING o.*", ["web"]),
    ("UPDATE products SET price = round(price * %s, 2), stock = DEFAULT WHERE active = %s", [Decimal("1.1"), True]),
    ("UPDATE customers SET preferences = preferences || %s, tags = array_append(tags, %s) WHERE id = %s RETURNING preferences, tags", [Jsonb({"x": 1}), "z", 5]),
    ("UPDATE tickets SET closed_at = %s, state = 'closed' WHERE id IN (SELECT ticket_id FROM ticket_events WHERE kind = %s)", [NOW, "state"]),
    ("UPDATE posts SET views = views + 1, rating = COALESCE(rating, %s) WHERE slug = %s RETURNING views, rating", [Decimal("3.0"), "post-4"]),
    ("DELETE FROM comments WHERE approved = %s AND score = %s AND id > 36 RETURNING *", [False, 0]),
    ("DELETE FROM payments USING orders WHERE orders.id = order_id AND orders.status = %s", ["new"]),
    ("WITH gone AS (DELETE FROM ticket_events WHERE kind = %s RETURNING *) SELECT kind, count(*) FROM gone GROUP BY kind", ["comment"]),
    ("WITH n AS (INSERT INTO labels (name) VALUES (%s) RETURNING id) INSERT INTO post_labels (post_id, label_id) SELECT 1, id FROM n RETURNING *", ["w"]),
]

for sql, values in QUERIES:
    reset("query")
    connection.execute(sql, values)
    connection.execute(sql, values, prepare=True, binary=True)
for sql, values in WRITES:
    reset("write")
    connection.execute(sql, values)

reset("executemany")
with connection.transaction(), connection.cursor() as cursor:
    cursor.executemany(
        "INSERT INTO comments (post_id, author, body, approved, score) VALUES (%s, %s, %s, %s, %s)",
        [(1, "anonymous", "a", True, 0), (2, "x", "b", False, 2), (3, "anonymous", "c", True, 0)])
reset("transfer")
with connection.transaction():
    row = connection.execute("SELECT credit, version FROM customers WHERE id = %s FOR UPDATE", [4]).fetchone()
    connection.execute("UPDATE customers SET credit = credit - %s, version = version + 1 WHERE id = %s AND version = %s", [Decimal("10"), 4, row[1]])
    connection.execute("UPDATE customers SET credit = credit + %s WHERE id = %s", [Decimal("10"), 8])
reset("copy out")
with connection.cursor() as cursor, cursor.copy("COPY orders (id, status, total) TO STDOUT") as copy:
    for _ in copy:
        pass
with connection.cursor() as cursor, cursor.copy("COPY (SELECT * FROM orders ORDER BY id) TO STDOUT (FORMAT csv, HEADER)") as copy:
    for _ in copy:
        pass
reset("server-side cursor")
with connection.transaction(), connection.cursor("walk") as cursor:
    cursor.execute("SELECT * FROM orders WHERE status = %s ORDER BY id", ["new"])
    cursor.fetchmany(5)
    cursor.fetchall()
print("psycopg " + psycopg.__version__)
