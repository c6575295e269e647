SELECT row_to_json(o) FROM orders o
