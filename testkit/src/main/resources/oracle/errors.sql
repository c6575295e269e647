-- note: The target's errors, at the positions of the client's own text.

-- name: unknown column before the column
-- error: 42703
SELECT nonsense, fulfillment_status FROM orders;

-- name: unknown column after the column
-- error: 42703
SELECT fulfillment_status, nonsense FROM orders;

-- name: unknown column after several
-- error: 42703
SELECT o.fulfillment_status, upper(o.fulfillment_status), o.nonsense FROM orders o WHERE o.fulfillment_status = 'x';

-- name: unknown column in WHERE after the column
-- error: 42703
SELECT id FROM orders WHERE fulfillment_status = 'pending' AND nonsense = 1;

-- name: unknown column between two of the column
-- error: 42703
SELECT fulfillment_status || nonsense || fulfillment_status FROM orders;

-- name: unknown column after a star
-- error: 42703
SELECT *, nonsense FROM orders;

-- name: unknown column that begins like the column
-- error: 42703
SELECT fulfillment_statu FROM orders;

-- name: quoted in another case it is another column
-- error: 42703
SELECT "Fulfillment_Status" FROM orders;

-- name: unknown alias
-- error: 42P01
SELECT x.fulfillment_status FROM orders o;

-- name: table name hidden by its alias
-- error: 42P01
SELECT orders.fulfillment_status FROM orders o;

-- name: unknown table beside the table
-- error: 42P01
SELECT o.fulfillment_status FROM orders o, nowhere n;

-- name: unknown function of the column
-- error: 42883
SELECT nonsense(fulfillment_status) FROM orders;

-- name: unknown function after the column
-- error: 42883
SELECT fulfillment_status, nonsense(1) FROM orders;

-- name: operator does not exist
-- error: 42883
SELECT fulfillment_status + 1 FROM orders;

-- name: operator does not exist, the column second
-- error: 42883
SELECT 1 + fulfillment_status FROM orders;

-- name: comparison with a number
-- error: 42883
SELECT id FROM orders WHERE fulfillment_status = 1;

-- name: comparison with a number after others
-- error: 42883
SELECT fulfillment_status FROM orders WHERE note <> '' AND fulfillment_status > 5;

-- name: WHERE is not boolean
-- error: 42804
SELECT id FROM orders WHERE fulfillment_status;

-- name: CASE types do not match
-- error: 42804
SELECT CASE WHEN id = 1 THEN fulfillment_status ELSE amount END FROM orders;

-- name: UNION types do not match
-- error: 42804
SELECT id FROM orders UNION SELECT fulfillment_status FROM orders;

-- name: UNION of different numbers of columns
-- error: 42601
SELECT id, fulfillment_status FROM orders UNION SELECT id FROM orders;

-- name: UNION of a star with too few
-- error: 42601
SELECT * FROM orders UNION ALL SELECT id, customer_id, amount, note, created, code FROM archive;

-- name: COALESCE types do not match
-- error: 42804
SELECT coalesce(fulfillment_status, amount) FROM orders;

-- name: ambiguous column
-- error: 42702
SELECT fulfillment_status FROM orders o JOIN shipments s ON s.order_id = o.id;

-- name: ambiguous column in WHERE
-- error: 42702
SELECT o.id FROM orders o JOIN archive a ON a.id = o.id WHERE fulfillment_status = 'pending';

-- name: ambiguous column of a self join
-- error: 42702
SELECT fulfillment_status FROM orders a, orders b;

-- name: ambiguous column after a treated one
-- error: 42702
SELECT o.fulfillment_status, note FROM orders o, archive a;

-- name: ambiguous column in ORDER BY
-- error: 42702
SELECT o.id FROM orders o, shipments s ORDER BY fulfillment_status;

-- name: not ambiguous: the derived table does not show it
SELECT fulfillment_status FROM orders o JOIN (SELECT order_id FROM shipments) s ON s.order_id = o.id;

-- name: syntax error after the column
-- error: 42601
SELECT fulfillment_status FROM orders WHERE;

-- name: syntax error before the column
-- error: 42601
SELECT FROM WHERE fulfillment_status FROM orders;

-- name: syntax error at a word
-- error: 42601
SELECT fulfillment_status, FROM orders;

-- name: a first word that starts no statement
-- error: 42601
SELCT fulfillment_status FROM orders;

-- name: a label before a statement
-- error: 42601
tables: orders SELECT fulfillment_status FROM orders;

-- name: DDL with an error of syntax
-- error: 42601
CREATE VIEW v AS fulfillment_status FROM orders;

-- name: unterminated string
-- modes: simple
-- error: 42601
SELECT fulfillment_status FROM orders WHERE note = 'open;

-- name: misplaced aggregate
-- error: 42803
SELECT id FROM orders WHERE max(fulfillment_status) = 'x';

-- name: window function in WHERE
-- error: 42P20
SELECT id FROM orders WHERE rank() OVER (ORDER BY fulfillment_status) = 1;

-- name: division by zero beside the column
-- error: 22012
SELECT fulfillment_status, 1 / (id - id) FROM orders;

-- name: cast that fails
-- error: 22P02
SELECT fulfillment_status::int FROM orders;

-- name: an error in an expression comes only when a row is met
SELECT fulfillment_status::int FROM orders WHERE id < 0;

-- name: cast that fails, of another column
-- error: 22P02
SELECT fulfillment_status, code::int FROM orders WHERE code ~ '[^0-9]';

-- name: bad literal after the column
-- error: 22P02
SELECT fulfillment_status FROM orders WHERE fulfillment_status = 'pending' AND id = 'x';

-- name: bad date literal after the column
-- error: 22007
SELECT fulfillment_status FROM orders WHERE created > 'not a date';

-- name: subquery gives several rows
-- error: 21000
SELECT (SELECT fulfillment_status FROM orders);

-- name: subquery gives several columns
-- error: 42601
SELECT (SELECT id, fulfillment_status FROM orders);

-- name: positions count characters, not bytes
-- error: 42703
SELECT 'ä😀漢字', fulfillment_status, '€', nonsense FROM orders;

-- name: position on a later line
-- error: 42703
SELECT id,
       fulfillment_status,
       upper(fulfillment_status) AS shout,
       nonsense
  FROM orders;

-- name: position after comments
-- error: 42703
SELECT /* ü */ fulfillment_status -- fulfillment_status
  , nonsense FROM orders;

-- name: collations conflict
-- error: 42P22
SELECT o.id FROM labels l JOIN orders o ON l.plain || l.posix < o.fulfillment_status;

-- name: explicit collations conflict
-- error: 42P21
SELECT id FROM orders WHERE fulfillment_status COLLATE "C" < note COLLATE "POSIX";

-- name: unknown column in an INSERT
-- error: 42703
INSERT INTO orders (id, nonsense, fulfillment_status) VALUES (60, 1, 'pending');

-- name: unknown column in a SET
-- error: 42703
UPDATE orders SET nonsense = 1, fulfillment_status = 'pending' WHERE id = 1;

-- name: unknown column in RETURNING after the column
-- error: 42703
UPDATE orders SET note = 'x' WHERE fulfillment_status = 'pending' RETURNING fulfillment_status, nonsense;

-- name: the column assigned twice
-- error: 42601
UPDATE orders SET fulfillment_status = 'pending', fulfillment_status = 'pending';

-- name: the column given twice
-- error: 42701
INSERT INTO orders (id, fulfillment_status, fulfillment_status) VALUES (60, 'pending', 'pending');

-- name: more values than columns
-- error: 42601
INSERT INTO orders (id, fulfillment_status) VALUES (60, 'pending', 3);

-- name: fewer values than columns
-- error: 42601
INSERT INTO orders (id, note, fulfillment_status) VALUES (60, 'x');

-- name: rows of different lengths
-- error: 42601
INSERT INTO orders (id, fulfillment_status) VALUES (60, 'pending'), (61);

-- name: type error in another value
-- error: 22P02
INSERT INTO orders (id, fulfillment_status, customer_id) VALUES (60, 'pending', 'x');

-- name: type error in a value before
-- error: 22P02
INSERT INTO orders (customer_id, fulfillment_status) VALUES ('x', 'pending');

-- name: type error in SET after the column
-- error: 42804
UPDATE orders SET fulfillment_status = 'pending', customer_id = true WHERE id = 1;
