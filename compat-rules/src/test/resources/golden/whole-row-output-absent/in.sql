SELECT o FROM orders o
