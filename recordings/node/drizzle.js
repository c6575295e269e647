'use strict';
// Drizzle: its query builder and its relational queries over pg.
const { Pool } = require('pg');
const { drizzle } = require('drizzle-orm/node-postgres');
const pg = require('drizzle-orm/pg-core');
const { relations, sql, eq, ne, gt, gte, lt, and, or, not, inArray, isNull, isNotNull, ilike, between, exists, notExists,
  arrayContains, arrayOverlaps, asc, desc, count, countDistinct, sum, avg, min, max } = require('drizzle-orm');
const { alias, unionAll, except } = pg;
const schema = require('./schema');

const kinds = { bigint: (n) => pg.bigint(n, { mode: 'number' }), integer: pg.integer, smallint: pg.smallint,
  varchar: (n) => pg.varchar(n), text: (n) => pg.text(n), char: (n) => pg.char(n, { length: 3 }), boolean: pg.boolean,
  numeric: (n) => pg.numeric(n), jsonb: pg.jsonb, date: (n) => pg.date(n), timestamptz: (n) => pg.timestamp(n, { withTimezone: true }),
  uuid: pg.uuid, double: pg.doublePrecision, 'text[]': (n) => pg.text(n).array(), 'integer[]': (n) => pg.integer(n).array() };
const T = {};
for (const table of schema.tables) {
  const columns = {};
  for (const c of schema.columnsOf(table)) {
    let built = kinds[c.type](c.name);
    if (c.generated) built = built.generatedByDefaultAsIdentity();
    if (c.hasDefault) built = built.default(sql`DEFAULT`);
    if (!c.nullable) built = built.notNull();
    columns[c.name] = built;
  }
  T[table] = pg.pgTable(table, columns);
}
const R = {};
for (const table of schema.tables) {
  R[table + 'Relations'] = relations(T[table], ({ one, many }) => {
    const built = {};
    for (const [column, target] of Object.entries(schema[table].refs)) {
      if (target !== table) built[column.replace('_id', '')] = one(T[target], { fields: [T[table][column]], references: [T[target].id] });
    }
    for (const other of schema.tables) {
      if (other !== table && Object.values(schema[other].refs).includes(table)) built[other] = many(T[other]);
    }
    return built;
  });
}
const pool = new Pool({ host: process.env.PGHOST, port: +process.env.PGPORT, user: process.env.PGUSER, database: process.env.PGDATABASE, max: 1 });
const db = drizzle(pool, { schema: { ...T, ...R } });
const { customers, orders, order_items, products, payments, users, posts, comments, labels, tickets, ticket_events, categories } = T;
const keys = (table) => schema.columnsOf(table).filter((c) => c.key).map((c) => T[table][c.name]);
const NOW = new Date('2026-04-01T12:00:00Z');

// An error of the database is recorded like any other answer.
async function scenario(name, ...queries) {
  for (const query of queries) {
    await pool.query(`SELECT recorder_reset('${name}')`);
    try { await (typeof query === 'function' ? query() : query); } catch (e) { if (!(e.cause || e).code) throw e; }
  }
}

(async () => {
  for (const table of schema.tables) {
    const t = T[table], order = keys(table);
    await scenario('table ' + table, db.select().from(t).orderBy(...order), db.query[table].findFirst({ orderBy: order }),
      db.query[table].findMany({ limit: 3, offset: 2, orderBy: order }), db.$count(t),
      ...schema.tables.filter((o) => schema[o].refs && Object.values(schema[o].refs).includes(table) && o !== table).map((o) =>
        db.query[table].findMany({ with: { [o]: true }, orderBy: order, limit: 2 })),
      ...Object.entries(schema[table].refs).filter(([, target]) => target !== table).map(([column]) =>
        db.query[table].findMany({ with: { [column.replace('_id', '')]: true }, orderBy: order, limit: 2 })));
    for (const c of schema.columnsOf(table).filter((x) => !x.key)) {
      const column = t[c.name];
      const [{ value }] = await db.select({ value: column }).from(t).where(isNotNull(column)).orderBy(...order).limit(1);
      const cast = c.type === 'jsonb' ? sql`${JSON.stringify(value)}::jsonb` : value;
      const plain = c.type !== 'jsonb' && c.type !== 'boolean' && c.type !== 'uuid' && !c.type.includes('[');
      await scenario('column ' + table + '.' + c.name,
        db.select().from(t).where(eq(column, cast)).orderBy(...order),
        db.select({ [c.name]: column, n: count() }).from(t).groupBy(column).orderBy(desc(count()), column),
        db.select({ n: countDistinct(column) }).from(t).where(or(ne(column, cast), isNull(column))),
        db.selectDistinct({ v: column }).from(t).orderBy(column),
        db.select({ v: column }).from(t).orderBy(sql`${column} desc nulls last`, ...order).limit(4),
        db.query[table].findMany({ columns: { [c.name]: true }, orderBy: order, where: eq(column, cast), limit: 2 }),
        db.query[table].findMany({ columns: { [c.name]: false }, orderBy: order, limit: 2 }),
        ...(plain ? [db.select({ low: min(column), high: max(column) }).from(t),
          db.select().from(t).where(between(column, value, value)).orderBy(...order).limit(3),
          db.select().from(t).where(inArray(column, [value, value])).orderBy(...order).limit(3)] : []),
        db.update(t).set({ [c.name]: cast }).where(eq(order[0], table === 'payments' ? '10000000-0000-4000-8000-000000000004' : 4)).returning(),
        db.update(t).set({ [c.name]: sql`${column}` }).where(eq(column, cast)));
    }
  }
  const other = alias(customers, 'other'), parent = alias(categories, 'parent');
  const spent = db.$with('spent').as(db.select({ customer: orders.customer_id, total: sum(orders.total).as('total') }).from(orders).where(ne(orders.status, 'new')).groupBy(orders.customer_id));
  const recent = db.select().from(orders).where(eq(orders.channel, 'web')).as('recent');
  await scenario('joins',
    db.select().from(orders).innerJoin(customers, eq(orders.customer_id, customers.id)).where(eq(customers.city, 'Berlin')).orderBy(orders.id),
    db.select().from(tickets).leftJoin(users, eq(users.id, tickets.assignee_id)).orderBy(tickets.id),
    db.select({ t: tickets.subject, u: users }).from(users).rightJoin(tickets, and(eq(users.id, tickets.assignee_id), eq(users.active, true))).orderBy(tickets.id),
    db.select().from(users).fullJoin(posts, eq(posts.author_id, users.id)).orderBy(users.id, posts.id),
    db.select({ a: customers.name, b: other.name }).from(customers).innerJoin(other, and(eq(customers.city, other.city), lt(customers.id, other.id))).orderBy(customers.id, other.id).limit(9),
    db.select({ c: categories.name, p: parent.name }).from(categories).leftJoin(parent, eq(parent.id, categories.parent_id)).orderBy(categories.id),
    db.select({ name: products.name, sold: sum(order_items.quantity), price: avg(order_items.unit_price) }).from(products).leftJoin(order_items, eq(order_items.product_id, products.id)).groupBy(products.id).having(gt(sum(order_items.quantity), 3)).orderBy(products.id),
    db.select({ state: payments.state, status: orders.status, n: count() }).from(payments).innerJoin(orders, eq(orders.id, payments.order_id)).groupBy(payments.state, orders.status).orderBy(payments.state, orders.status),
    db.select().from(recent).innerJoin(customers, eq(recent.customer_id, customers.id)).orderBy(recent.id).limit(5),
    db.with(spent).select({ name: customers.name, total: spent.total }).from(customers).innerJoin(spent, eq(spent.customer, customers.id)).orderBy(customers.id),
    db.query.orders.findMany({ with: { customer: { columns: { name: true, city: true } }, order_items: { with: { product: true }, orderBy: order_items.line_no } }, where: eq(orders.status, 'paid'), orderBy: orders.id, limit: 3 }),
    db.query.posts.findMany({ with: { author: true, comments: { where: eq(comments.approved, true), orderBy: [desc(comments.score), asc(comments.id)], limit: 2 } }, orderBy: desc(posts.views), limit: 4, extras: { shout: sql`upper(${posts.title})`.as('shout') } }));
  await scenario('subqueries and operators',
    db.select().from(customers).where(inArray(customers.id, db.select({ id: orders.customer_id }).from(orders).where(eq(orders.status, 'paid')))).orderBy(customers.id),
    db.select({ name: customers.name }).from(customers).where(exists(db.select().from(tickets).where(and(eq(tickets.customer_id, customers.id), eq(tickets.state, 'open'))))).orderBy(customers.id),
    db.select({ name: customers.name }).from(customers).where(notExists(db.select({ x: sql`1` }).from(orders).where(and(eq(orders.customer_id, customers.id), eq(orders.channel, 'web'))))).orderBy(customers.id),
    unionAll(db.select({ s: orders.status }).from(orders), db.select({ s: tickets.state }).from(tickets)).orderBy(sql`s`),
    except(db.select({ id: customers.id }).from(customers), db.select({ id: orders.customer_id }).from(orders)).orderBy(sql`id`),
    db.selectDistinctOn([orders.status]).from(orders).orderBy(orders.status, desc(orders.id)),
    db.select().from(customers).where(arrayContains(customers.tags, ['mail'])).orderBy(customers.id),
    db.select().from(customers).where(arrayOverlaps(customers.tags, ['new', 'x'])).orderBy(customers.id),
    db.select({ theme: sql`${customers.preferences}->>'theme'`, n: count() }).from(customers).groupBy(sql`1`).orderBy(sql`1`),
    db.select({ id: orders.id, n: sql`row_number() over (partition by ${orders.status} order by ${orders.total}, ${orders.id})` }).from(orders).orderBy(orders.id),
    db.select({ n: sql`count(*) filter (where ${orders.status} = ${'new'})`, s: sql`sum(case when ${orders.priority} > ${0} then ${orders.total} else 0 end)` }).from(orders),
    db.select().from(products).where(and(not(eq(products.active, true)), or(ilike(products.name, '%1%'), gte(products.stock, 10)))).orderBy(products.id),
    db.select().from(orders).where(eq(orders.status, 'new')).orderBy(orders.id).limit(2).for('update', { skipLocked: true }),
    db.select().from(orders).innerJoin(customers, eq(orders.customer_id, customers.id)).where(eq(orders.id, 3)).for('update', { of: orders }));
  await scenario('writes',
    db.insert(customers).values({ email: 'z@example.com', name: 'Z' }).returning(),
    db.insert(customers).values({ email: 'y@example.com', name: 'Y', city: 'Lisbon', vip: false, credit: '0', tags: ['q'], preferences: { a: 1 }, created_at: NOW, version: 0 }),
    db.insert(orders).values({ customer_id: 1, reference: '40000000-0000-4000-8000-000000000001', status: 'new', total: '5.5' }).returning({ id: orders.id }),
    db.insert(labels).values([{ name: 'a' }, { name: 'b', color: '#ff0000' }]).returning(),
    db.insert(labels).values({ name: 'label1', color: '#123123' }).onConflictDoUpdate({ target: labels.name, set: { color: sql`excluded.color` } }).returning(),
    db.insert(labels).values({ name: 'label1' }).onConflictDoNothing(),
    db.insert(products).values({ sku: 'SKU-0003', name: 'x', price: '1', category_id: 1, stock: 5 }).onConflictDoUpdate({ target: products.sku, set: { stock: sql`${products.stock} + excluded.stock`, active: true }, setWhere: gt(products.stock, 1) }),
    db.insert(ticket_events).select(db.select({ id: sql`id + 500`.as('id'), ticket_id: tickets.id, kind: tickets.state, payload: sql`'{}'::jsonb`.as('payload'), happened_at: tickets.opened_at }).from(tickets)),
    db.insert(tickets).values({ customer_id: 1, subject: 's', watchers: [1], state: 'open', severity: 3, opened_at: NOW }).returning({ id: tickets.id, state: tickets.state }),
    db.insert(posts).values([{ author_id: 1, slug: 'd1', title: 'D' }, { author_id: 1, slug: 'd2', title: 'D', published: true, published_at: NOW }]),
    db.update(orders).set({ status: 'shipped', shipped_at: NOW, version: sql`${orders.version} + 1` }).where(and(eq(orders.id, 6), eq(orders.version, 0))).returning(),
    db.update(orders).set({ note: null, channel: 'web' }).where(eq(orders.status, 'new')),
    db.update(orders).set({ priority: 2 }).from(customers).where(and(eq(customers.id, orders.customer_id), eq(customers.vip, true))),
    db.delete(ticket_events).where(eq(ticket_events.kind, 'comment')).returning(), db.delete(payments).where(isNull(payments.paid_at)),
    db.with(spent).update(customers).set({ credit: sql`(select total from spent where customer = ${customers.id})` }).where(sql`id in (select customer from spent)`));
  await scenario('transaction', () => db.transaction(async (tx) => {
    await tx.select().from(customers).where(eq(customers.id, 8)).for('update');
    await tx.update(customers).set({ credit: sql`${customers.credit} - ${10}` }).where(eq(customers.id, 8));
    const [o] = await tx.insert(orders).values({ customer_id: 8, reference: '40000000-0000-4000-8000-000000000002' }).returning({ id: orders.id });
    await tx.insert(order_items).values([{ order_id: o.id, line_no: 1, product_id: 2, unit_price: '1' }, { order_id: o.id, line_no: 2, product_id: 3, unit_price: '2', quantity: 4 }]);
    await tx.transaction(async (nested) => { await nested.delete(order_items).where(eq(order_items.order_id, o.id)); });
    await tx.select().from(orders).where(eq(orders.id, o.id));
  }));
  await pool.end();
  console.log('Drizzle 0.45.4, pg ' + require('pg/package.json').version);
})();
