UPDATE orders SET "note" = orders."note" WHERE id = 1
