SELECT id, status /* kept */ INTO TEMP copied FROM orders
