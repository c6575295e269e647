'use strict';
// Knex: the query builder over pg.
const knex = require('knex')({ client: 'pg', pool: { min: 1, max: 1 }, connection: {
  host: process.env.PGHOST, port: +process.env.PGPORT, user: process.env.PGUSER, database: process.env.PGDATABASE } });
const schema = require('./schema');
const keys = (table) => schema.columnsOf(table).filter((c) => c.key).map((c) => c.name);
const NOW = new Date('2026-04-01T12:00:00Z');

// An error of the database is recorded like any other answer.
async function scenario(name, ...queries) {
  for (const query of queries) {
    await knex.raw(`SELECT recorder_reset('${name}')`);
    try { await (typeof query === 'function' ? query() : query); } catch (e) { if (!e.code) throw e; }
  }
}

(async () => {
  for (const table of schema.tables) {
    const order = keys(table);
    for (const c of schema.columnsOf(table).filter((x) => !x.key)) {
      const [row] = await knex(table).select(c.name).whereNotNull(c.name).orderBy(order).limit(1);
      const value = c.type === 'jsonb' ? JSON.stringify(row[c.name]) : row[c.name];
      await scenario('column ' + table + '.' + c.name,
        knex(table).where(c.name, value).orderBy(order),
        knex(table).whereNot(c.name, value).orWhereNull(c.name).count(),
        knex(table).select(c.name).groupBy(c.name).orderBy(c.name, 'desc'),
        knex(table).orderBy([{ column: c.name, order: 'asc', nulls: 'last' }, ...order]).limit(3).offset(1),
        knex(table).distinct(c.name).orderBy(c.name),
        knex(table).pluck(c.name).orderBy(order),
        knex.select('x.' + c.name).from(knex(table).select(c.name, ...order).as('x')).where('x.' + c.name, value).orderBy(order.map((k) => 'x.' + k)),
        knex.with('w', knex(table).where(c.name, value)).select('*').from('w').orderBy(order),
        ...(c.type === 'jsonb' || c.type === 'boolean' || c.type === 'uuid' || c.type.includes('[') ? [] : [
          knex(table).min(c.name + ' as low').max(c.name + ' as high').first(),
          knex(table).whereBetween(c.name, [value, value]).orderBy(order).limit(2)]),
        ...(table === 'payments' ? [] : [knex(table).update({ [c.name]: value }).where(order[0], knex(table).min(order[0]))]),
        ...(table === 'payments' ? [] : [knex(table).where(order[0], 5).update(c.name, value).returning([c.name, order[0]])]),
        knex(table).where(c.name, value).whereRaw('false').del());
    }
    await scenario('table ' + table, knex(table).first().orderBy(order), knex(table).select(table + '.*').orderBy(order).forUpdate().limit(2));
  }
  const o = 'orders', c = 'customers';
  await scenario('joins',
    knex(o).join(c, 'customers.id', 'orders.customer_id').select('orders.*', 'customers.name as customer').where('customers.city', 'Berlin').orderBy('orders.id'),
    knex(c).leftJoin(o, function () { this.on('orders.customer_id', 'customers.id').andOnVal('orders.status', 'new'); }).select('customers.name', 'orders.status', 'orders.total').orderBy(['customers.id', 'orders.id']),
    knex('tickets as t').leftJoin('users as u', 'u.id', 't.assignee_id').select('t.subject', 'u.name', 'u.role', 'u.active').orderBy('t.id'),
    knex('users as u').rightJoin('tickets as t', 'u.id', 't.assignee_id').select('u.*').orderBy('t.id'),
    knex('users as u').fullOuterJoin('posts as p', 'p.author_id', 'u.id').select('u.login', 'p.title', 'p.published', 'p.rating').orderBy(['u.id', 'p.id']),
    knex('order_items').join('products', 'products.id', 'product_id').sum({ sold: 'quantity' }).select('products.name').groupBy('products.name').havingRaw('sum(quantity) > ?', [3]).orderBy('products.name'),
    knex('payments').join(o, 'orders.id', 'payments.order_id').select('state', 'status').countDistinct('orders.id as n').groupBy('state', 'status').orderBy(['state', 'status']),
    knex(o).crossJoin('labels').select('orders.status', 'labels.color').count().groupBy('orders.status', 'labels.color').orderBy(['status', 'color']),
    knex('comments as a').join('comments as b', 'a.parent_id', 'b.id').select('a.body', 'b.body as parent', 'b.approved').orderBy('a.id'));
  await scenario('subqueries and sets',
    knex(c).whereIn('id', knex(o).select('customer_id').where('status', 'paid')).orderBy('id'),
    knex(c).whereExists(function () { this.select(knex.raw(1)).from('tickets').whereRaw('tickets.customer_id = customers.id').where('state', 'open'); }).orderBy('id'),
    knex(c).whereNotExists(knex(o).whereColumn('orders.customer_id', 'customers.id').where('channel', 'web')).select('name').orderBy('name'),
    knex(o).where('total', '>', knex(o).avg('total')).orderBy('id'),
    knex.union([knex(c).select('city'), knex('addresses').select('city')]).orderBy('city'),
    knex(o).select('status as s').unionAll([knex('tickets').select('state'), knex('payments').select('state')]).orderBy('s'),
    knex(c).select('id').intersect(knex('tickets').select('customer_id')).orderBy('id'),
    knex.withRecursive('tree', (q) => q.select('id', 'name', 'depth').from('categories').whereNull('parent_id').unionAll((r) => r.select('c.id', 'c.name', 'c.depth').from('categories as c').join('tree', 'tree.id', 'c.parent_id'))).select().from('tree').orderBy('id'),
    knex(o).select('id', 'status').rowNumber('n', { column: 'id', order: 'desc' }, 'status').orderBy('id'),
    knex('products').select('id', 'name').rank('r', function () { this.partitionBy('active').orderBy('price', 'desc'); }).orderBy('id'),
    knex(o).select('*').distinctOn('status').orderBy(['status', 'id']),
    knex.select(knex(o).count().where('status', 'new').as('fresh'), knex('tickets').count().where('state', 'open').as('open')),
    knex('customers').select('name', knex('orders').max('placed_at').whereColumn('customer_id', 'customers.id').as('latest')).orderBy('latest', 'desc', 'last').orderBy('id').limit(5));
  await scenario('operators',
    knex(c).whereJsonObject('preferences', {}).orderBy('id'), knex(c).whereJsonPath('preferences', '$.theme', '=', 'dark').orderBy('id'),
    knex('products').whereJsonSupersetOf('attributes', { color: 'red' }).orderBy('id'), knex('products').jsonExtract('attributes', '$.color', 'color').orderBy('id'),
    knex('products').whereILike('name', '%1%').orWhereLike('sku', '%3').orderBy('id'),
    knex(o).whereIn(['status', 'channel'], [['new', 'web'], ['paid', 'phone']]).orderBy('id'),
    knex(o).whereRaw('lower(status) = ?', ['new']).select(knex.raw("status || ' ' || channel as both")).orderBy('id'),
    knex(o).select(knex.raw("count(*) filter (where status = 'new') as fresh, count(case when priority > 0 then 1 end) as urgent")),
    knex(c).whereRaw('? = any(tags)', ['mail']).orderBy('id'), knex(c).whereRaw("preferences \\? 'theme'").orderBy('id'));
  await scenario('writes',
    knex(c).insert({ email: 'k@example.com', name: 'K', city: 'Riga', vip: true, tags: ['t'], preferences: JSON.stringify({ a: 1 }), created_at: NOW }).returning('*'),
    knex(c).insert([{ email: 'k1@example.com', name: 'K1' }, { email: 'k2@example.com', name: 'K2', credit: 5 }], ['id', 'version']),
    knex(o).insert({ customer_id: 1, reference: '30000000-0000-4000-8000-000000000001' }).returning('id'),
    knex(o).insert({ customer_id: 1, reference: '30000000-0000-4000-8000-000000000002', status: 'new', channel: 'web', priority: 0, currency: 'EUR', version: 0 }),
    knex('labels').insert([{ name: 'label1', color: '#111111' }, { name: 'n', color: '#222222' }]).onConflict('name').merge(),
    knex('labels').insert({ name: 'label2' }).onConflict('name').ignore(),
    knex('labels').insert({ name: 'label3', color: '#ffffff' }).onConflict('name').merge({ color: '#ff0000' }).where('labels.id', '>', 1).returning('*'),
    knex('comments').insert(knex('comments').select('post_id', 'author', 'body', 'approved', 'score').where('approved', true).as('x')).catch(() => knex(knex.raw('comments (post_id, body, approved)')).insert(knex('comments').select('post_id', 'body', 'approved').where('score', 0))),
    knex('payments').insert({ id: '30000000-0000-4000-8000-000000000003', order_id: 1, amount: 1, method: knex.raw('DEFAULT') }),
    knex(o).where({ status: 'new', channel: 'web' }).update({ status: 'paid', version: knex.raw('?? + 1', ['version']) }),
    knex(o).update({ note: 'none', shipped_at: null }, ['id', 'note']).where('id', '<', 4),
    knex(o).updateFrom(c).where('customers.id', knex.ref('orders.customer_id')).where('vip', true).update({ priority: 2 }),
    knex('products').where('id', 3).increment('stock', 4), knex('products').decrement({ stock: 1, version: 1 }).where('active', false),
    knex(c).select(knex.jsonSet('preferences', '$.x', '1', 'p')).orderBy('id').limit(2),
    knex('ticket_events').where('kind', 'comment').del(['id', 'kind']), knex('comments').where({ approved: false }).whereNotNull('parent_id').del(),
    knex('payments').using(o).whereColumn('orders.id', 'payments.order_id').where('status', 'new').del());
  await scenario('transaction', () => knex.transaction(async (t) => {
    const row = await t('customers').where('id', 8).forUpdate().first();
    await t('customers').where({ id: 8, version: row.version }).update({ credit: 1, version: row.version + 1 });
    await t('tickets').where('state', 'open').orderBy('id').limit(2).forUpdate().skipLocked();
    await t.transaction(async (s) => { await s('labels').insert({ name: 'nested' }); });
    await t('labels').where('name', 'nested').update({ color: '#000000' });
    await t('labels').where('color', '#000000').del();
  }));
  await knex.destroy();
  console.log('Knex ' + require('knex/package.json').version + ', pg ' + require('pg/package.json').version);
})();
