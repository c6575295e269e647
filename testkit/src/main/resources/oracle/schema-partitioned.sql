-- orders as a partitioned table; the rest as in schema.sql, in small.

CREATE SCHEMA parts;
CREATE TABLE public.orders (
  id int NOT NULL,
  customer_id int,
  amount numeric(10,2) NOT NULL DEFAULT 0,
  note varchar(40),
  PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE TABLE public.orders_low PARTITION OF public.orders FOR VALUES FROM (0) TO (10);
CREATE TABLE parts.orders_middle PARTITION OF public.orders FOR VALUES FROM (10) TO (100)
  PARTITION BY LIST (id);
CREATE TABLE parts.orders_ten PARTITION OF parts.orders_middle FOR VALUES IN (10, 11, 12);
-- Columns in another order than the parent's, and one that was dropped.
CREATE TABLE parts.orders_rest (gone int, note varchar(40), id int NOT NULL, amount numeric(10,2) NOT NULL DEFAULT 0, customer_id int);
ALTER TABLE parts.orders_rest DROP COLUMN gone;
ALTER TABLE public.orders ATTACH PARTITION parts.orders_rest DEFAULT;
INSERT INTO public.orders VALUES
  (1, 1, 10.00, 'first'), (2, 1, 25.50, 'gift'), (3, 2, 99.99, NULL), (10, 2, 5.00, 'pending'),
  (11, 3, 250.00, 'urgent'), (12, 3, 0.00, 'free'), (200, NULL, 17.20, 'nobody'), (201, 4, 33.33, 'it''s');

CREATE TABLE public.customers (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO public.customers VALUES (1, 'Ada'), (2, 'Grace'), (3, 'Edsger'), (4, 'Barbara');
CREATE TABLE public.shipments (order_id int NOT NULL, fulfillment_status text);
INSERT INTO public.shipments VALUES (1, 'shipped'), (2, 'pending'), (200, NULL);
