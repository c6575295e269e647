'use strict';
// TypeORM: repositories, relations and query builders over pg.
require('reflect-metadata');
const { DataSource, EntitySchema, In, Not, IsNull, Between, ILike, MoreThan, LessThanOrEqual, ArrayContains, ArrayOverlap, Raw, Any, JsonContains } = require('typeorm');
const schema = require('./schema');

const types = { double: 'double precision', 'text[]': 'text', 'integer[]': 'integer' };
const entities = schema.tables.map((table) => new EntitySchema({
  name: table, tableName: table,
  columns: Object.fromEntries(schema.columnsOf(table).map((c) => [c.name, {
    type: types[c.type] || c.type, array: c.type.includes('['), primary: c.key, nullable: c.nullable,
    generated: c.generated ? 'identity' : undefined, default: c.hasDefault ? () => 'DEFAULT' : undefined,
    version: c.name === 'version' && table !== 'products' }])),
  relations: Object.fromEntries([
    ...Object.entries(schema[table].refs).map(([column, target]) => [column.replace('_id', ''),
      { type: 'many-to-one', target, joinColumn: { name: column }, inverseSide: target === table ? undefined : table, nullable: true }]),
    ...schema.tables.filter((o) => o !== table && Object.values(schema[o].refs).includes(table)).map((o) =>
      [o, { type: 'one-to-many', target: o, inverseSide: Object.entries(schema[o].refs).find(([, t]) => t === table)[0].replace('_id', '') }])]),
}));
const source = new DataSource({ type: 'postgres', host: process.env.PGHOST, port: +process.env.PGPORT, username: process.env.PGUSER,
  database: process.env.PGDATABASE, entities, synchronize: false, poolSize: 1 });
const repo = (name) => source.getRepository(name);
const NOW = new Date('2026-04-01T12:00:00Z');

// An error of the database is recorded like any other answer.
async function scenario(name, ...works) {
  for (const work of works) {
    await source.query(`SELECT recorder_reset('${name}')`);
    try { await work(); } catch (e) { if (!(e.driverError || e).code) throw e; }
  }
}

(async () => {
  await source.initialize();
  for (const table of schema.tables) {
    const keys = schema.columnsOf(table).filter((c) => c.key).map((c) => c.name);
    const order = Object.fromEntries(keys.map((k) => [k, 'ASC']));
    const r = repo(table);
    await scenario('table ' + table, () => r.find({ order }), () => r.findAndCount({ order, take: 5, skip: 5 }), () => r.count(),
      () => r.exists(), () => r.findOne({ where: { [keys[0]]: table === 'payments' ? '10000000-0000-4000-8000-000000000004' : 4 } }),
      ...r.metadata.relations.map((relation) => () => r.find({ order, relations: { [relation.propertyName]: true }, take: 2 })),
      ...r.metadata.relations.map((relation) => () => r.find({ order, relations: { [relation.propertyName]: true }, relationLoadStrategy: 'query', take: 2 })));
    for (const c of schema.columnsOf(table).filter((x) => !x.key)) {
      const { [c.name]: value } = await r.findOne({ select: { [c.name]: true, [keys[0]]: true }, where: { [c.name]: Not(IsNull()) }, order });
      const equal = c.type === 'jsonb' ? JsonContains(value) : c.type.includes('[') ? ArrayContains(value) : value;
      const b = () => r.createQueryBuilder('t');
      await scenario('column ' + table + '.' + c.name,
        () => r.find({ where: { [c.name]: equal }, order }), () => r.find({ where: [{ [c.name]: Not(equal) }, { [c.name]: IsNull() }], order, take: 3 }),
        () => r.count({ where: { [c.name]: equal } }), () => r.find({ select: { [c.name]: true }, order, take: 3 }),
        () => b().select('t.' + c.name, 'v').addSelect('COUNT(*)', 'n').groupBy('t.' + c.name).orderBy('n', 'DESC').addOrderBy('v').getRawMany(),
        () => b().orderBy('t.' + c.name, 'DESC', 'NULLS LAST').addOrderBy('t.' + keys[0]).take(3).skip(1).getMany(),
        () => b().select('DISTINCT t.' + c.name, 'd').orderBy('d').getRawMany(),
        () => b().where(`t.${c.name} = (SELECT x.${c.name} FROM ${table} x ORDER BY x.${keys[0]} LIMIT 1)`).orderBy('t.' + keys[0]).getMany(),
        ...(/int|numeric|double/.test(c.type) && !c.type.includes('[') ? [() => r.sum(c.name), () => r.maximum(c.name), () => r.average(c.name), () => r.find({ where: { [c.name]: Between(0, 9) }, order })] : []),
        ...(/char|text$/.test(c.type) ? [() => r.find({ where: { [c.name]: ILike('%e%') }, order, take: 3 }), () => r.find({ where: { [c.name]: In([value, 'zz']) }, order, take: 3 })] : []),
        () => r.update({ [keys[0]]: table === 'payments' ? '10000000-0000-4000-8000-000000000004' : 4 }, { [c.name]: value }),
        () => b().update().set({ [c.name]: () => `"${c.name}"` }).where(`${keys[0]} IS NOT NULL`).returning([c.name]).execute());
    }
  }
  const q = (entity, name) => repo(entity).createQueryBuilder(name);
  await scenario('joins',
    () => q('orders', 'o').innerJoinAndSelect('o.customer', 'c').where('c.city = :city', { city: 'Berlin' }).orderBy('o.id').getMany(),
    () => q('orders', 'o').leftJoinAndSelect('o.order_items', 'i').leftJoinAndSelect('i.product', 'p').where('o.status = :s', { s: 'paid' }).orderBy('o.id').addOrderBy('i.line_no').take(3).getMany(),
    () => q('tickets', 't').leftJoin('t.assignee', 'u', 'u.active = true').select(['t.subject', 'u.name', 'u.role']).orderBy('t.id').getRawMany(),
    () => q('customers', 'c').leftJoin('c.orders', 'o').select('c.name', 'name').addSelect('COUNT(o.id)', 'n').addSelect('MAX(o.status)', 's').groupBy('c.id').having('COUNT(o.id) > 1').orderBy('c.id').getRawMany(),
    () => q('customers', 'c').leftJoinAndMapMany('c.fresh', 'c.orders', 'o', "o.status = 'new'").orderBy('c.id').addOrderBy('o.id').getMany(),
    () => repo('orders').find({ where: { customer: { vip: true }, status: Not('paid') }, relations: { customer: true, payments: true }, order: { customer: { name: 'ASC' }, id: 'ASC' }, take: 4 }),
    () => repo('posts').find({ relations: { author: true, comments: true }, where: { published: true }, order: { views: 'DESC', comments: { id: 'ASC' } }, take: 2 }));
  await scenario('subqueries and operators',
    () => q('customers', 'c').where((b) => 'c.id IN ' + b.subQuery().select('o.customer_id').from('orders', 'o').where('o.status = :s').getQuery()).setParameter('s', 'paid').orderBy('c.id').getMany(),
    () => q('customers', 'c').where((b) => 'NOT EXISTS ' + b.subQuery().select('1').from('tickets', 't').where("t.customer_id = c.id AND t.state = 'open'").getQuery()).orderBy('c.id').getMany(),
    () => q('customers', 'c').select('c.name').addSelect((b) => b.select('COUNT(*)').from('orders', 'o').where('o.customer_id = c.id').andWhere("o.channel = 'web'"), 'web').orderBy('c.id').getRawMany(),
    () => source.createQueryBuilder().select('x.status', 's').addSelect('SUM(x.total)', 't').from((b) => b.select('o.status', 'status').addSelect('o.total', 'total').from('orders', 'o').where('o.priority = 0'), 'x').groupBy('x.status').orderBy('s').getRawMany(),
    () => q('orders', 'o').addCommonTableExpression("SELECT customer_id AS cid, SUM(total) AS spent FROM orders WHERE status <> 'new' GROUP BY customer_id", 'spent').innerJoin('spent', 'spent', 'spent.cid = o.customer_id').select('o.id', 'id').addSelect('spent.spent').orderBy('o.id').getRawMany(),
    () => repo('customers').find({ where: { tags: ArrayContains(['mail']) }, order: { id: 'ASC' } }), () => repo('customers').find({ where: { tags: ArrayOverlap(['new']) }, order: { id: 'ASC' } }),
    () => repo('orders').find({ where: { status: Any(['new', 'paid']), placed_at: LessThanOrEqual(NOW), total: MoreThan(50) }, order: { id: 'ASC' } }),
    () => repo('orders').find({ where: { status: Raw((a) => `lower(${a}) = 'new'`) }, order: { id: 'ASC' } }),
    () => q('orders', 'o').distinctOn(['o.status']).orderBy('o.status').addOrderBy('o.id').getMany(),
    () => q('orders', 'o').select('o.id', 'id').addSelect('ROW_NUMBER() OVER (PARTITION BY o.status ORDER BY o.total, o.id)', 'n').orderBy('o.id').getRawMany(),
    () => q('customers', 'c').select("c.preferences ->> 'theme'", 'theme').addSelect('COUNT(*)').groupBy("c.preferences ->> 'theme'").orderBy('theme').getRawMany());
  await scenario('writes',
    () => repo('customers').save({ email: 'o@example.com', name: 'O' }), () => repo('customers').save({ email: 'p@example.com', name: 'P', city: 'Lisbon', vip: true, tags: ['a'], preferences: { a: 1 }, created_at: NOW }),
    () => repo('orders').save({ customer: { id: 1 }, reference: '50000000-0000-4000-8000-000000000001', status: 'new', total: '4.5' }),
    () => repo('labels').insert([{ name: 'a' }, { name: 'b', color: '#ff0000' }]), () => repo('payments').insert({ id: '50000000-0000-4000-8000-000000000002', order: { id: 1 }, amount: '3', state: 'open' }),
    () => repo('labels').upsert([{ name: 'label1', color: '#ffffff' }, { name: 'q', color: '#00ff00' }], ['name']), () => repo('products').upsert({ sku: 'SKU-0005', name: 'up', price: '2', category: { id: 1 }, stock: 10 }, { conflictPaths: ['sku'], skipUpdateIfNoValuesChanged: true }),
    () => q('labels', 'l').insert().values({ name: 'label2' }).orIgnore().execute(), () => q('labels', 'l').insert().values({ name: 'label2', color: '#111111' }).orUpdate(['color'], ['name']).returning('*').execute(),
    async () => { const c = await repo('customers').findOneBy({ id: 3 }); c.city = null; c.vip = !c.vip; await repo('customers').save(c); },
    async () => { const t = await repo('tickets').findOne({ where: { id: 3 }, relations: { assignee: true } }); t.state = 'closed'; t.closed_at = NOW; await repo('tickets').save(t); },
    async () => { const i = await repo('order_items').findOneBy({ order_id: 3, line_no: 1 }); await repo('order_items').remove(i); },
    () => repo('orders').update({ status: 'new' }, { status: 'paid', note: null }), () => repo('orders').update([1, 2], { channel: 'web' }), () => repo('posts').increment({ published: true }, 'views', 1),
    () => repo('ticket_events').delete({ kind: 'comment' }), () => q('payments', 'p').delete().where('state = :s', { s: 'open' }).returning('id, method').execute(),
    () => q('orders', 'o').update().set({ status: 'shipped', shipped_at: () => "TIMESTAMPTZ '2026-04-02 00:00:00+00'" }).where('priority > :p', { p: 1 }).returning(['id', 'status']).execute(),
    () => repo('comments').save([{ post: { id: 1 }, body: 'x' }, { post: { id: 2 }, body: 'y', approved: true }]));
  await scenario('transaction', () => source.transaction(async (m) => {
    const c = await m.findOne('customers', { where: { id: 8 }, lock: { mode: 'pessimistic_write' } });
    c.credit = '77'; await m.save('customers', c);
    await m.save('orders', { customer: { id: 8 }, reference: '50000000-0000-4000-8000-000000000003', order_items: [] });
    await m.find('tickets', { where: { state: 'open' }, lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' }, order: { id: 'ASC' }, take: 2 });
    await m.transaction((n) => n.insert('labels', { name: 'nested' }));
  }));
  await source.destroy();
  console.log('TypeORM ' + JSON.parse(require('fs').readFileSync(__dirname + '/node_modules/typeorm/package.json')).version + ', pg ' + require('pg/package.json').version);
})();
