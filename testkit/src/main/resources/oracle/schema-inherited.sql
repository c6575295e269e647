-- orders between a parent that never gets the column and a child with columns of its own; views.

CREATE SCHEMA other;
CREATE TABLE public.records (id int NOT NULL, note varchar(40));
INSERT INTO public.records VALUES (1000, 'plain');
CREATE TABLE public.orders (
  customer_id int,
  amount numeric(10,2) NOT NULL DEFAULT 0
) INHERITS (public.records);
ALTER TABLE public.orders ADD PRIMARY KEY (id);
CREATE TABLE public.special_orders (wish text, PRIMARY KEY (id)) INHERITS (public.orders);
CREATE TABLE other.rare_orders (rarity int) INHERITS (public.special_orders);
-- A sibling: a child of the parent that is none of the table's.
CREATE TABLE public.invoices (fulfillment_status text DEFAULT 'its own') INHERITS (public.records);
INSERT INTO public.orders VALUES (1, 'first', 1, 10.00), (2, 'gift', 1, 25.50), (3, NULL, 2, 99.99);
INSERT INTO public.special_orders VALUES (10, 'special', 2, 5.00, 'red'), (11, 'more', 3, 6.00, NULL);
INSERT INTO other.rare_orders VALUES (20, 'rare', 3, 500.00, 'gold', 9), (21, 'rarer', 4, 900.00, 'none', 10);
INSERT INTO public.invoices VALUES (30, 'bill');

CREATE TABLE public.customers (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO public.customers VALUES (1, 'Ada'), (2, 'Grace'), (3, 'Edsger'), (4, 'Barbara');

-- The columns of views are those that the table had when they were made.
CREATE VIEW public.order_list AS SELECT * FROM public.orders;
CREATE VIEW public.order_totals AS SELECT customer_id, sum(amount) AS total FROM public.orders GROUP BY customer_id;
CREATE VIEW public.order_totals_above AS SELECT * FROM public.order_totals WHERE total > 20;
CREATE VIEW public.order_rows AS SELECT id, row_to_json(o)::text AS json FROM ONLY public.orders o;
CREATE VIEW public.order_rows_above AS SELECT id FROM public.order_rows;
CREATE VIEW public.record_list AS SELECT * FROM public.records;
CREATE MATERIALIZED VIEW public.order_copy AS SELECT id, note FROM public.orders;
