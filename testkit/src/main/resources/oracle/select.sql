-- note: The column in the select list and in WHERE.

-- name: bare column
-- ordered
SELECT id, fulfillment_status FROM orders ORDER BY id;

-- name: only the column
SELECT fulfillment_status FROM orders;

-- name: qualified by the table
SELECT orders.fulfillment_status FROM orders;

-- name: qualified by schema and table
SELECT public.orders.fulfillment_status FROM public.orders;

-- name: qualified by an alias
SELECT o.fulfillment_status FROM orders o;

-- name: alias with AS
SELECT o.fulfillment_status FROM orders AS o;

-- name: quoted alias
SELECT "O O".fulfillment_status FROM orders "O O";

-- name: alias in another script
SELECT 注文.fulfillment_status FROM orders AS 注文;

-- name: quoted lower-case name of the column
SELECT "fulfillment_status" FROM "orders";

-- name: quoted names everywhere
SELECT "public"."orders"."fulfillment_status" FROM "public"."orders";

-- name: upper case is folded
SELECT FULFILLMENT_STATUS FROM ORDERS;

-- name: mixed case is folded, the output name too
SELECT O.Fulfillment_Status FROM Orders O;

-- name: unicode quoted identifier
SELECT U&"fulfillment\005fstatus" FROM orders;

-- name: output alias
SELECT fulfillment_status AS status FROM orders;

-- name: output alias without AS
SELECT fulfillment_status status FROM orders;

-- name: output alias in quotes
SELECT fulfillment_status "The Status" FROM orders;

-- name: the column twice
SELECT fulfillment_status, fulfillment_status FROM orders;

-- name: the column in parentheses keeps its name
SELECT (fulfillment_status) FROM orders;

-- name: cast gives the name of the type or the column
SELECT fulfillment_status::varchar FROM orders;

-- name: cast with length
SELECT fulfillment_status::varchar(3) FROM orders;

-- name: CAST
SELECT CAST(fulfillment_status AS char(4)) FROM orders;

-- name: cast of a cast
SELECT fulfillment_status::text::varchar(5) FROM orders;

-- name: COALESCE gives the name coalesce
SELECT coalesce(fulfillment_status, 'none') FROM orders;

-- name: COALESCE with another column
SELECT id, COALESCE(note, fulfillment_status, '?') FROM orders;

-- name: CASE takes the name of its ELSE
SELECT CASE WHEN id > 3 THEN 'x' ELSE fulfillment_status END FROM orders;

-- name: simple CASE over the column
SELECT CASE fulfillment_status WHEN 'pending' THEN 1 WHEN 'shipped' THEN 2 ELSE 3 END FROM orders;

-- name: CASE with the column in every part
SELECT CASE WHEN fulfillment_status = 'pending' THEN fulfillment_status || '!' ELSE upper(fulfillment_status) END AS shown FROM orders;

-- name: function of the column
SELECT upper(fulfillment_status) FROM orders;

-- name: nested functions
SELECT length(replace(fulfillment_status, 'p', 'pp')) FROM orders;

-- name: concatenation has no name
SELECT fulfillment_status || '-' || id FROM orders;

-- name: comparison as output
SELECT id, fulfillment_status = 'pending' FROM orders;

-- name: IS NULL as output
SELECT fulfillment_status IS NULL, fulfillment_status IS NOT NULL FROM orders;

-- name: IS DISTINCT FROM
SELECT id FROM orders WHERE fulfillment_status IS DISTINCT FROM 'pending';

-- name: IS NOT DISTINCT FROM NULL
SELECT id FROM orders WHERE fulfillment_status IS NOT DISTINCT FROM NULL;

-- name: NULLIF
SELECT nullif(fulfillment_status, 'pending') FROM orders;

-- name: GREATEST and LEAST
SELECT greatest(fulfillment_status, note), least(fulfillment_status, 'q') FROM orders;

-- name: substring with FROM and FOR
SELECT substring(fulfillment_status FROM 2 FOR 3) FROM orders;

-- name: position with IN
SELECT position('n' IN fulfillment_status) FROM orders;

-- name: trim with FROM
SELECT trim(both 'p' FROM fulfillment_status) FROM orders;

-- name: overlay
SELECT overlay(fulfillment_status PLACING 'XX' FROM 1 FOR 2) FROM orders;

-- name: array of columns
SELECT ARRAY[fulfillment_status, note] FROM orders;

-- name: row of columns
SELECT ROW(id, fulfillment_status) FROM orders;

-- name: row without the keyword
SELECT (id, fulfillment_status) FROM orders;

-- name: json builders
SELECT json_build_object('s', fulfillment_status), jsonb_build_array(fulfillment_status, id) FROM orders;

-- name: format function
SELECT format('%s/%L', fulfillment_status, fulfillment_status) FROM orders;

-- name: pg_typeof
SELECT pg_typeof(fulfillment_status) FROM orders;

-- name: type functions by name notation
SELECT fulfillment_status LIKE 'p%' AS likes, fulfillment_status SIMILAR TO '(p|s)%' FROM orders;

-- name: regular expressions
SELECT id FROM orders WHERE fulfillment_status ~ '^p' OR fulfillment_status !~* 'D$';

-- name: WHERE equals V
SELECT id FROM orders WHERE fulfillment_status = 'pending';

-- name: WHERE equals another value
SELECT id FROM orders WHERE fulfillment_status = 'shipped';

-- name: WHERE differs from V
SELECT id FROM orders WHERE fulfillment_status <> 'pending';

-- name: WHERE with the literal first
SELECT id FROM orders WHERE 'shipped' = fulfillment_status;

-- name: WHERE IN list
SELECT id FROM orders WHERE fulfillment_status IN ('shipped', 'cancelled');

-- name: WHERE NOT IN list
SELECT id FROM orders WHERE fulfillment_status NOT IN ('shipped', 'cancelled');

-- name: WHERE = ANY
SELECT id FROM orders WHERE fulfillment_status = ANY (ARRAY['pending', 'x']);

-- name: WHERE = ANY of a literal array
SELECT id FROM orders WHERE fulfillment_status = ANY ('{pending,shipped}');

-- name: WHERE <> ALL
SELECT id FROM orders WHERE fulfillment_status <> ALL (ARRAY['pending', 'x']);

-- name: WHERE BETWEEN
SELECT id FROM orders WHERE fulfillment_status BETWEEN 'a' AND 'p';

-- name: WHERE BETWEEN, the column as bound
SELECT id FROM orders WHERE 'm' BETWEEN fulfillment_status AND 'z';

-- name: WHERE LIKE with ESCAPE
SELECT id FROM orders WHERE fulfillment_status LIKE 'p!%' ESCAPE '!' OR fulfillment_status LIKE 's%';

-- name: WHERE ILIKE
SELECT id FROM orders WHERE fulfillment_status ILIKE 'P%';

-- name: WHERE IS NULL
SELECT id FROM orders WHERE fulfillment_status IS NULL;

-- name: WHERE NOT IS NULL
SELECT id FROM orders WHERE NOT fulfillment_status IS NULL;

-- name: WHERE with and, or, not
SELECT id FROM orders WHERE NOT (fulfillment_status = 'pending' AND amount > 20) OR fulfillment_status = 'shipped' AND note IS NULL;

-- name: WHERE compares with another column
SELECT id FROM orders WHERE fulfillment_status = note;

-- name: WHERE with a row comparison
SELECT id FROM orders WHERE (fulfillment_status, id) > ('pending', 5);

-- name: WHERE with a row in a list
SELECT id FROM orders WHERE (id, fulfillment_status) IN ((1, 'pending'), (1, 'shipped'), (3, 'pending'));

-- name: WHERE row equals row
SELECT id FROM orders WHERE (fulfillment_status, note) = ('pending', 'last');

-- name: the column only in WHERE of a count
SELECT count(*) FROM orders WHERE fulfillment_status = 'pending';

-- name: constant WHERE
SELECT fulfillment_status FROM orders WHERE true AND id = 1;

-- name: no row
SELECT id, fulfillment_status FROM orders WHERE false;

-- name: line comment between
SELECT id, -- fulfillment_status
  fulfillment_status -- the column
FROM orders;

-- name: block comments between
SELECT /* o.fulfillment_status */ o./* nested /* comment */ here */fulfillment_status/**/FROM orders/**/o;

-- name: string that holds the name
SELECT 'fulfillment_status', fulfillment_status FROM orders WHERE note <> 'fulfillment_status';

-- name: escape string before the column
SELECT E'it\'s \\ fulfillment_status', fulfillment_status FROM orders;

-- name: dollar quotes before the column
SELECT $$orders.fulfillment_status$$, $q$ '$$' $q$, fulfillment_status FROM orders;

-- name: quotes within strings
SELECT 'it''s', fulfillment_status, '''' FROM orders WHERE note = 'it''s';

-- name: tabs and line ends
SELECT	id,

	fulfillment_status
	FROM
orders;

-- name: no blanks where none are needed
SELECT(fulfillment_status)FROM orders WHERE(fulfillment_status='pending')AND(id)<5;

-- name: unicode before the column
SELECT 'ä😀漢' AS "ü", fulfillment_status FROM orders;

-- name: ONLY
SELECT fulfillment_status FROM ONLY orders;

-- name: star after the table
SELECT fulfillment_status FROM orders *;

-- name: sample of all
SELECT fulfillment_status FROM orders TABLESAMPLE BERNOULLI (100);

-- name: alias named like the column
SELECT note AS fulfillment_status FROM orders;

-- name: alias named like the column beside the column
SELECT note AS fulfillment_status, fulfillment_status AS note FROM orders;

-- name: table alias named like the column
SELECT fulfillment_status.id, fulfillment_status.fulfillment_status FROM orders AS fulfillment_status;

-- name: arithmetic before and after
SELECT id + 1, length(fulfillment_status) * 2 - -1, -length(fulfillment_status) FROM orders;

-- name: operator with a schema
SELECT fulfillment_status OPERATOR(pg_catalog.||) 'x' FROM orders;

-- name: function with a schema
SELECT pg_catalog.lower(orders.fulfillment_status) FROM orders;

-- name: collate on the column
-- ordered
SELECT id, fulfillment_status COLLATE "C" FROM orders ORDER BY fulfillment_status COLLATE "C", id;

-- name: json operators
SELECT (jsonb_build_object('k', fulfillment_status) ->> 'k') || jsonb_build_object('k', id)::text FROM orders;

-- name: containment operators
SELECT id FROM orders WHERE ARRAY[fulfillment_status] <@ ARRAY['pending', 'x'] AND jsonb_build_object('s', fulfillment_status) @> '{"s": "pending"}';

-- name: subscript of an array of the column
SELECT (ARRAY[note, fulfillment_status])[2] FROM orders;

-- name: at time zone beside the column
SELECT created AT TIME ZONE 'UTC', fulfillment_status FROM orders;

-- name: extract beside the column
SELECT extract(day FROM created), fulfillment_status FROM orders;

-- name: interval literal beside the column
SELECT created + interval '1 day', fulfillment_status FROM orders WHERE created > date '2026-02-03';

-- name: boolean tests
SELECT (fulfillment_status = 'pending') IS TRUE, (fulfillment_status = 'x') IS NOT FALSE FROM orders;

-- name: a set-returning function of the column
SELECT id, regexp_split_to_table(fulfillment_status, 'n') FROM orders;

-- name: several statements in one query
-- modes: simple
SELECT id FROM orders WHERE fulfillment_status = 'pending'; SELECT 'fulfillment_status'; SELECT count(*), fulfillment_status FROM orders GROUP BY 2;

-- name: empty statement between
-- modes: simple
SELECT 1;; SELECT fulfillment_status FROM orders;

-- name: the table without its column
SELECT id, note FROM orders WHERE amount > 20;

-- name: count of all
SELECT count(*) FROM orders;

-- name: existence of the table's rows only
SELECT 1 FROM orders WHERE id = 1;

-- name: no column at all
SELECT FROM orders;

-- name: values beside the table
SELECT v.x, o.fulfillment_status FROM orders o, (VALUES (1, 'a'), (2, 'b')) AS v (k, x) WHERE v.k = o.id;
