SELECT o.*, count(*) OVER () FROM orders o
