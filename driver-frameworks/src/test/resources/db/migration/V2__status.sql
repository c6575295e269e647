ALTER TABLE orders ADD COLUMN status varchar(20);
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'pending';
ALTER TABLE shipments ADD COLUMN status varchar(20);
ALTER TABLE shipments ALTER COLUMN status SET DEFAULT 'pending';
