UPDATE orders SET "id" = orders."id" WHERE id = 1
