-- Added to schema.sql where a scenario asks for it: a second table of the name, in another schema.

CREATE SCHEMA legacy;
CREATE TABLE legacy.orders (id int PRIMARY KEY, note text);
INSERT INTO legacy.orders VALUES (1, 'legacy one'), (2, 'legacy two');
