'use strict';
// The tables of schema.sql as the ORMs' models need them: for each column a type, and the options
// "key", "null" (nullable), "default" (has a default in the database), "generated".
// "refs" are foreign keys: column -> table.

const id = 'bigint key generated', intId = 'integer key generated';
const timestamp = 'timestamptz', json = 'jsonb';

module.exports = {
  customers: { columns: { id, email: 'varchar', name: 'text', city: 'varchar null', vip: 'boolean default',
    credit: 'numeric default', tags: 'text[] default', preferences: json + ' default', born: 'date null',
    created_at: timestamp + ' default', version: 'integer default' }, refs: {} },
  addresses: { columns: { id, customer_id: 'bigint', kind: 'varchar default', street: 'text', zip: 'varchar null',
    city: 'varchar', is_primary: 'boolean default' }, refs: { customer_id: 'customers' } },
  categories: { columns: { id: intId, parent_id: 'integer null', name: 'varchar', position: 'integer default',
    depth: 'smallint default' }, refs: { parent_id: 'categories' } },
  products: { columns: { id: intId, category_id: 'integer', sku: 'varchar', name: 'text', price: 'numeric',
    stock: 'integer default', active: 'boolean default', attributes: json + ' default', labels: 'text[] default',
    weight: 'double null', released_on: 'date null', version: 'integer default' }, refs: { category_id: 'categories' } },
  orders: { columns: { id, customer_id: 'bigint', reference: 'uuid', status: 'varchar default', total: 'numeric default',
    currency: 'char default', channel: 'text default', priority: 'integer default', note: 'text null',
    placed_at: timestamp + ' default', shipped_at: timestamp + ' null', version: 'integer default' },
    refs: { customer_id: 'customers' } },
  order_items: { columns: { order_id: 'bigint key', line_no: 'integer key', product_id: 'integer',
    quantity: 'integer default', unit_price: 'numeric', discount: 'numeric default', gift: 'boolean default' },
    refs: { order_id: 'orders', product_id: 'products' } },
  payments: { columns: { id: 'uuid key', order_id: 'bigint', amount: 'numeric', method: 'varchar default',
    state: 'varchar default', paid_at: timestamp + ' null', details: json + ' null' }, refs: { order_id: 'orders' } },
  users: { columns: { id: intId, login: 'varchar', name: 'text', role: 'varchar default', active: 'boolean default',
    settings: json + ' default', last_login: timestamp + ' null' }, refs: {} },
  posts: { columns: { id, author_id: 'integer', slug: 'varchar', title: 'varchar', body: 'text default',
    published: 'boolean default', published_at: timestamp + ' null', views: 'bigint default', rating: 'numeric null',
    meta: json + ' default', created_at: timestamp + ' default' }, refs: { author_id: 'users' } },
  comments: { columns: { id, post_id: 'bigint', parent_id: 'bigint null', author: 'varchar default', body: 'text',
    approved: 'boolean default', score: 'integer default', created_at: timestamp + ' default' },
    refs: { post_id: 'posts', parent_id: 'comments' } },
  labels: { columns: { id: intId, name: 'varchar', color: 'varchar default' }, refs: {} },
  post_labels: { columns: { post_id: 'bigint key', label_id: 'integer key', added_on: 'date default' },
    refs: { post_id: 'posts', label_id: 'labels' } },
  tickets: { columns: { id, customer_id: 'bigint', assignee_id: 'integer null', subject: 'varchar',
    state: 'varchar default', severity: 'integer default', watchers: 'integer[] default',
    opened_at: timestamp + ' default', closed_at: timestamp + ' null', due_on: 'date null', version: 'integer default' },
    refs: { customer_id: 'customers', assignee_id: 'users' } },
  ticket_events: { columns: { id, ticket_id: 'bigint', kind: 'varchar default', payload: json + ' default',
    happened_at: timestamp + ' default' }, refs: { ticket_id: 'tickets' } },
};

/** [{name, type, key, nullable, hasDefault, generated}] of a table. */
module.exports.columnsOf = (table) =>
  Object.entries(module.exports[table].columns).map(([name, spec]) => {
    const [type, ...words] = spec.split(' ');
    return { name, type, key: words.includes('key'), nullable: words.includes('null'),
      hasDefault: words.includes('default'), generated: words.includes('generated') };
  });
module.exports.tables = Object.keys(module.exports).filter((name) => module.exports[name].columns);
