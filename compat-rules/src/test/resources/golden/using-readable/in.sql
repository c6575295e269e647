SELECT status, a.id FROM orders JOIN archive a USING (status)
