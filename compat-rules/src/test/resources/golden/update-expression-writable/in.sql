UPDATE orders SET status = upper(note) WHERE status = 'pending'
