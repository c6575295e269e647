'use strict';
// Sequelize 6: models with associations, finders with includes, scopes, bulk writes, transactions.
const { Sequelize, DataTypes, Op, Transaction, fn, col, literal, where, cast } = require('sequelize');
const schema = require('./schema');

const sequelize = new Sequelize(process.env.PGDATABASE, process.env.PGUSER, process.env.PGPASSWORD, {
  host: process.env.PGHOST, port: +process.env.PGPORT, dialect: 'postgres', logging: false, pool: { max: 1 } });
const types = { bigint: DataTypes.BIGINT, integer: DataTypes.INTEGER, smallint: DataTypes.SMALLINT,
  varchar: DataTypes.STRING, text: DataTypes.TEXT, char: DataTypes.CHAR(3), boolean: DataTypes.BOOLEAN,
  numeric: DataTypes.DECIMAL, jsonb: DataTypes.JSONB, date: DataTypes.DATEONLY, timestamptz: DataTypes.DATE,
  uuid: DataTypes.UUID, double: DataTypes.DOUBLE, 'text[]': DataTypes.ARRAY(DataTypes.TEXT),
  'integer[]': DataTypes.ARRAY(DataTypes.INTEGER) };
const M = {};
for (const table of schema.tables) {
  const attributes = {};
  for (const c of schema.columnsOf(table)) {
    attributes[c.name] = { type: types[c.type], primaryKey: c.key, allowNull: c.nullable || c.hasDefault || c.generated,
      autoIncrement: c.generated };
  }
  M[table] = sequelize.define(table, attributes, { tableName: table, timestamps: false,
    version: attributes.version && !['products'].includes(table) ? 'version' : false });
}
for (const table of schema.tables) {
  for (const [column, target] of Object.entries(schema[table].refs)) {
    M[table].belongsTo(M[target], { foreignKey: column, as: column.replace('_id', '') });
    M[target].hasMany(M[table], { foreignKey: column, as: table === 'post_labels' ? 'labelings' : table });
  }
}
M.posts.belongsToMany(M.labels, { through: M.post_labels, foreignKey: 'post_id', otherKey: 'label_id', as: 'tagged' });
const keys = (table) => schema.columnsOf(table).filter((c) => c.key).map((c) => c.name);
const NOW = new Date('2026-04-01T12:00:00Z');

// An error of the database is recorded like any other answer.
async function scenario(name, work) {
  await sequelize.query(`SELECT recorder_reset('${name}')`);
  try { await work(); } catch (e) { if (!(e.original || {}).code) throw e; }
}

(async () => {
  for (const table of schema.tables) {
    const order = keys(table);
    await scenario('finders ' + table, async () => {
      await M[table].findAll({ order });
      await M[table].findAndCountAll({ order, limit: 5, offset: 5 });
      await M[table].findByPk(table === 'payments' ? '10000000-0000-4000-8000-000000000004' : 4);
      for (const c of schema.columnsOf(table).filter((x) => !x.key)) {
        const row = await M[table].findOne({ attributes: [c.name], where: { [c.name]: { [Op.ne]: null } }, order });
        const value = row[c.name];
        await M[table].count({ where: { [c.name]: value } });
        await M[table].findAll({ where: { [c.name]: { [Op.or]: [value, null] } }, order, limit: 3 });
        await M[table].findAll({ attributes: [c.name, [fn('count', literal('*')), 'n']], group: [c.name], order: [[c.name, 'DESC']] });
        await M[table].findAll({ attributes: { exclude: [c.name] }, order: [[c.name, 'ASC'], ...order], limit: 4 });
        if (/int|numeric|double/.test(c.type) && !c.type.includes('[')) {
          await M[table].sum(c.name); await M[table].max(c.name); await M[table].aggregate(c.name, 'avg', { dataType: 'float' });
          await M[table].findAll({ where: { [c.name]: { [Op.between]: [0, 9] } }, order });
        }
        if (/char|text$/.test(c.type)) {
          await M[table].findAll({ where: { [c.name]: { [Op.iLike]: '%e%' } }, order, limit: 3 });
          await M[table].findAll({ where: { [c.name]: { [Op.in]: [value, 'zz'] } }, order, limit: 3 });
          await M[table].count({ distinct: true, col: c.name });
        }
      }
      for (const target of Object.keys(M[table].associations)) {
        if (target === table) continue;
        await M[table].findAll({ include: [{ model: M[table].associations[target].target, as: target }], order, limit: 2 });
        await M[table].findAll({ include: [{ model: M[table].associations[target].target, as: target, required: true, attributes: [] }],
          order, attributes: order });
      }
    });
  }
  await scenario('includes', async () => {
    await M.orders.findAll({ include: [{ model: M.customers, as: 'customer', where: { city: 'Berlin' } },
      { model: M.order_items, as: 'order_items', include: [{ model: M.products, as: 'product' }] }], order: ['id'], limit: 4 });
    await M.customers.findAll({ include: [{ model: M.orders, as: 'orders', where: { status: 'new' }, required: false, separate: true, order: ['id'] }],
      order: ['id'], limit: 4 });
    await M.posts.findAll({ include: [{ model: M.labels, as: 'tagged' }, { model: M.users, as: 'author' }], order: ['id', [{ model: M.labels, as: 'tagged' }, 'id']], limit: 3 });
    await M.customers.findAll({ attributes: ['id', [fn('count', col('orders.id')), 'n'], [fn('max', col('orders.status')), 's']],
      include: [{ model: M.orders, as: 'orders', attributes: [] }], group: ['customers.id'], having: where(fn('count', col('orders.id')), Op.gt, 1), order: ['id'] });
    await M.orders.findAll({ where: { '$customer.vip$': true, status: { [Op.notIn]: ['paid'] } }, include: [{ model: M.customers, as: 'customer' }], order: ['id'] });
    const order = await M.orders.findByPk(3);
    await order.getCustomer(); await order.getOrder_items(); await order.countOrder_items();
    const post = await M.posts.findByPk(3);
    await post.getTagged(); await post.getComments({ where: { approved: true }, order: [['score', 'DESC'], 'id'] });
  });
  await scenario('operators', async () => {
    await M.customers.findAll({ where: { tags: { [Op.contains]: ['mail'] } }, order: ['id'] });
    await M.customers.findAll({ where: { tags: { [Op.overlap]: ['new', 'x'] } }, order: ['id'] });
    await M.customers.findAll({ where: { preferences: { theme: 'dark' } }, order: ['id'] });
    await M.products.findAll({ where: { attributes: { size: { [Op.gt]: 2 }, color: 'blue' } }, order: ['id'] });
    await M.products.findAll({ where: { attributes: { [Op.contains]: { color: 'red' } } }, order: ['id'] });
    await M.products.findAll({ where: { [Op.not]: { [Op.or]: [{ active: false }, { stock: { [Op.lt]: 5 } }] } }, order: [['price', 'DESC NULLS LAST'], 'id'] });
    await M.orders.findAll({ where: where(fn('lower', col('status')), 'new'), order: ['id'] });
    await M.orders.findAll({ attributes: ['id', [cast(col('total'), 'integer'), 't'], [literal('CASE WHEN priority > 0 THEN status ELSE channel END'), 'x']], order: ['id'] });
    await M.orders.findAll({ where: { customer_id: { [Op.in]: literal("(SELECT id FROM customers WHERE city = 'Berlin')") } }, order: ['id'] });
    await M.orders.findAll({ attributes: [[fn('DISTINCT', col('status')), 'status']], order: [literal('1')] });
    await M.orders.findAll({ attributes: { include: [[literal('(SELECT count(*) FROM order_items i WHERE i.order_id = orders.id AND i.gift)'), 'gifts']] }, order: ['id'], limit: 3 });
    await M.tickets.findAll({ where: { closed_at: null, due_on: { [Op.lte]: '2026-03-20' }, assignee_id: { [Op.is]: null } }, order: ['id'] });
    await M.tickets.findAll({ where: { opened_at: { [Op.gte]: new Date('2026-02-22T00:00:00Z') } }, order: ['id'] });
  });
  const writes = {
    create: () => M.customers.create({ email: 's@example.com', name: 'S', city: 'Oslo', tags: ['a', 'b'], preferences: { theme: 'light' }, created_at: NOW }),
    'create with defaults': () => M.customers.create({ email: 't@example.com', name: 'T' }),
    'create order': () => M.orders.create({ customer_id: 1, reference: '20000000-0000-4000-8000-000000000001', status: 'new', total: 9.5 }),
    'create order explicit': () => M.orders.create({ customer_id: 1, reference: '20000000-0000-4000-8000-000000000002', status: 'paid', total: 0, currency: 'EUR', channel: 'web', priority: 0, note: null, placed_at: NOW, shipped_at: null }),
    'create payment': () => M.payments.create({ id: '20000000-0000-4000-8000-000000000003', order_id: 2, amount: 100, details: { bank: 'B' } }),
    'create post': () => M.posts.create({ author_id: 1, slug: 's', title: 'S', meta: { words: 2 } }),
    'create ticket': () => M.tickets.create({ customer_id: 2, subject: 'S', watchers: [3, 4], state: 'open', severity: 3 }),
    'bulk create': () => M.comments.bulkCreate([{ post_id: 1, body: 'a' }, { post_id: 2, body: 'b', approved: true, score: 1 }]),
    'bulk create with list': () => M.labels.bulkCreate([{ name: 'x' }, { name: 'y', color: '#ff0000' }], { returning: true }),
    'bulk upsert': () => M.labels.bulkCreate([{ name: 'label1', color: '#ffffff' }, { name: 'z', color: '#0000ff' }], { updateOnDuplicate: ['color'], conflictAttributes: ['name'] }),
    'ignore duplicates': () => M.labels.bulkCreate([{ name: 'label1' }, { name: 'zz' }], { ignoreDuplicates: true }),
    upsert: () => M.products.upsert({ sku: 'SKU-0002', name: 'Again', price: 4, category_id: 1, stock: 10, active: true }, { conflictFields: ['sku'] }),
    'find or create': () => M.labels.findOrCreate({ where: { name: 'label9' }, defaults: { color: '#ffffff' } }),
    'update many': () => M.orders.update({ status: 'shipped', shipped_at: NOW }, { where: { status: 'paid', priority: { [Op.gt]: 0 } } }),
    'update to usual': () => M.orders.update({ status: 'new', channel: 'web', priority: 0 }, { where: { id: [1, 2, 3] }, returning: true }),
    'update expression': () => M.products.update({ stock: literal('stock * 2'), name: fn('upper', col('name')) }, { where: { active: true } }),
    increment: () => M.posts.increment({ views: 2 }, { where: { published: true } }),
    decrement: () => M.products.decrement('stock', { by: 1, where: { id: 3 } }),
    'save instance': async () => { const c = await M.customers.findByPk(2); c.city = null; c.vip = true; await c.save(); c.set('preferences', { a: [1] }); await c.save(); await c.reload(); },
    'save ticket': async () => { const t = await M.tickets.findByPk(9); await t.update({ state: 'closed', closed_at: NOW }); },
    'destroy many': () => M.ticket_events.destroy({ where: { kind: 'comment', ticket_id: { [Op.lt]: 20 } } }),
    'destroy instance': async () => { const i = await M.order_items.findOne({ where: { order_id: 4, line_no: 1 } }); await i.destroy(); },
    'destroy limit': () => M.payments.destroy({ where: { state: 'open' }, limit: 2 }),
    'tag post': async () => { const p = await M.posts.findByPk(1); await p.addTagged([1, 2]); await p.removeTagged([1]); },
  };
  for (const [name, work] of Object.entries(writes)) await scenario(name, work);
  await scenario('transaction', () => sequelize.transaction(async (transaction) => {
    const c = await M.customers.findByPk(4, { transaction, lock: transaction.LOCK.UPDATE });
    await c.decrement('credit', { by: 10, transaction });
    const o = await M.orders.create({ customer_id: c.id, reference: '20000000-0000-4000-8000-000000000009', total: 10 }, { transaction });
    await M.order_items.bulkCreate([{ order_id: o.id, line_no: 1, product_id: 1, unit_price: 10 }], { transaction });
    await M.products.update({ stock: literal('stock - 1') }, { where: { id: 1 }, transaction });
    await M.orders.findByPk(o.id, { transaction, include: ['order_items', 'customer'] });
  }));
  await scenario('transaction rolled back', async () => {
    const t = await sequelize.transaction({ isolationLevel: Transaction.ISOLATION_LEVELS.REPEATABLE_READ });
    await M.tickets.findAll({ where: { state: 'open' }, lock: { level: t.LOCK.SHARE }, skipLocked: true, transaction: t, order: ['id'], limit: 2 });
    await M.tickets.destroy({ where: { id: 99 }, transaction: t });
    await t.rollback();
  });
  await scenario('raw', async () => {
    await sequelize.query('SELECT * FROM orders WHERE status = :status AND total > :total ORDER BY id', { replacements: { status: 'new', total: 20 } });
    await sequelize.query('SELECT * FROM orders WHERE status = $1 AND priority = $2 ORDER BY id', { bind: ['new', 0] });
  });
  await sequelize.close();
  console.log('Sequelize ' + require('sequelize/package.json').version + ', pg ' + require('pg/package.json').version);
})();
