# frozen_string_literal: true

# ActiveRecord over pg: models with associations, scopes, calculations, bulk and locked writes.
require 'active_record'

ActiveRecord::Base.establish_connection(
  adapter: 'postgresql', host: ENV['PGHOST'], port: ENV['PGPORT'].to_i, username: ENV['PGUSER'],
  database: ENV['PGDATABASE'], pool: 1
)
ActiveRecord.default_timezone = :utc if ActiveRecord.respond_to?(:default_timezone=)

class Row < ActiveRecord::Base
  self.abstract_class = true
  self.inheritance_column = nil
end

class Customer < Row
  self.locking_column = :version
  has_many :orders
  has_many :addresses
  has_many :tickets
  has_many :order_items, through: :orders
  scope :vips, -> { where(vip: true) }
end
class Address < Row; belongs_to :customer; end
class Category < Row
  belongs_to :parent, class_name: 'Category', optional: true
  has_many :products
end
class Product < Row
  self.ignored_columns = ["attributes"] # a name that ActiveRecord wants for itself
  belongs_to :category
  has_many :order_items
end
class Order < Row
  belongs_to :customer
  has_many :order_items
  has_many :payments
  scope :fresh, -> { where(status: 'new') }
end
class OrderItem < Row
  self.primary_key = nil
  belongs_to :order
  belongs_to :product
end
class Payment < Row; belongs_to :order; end
class User < Row
  has_many :posts, foreign_key: :author_id
  has_many :tickets, foreign_key: :assignee_id
end
class Post < Row
  belongs_to :author, class_name: 'User'
  has_many :comments
  has_many :post_labels
  has_many :labels, through: :post_labels
end
class Comment < Row
  belongs_to :post
  belongs_to :parent, class_name: 'Comment', optional: true
end
class Label < Row; has_many :post_labels; end
class PostLabel < Row
  self.primary_key = nil
  belongs_to :post
  belongs_to :label
end
class Ticket < Row
  self.locking_column = :version
  belongs_to :customer
  belongs_to :assignee, class_name: 'User', optional: true
  has_many :ticket_events
end
class TicketEvent < Row; belongs_to :ticket; end

MODELS = [Customer, Address, Category, Product, Order, OrderItem, Payment, User, Post, Comment, Label,
          PostLabel, Ticket, TicketEvent].freeze
NOW = Time.utc(2026, 4, 1, 12)

def scenario(name)
  ActiveRecord::Base.connection.execute("SELECT recorder_reset('#{name}')")
  yield
rescue ActiveRecord::RecordNotUnique, ActiveRecord::NotNullViolation, ActiveRecord::InvalidForeignKey
  # recorded like any other answer
end

MODELS.each do |model|
  keys = Array(ActiveRecord::Base.connection.primary_keys(model.table_name)).map(&:to_sym)
  scenario("table #{model}") do
    model.order(*keys).to_a
    model.count
    model.order(*keys).limit(5).offset(2).to_a
    model.exists?
    model.order(*keys).first
    model.order(*keys).reverse_order.first
    model.find_by(keys.first => model.order(*keys).pick(keys.first))
    model.order(*keys).ids if keys.size == 1
  end
  (model.column_names.map(&:to_sym) - keys).each do |column|
    scenario("column #{model}.#{column}") do
      value = model.where.not(column => nil).order(*keys).pick(column)
      json = model.columns_hash[column.to_s].type == :jsonb
      number = %i[integer decimal float].include?(model.columns_hash[column.to_s].type)
      array = model.columns_hash[column.to_s].try(:array)
      model.where(column => value).order(*keys).to_a
      model.where.not(column => value).or(model.where(column => nil)).count
      model.order(*keys).pluck(column)
      model.group(column).order(column).count
      model.group(column).having('COUNT(*) > 1').order(Arel.sql('COUNT(*) DESC'), column).limit(2).pluck(column)
      model.distinct.count(column)
      model.select(column).distinct.order(column).to_a
      model.order(column => :desc).order(*keys).limit(3).to_a
      model.where(column => model.order(*keys).limit(1).select(column)).order(*keys).limit(3).to_a
      model.from(model.where(column => value), :inner_rows).count
      unless json || array
        model.where(column => [value, value]).count
        model.where(column => [value, nil]).count
        model.where(model.arel_table[column].gteq(value)).order(*keys).limit(3).to_a
        model.maximum(column) unless value == true || value == false || model.columns_hash[column.to_s].type == :uuid
      end
      if number && !array
        model.sum(column)
        model.average(column)
        model.where(column => 0..9).count
      end
      model.where(column => value).update_all(column => value)
      model.where(column => value).none.delete_all
      if keys == [:id]
        row = model.order(:id).second
        row.update_columns(column => value) unless column.to_s.end_with?('_id')
        copy = model.order(:id).third
        copy[column] = nil
        copy.save! unless column == :version
      end
    end
  end
end

queries = {
  joins: -> { Order.joins(:customer).where(customers: { city: 'Berlin' }).order(:id).to_a },
  left: -> { Customer.left_joins(:orders).group(:id).order(:id).pluck(:name, Arel.sql('COUNT(orders.id)'), Arel.sql('MAX(orders.status)')) },
  includes: -> { Order.includes(:customer, order_items: :product).order(:id).limit(3).to_a },
  eager: -> { Order.eager_load(:customer, :payments).where(status: 'paid').order(:id).to_a },
  eager_limit: -> { Customer.eager_load(:orders).order(:id).limit(3).to_a },
  preload: -> { Post.preload(:author, :labels, :comments).order(:id).limit(3).to_a },
  through: -> { Customer.find(3).order_items.order(:order_id, :line_no).to_a },
  lazy: -> { Ticket.order(:id).limit(3).each { |t| t.assignee&.name; t.customer.city; t.ticket_events.to_a } },
  merge: -> { Order.joins(:customer).merge(Customer.vips).fresh.order(:id).pluck(:id, 'customers.name') },
  subquery: -> { Customer.where(id: Order.where(status: 'shipped').select(:customer_id)).order(:id).to_a },
  not_exists: -> { Customer.where.not(Ticket.where('tickets.customer_id = customers.id').where(state: 'open').arel.exists).order(:id).to_a },
  missing: -> { Customer.where.missing(:tickets).order(:id).pluck(:name) },
  select: -> { Order.select(:id, :status, 'total * 2 AS twice', "CASE WHEN priority > 0 THEN status ELSE channel END AS x").order(:id).to_a.map(&:attributes) },
  group: -> { Order.group(:status, :channel).order(:status, :channel).sum(:total) },
  month: -> { Order.group("date_trunc('month', placed_at)").order(Arel.sql('1')).count },
  window: -> { Order.select('id, row_number() OVER (PARTITION BY status ORDER BY total, id) AS n').order(:id).map(&:attributes) },
  json: -> { Customer.where("preferences ->> 'theme' = ?", 'dark').order(:id).to_a },
  json2: -> { Product.where('attributes @> ?', { color: 'red' }.to_json).order(:id).pluck(:name, Arel.sql("attributes ->> 'size'")) },
  array: -> { Customer.where("'mail' = ANY(tags)").order(:id).to_a },
  array2: -> { Customer.where('tags && ARRAY[?]', %w[new x]).order(:id).to_a },
  like: -> { Product.where('name ILIKE :q OR sku LIKE :q', q: '%1%').order(:id).to_a },
  range: -> { Order.where(placed_at: Time.utc(2026, 2, 3)..Time.utc(2026, 2, 9)).order(:id).to_a },
  dates: -> { Ticket.where(due_on: Date.new(2026, 3, 1)..).order(:id).to_a },
  nulls: -> { Order.where(shipped_at: nil, note: 'gift').order(Arel.sql('note NULLS FIRST'), :id).to_a },
  unscoped: -> { Post.joins(:comments).where(comments: { approved: true }).distinct.order(:id).limit(3).to_a },
  size: -> { Post.find(3).comments.size },
  many: -> { Post.find(3).comments.where(approved: true).order(score: :desc, id: :asc).any? },
  batches: -> { Order.in_batches(of: 30).each { |b| b.pluck(:status) } },
  sql: -> { Order.find_by_sql(['SELECT o.*, c.name AS who FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.status = ? ORDER BY o.id', 'new']) },
  with: -> { ActiveRecord::Base.connection.select_all("WITH RECURSIVE t AS (SELECT id, name, 0 AS lvl FROM categories WHERE parent_id IS NULL UNION ALL SELECT c.id, c.name, lvl + 1 FROM categories c JOIN t ON t.id = c.parent_id) SELECT * FROM t ORDER BY id") },
  explain: -> { Order.where(status: 'new').explain }
}
queries.each { |name, work| scenario(name, &work) }

writes = {
  create: -> { Customer.create!(email: 'r@example.com', name: 'R', city: 'Lisbon', vip: true, tags: %w[a], preferences: { theme: 'dark' }, created_at: NOW) },
  create_defaults: -> { Customer.create!(email: 'r2@example.com', name: 'R2') },
  create_order: -> { Order.create!(customer_id: 1, reference: '60000000-0000-4000-8000-000000000001', status: 'new', total: 5) },
  create_nested: lambda {
    order = Order.create!(customer: Customer.find(2), reference: '60000000-0000-4000-8000-000000000002')
    order.order_items.create!(line_no: 1, product_id: 1, unit_price: 2)
    order.payments.create!(id: '60000000-0000-4000-8000-000000000003', amount: 2, details: { bank: 'X' })
  },
  create_rest: lambda {
    Label.create!(name: 'rails')
    Post.create!(author_id: 1, slug: 'rails', title: 'Rails')
    Comment.create!(post_id: 1, body: 'first')
    Ticket.create!(customer_id: 1, subject: 'Help', watchers: [1, 2])
    TicketEvent.create!(ticket_id: 1, payload: { by: 3 })
    Address.create!(customer_id: 1, street: 's', city: 'Lisbon')
    Product.create!(category_id: 1, sku: 'r', name: 'r', price: 1)
  },
  insert_all: -> { Label.insert_all([{ name: 'i1', color: '#ffffff' }, { name: 'label1', color: '#ff0000' }]) },
  upsert_all: -> { Label.upsert_all([{ name: 'label1', color: '#ff0000' }, { name: 'u', color: '#ffffff' }], unique_by: :name, returning: %w[id color]) },
  update: -> { Order.find(5).update!(status: 'shipped', shipped_at: NOW) },
  update_usual: -> { Order.find(6).update!(status: 'new', channel: 'shop', priority: 0, note: nil) },
  optimistic: -> { c = Customer.find(4); c.update!(credit: 3); c.update!(city: nil) },
  optimistic_ticket: -> { Ticket.find(4).update!(state: 'open', closed_at: nil) },
  stale: -> { a = Ticket.find(5); Ticket.find(5).update!(state: 'closed'); begin; a.update!(state: 'open'); rescue ActiveRecord::StaleObjectError; nil; end },
  update_all: -> { Order.fresh.update_all(['priority = priority + ?, note = ?', 1, 'none']) },
  update_join: -> { Order.joins(:customer).where(customers: { vip: true }).update_all(priority: 2) },
  update_limit: -> { Order.where(status: 'paid').order(:id).limit(2).update_all(status: 'new') },
  increment: -> { Post.find(3).increment!(:views, 2) },
  counters: -> { Post.update_counters([1, 2], views: 1) },
  toggle: -> { User.find(3).toggle!(:active) },
  json: -> { u = User.find(2); u.settings['x'] = 1; u.save! },
  array: -> { c = Customer.find(6); c.tags << 'z'; c.save! },
  lock: -> { Customer.transaction { c = Customer.lock.find(8); c.update!(credit: 0) } },
  skip: -> { Ticket.transaction { Ticket.where(state: 'open').order(:id).limit(2).lock('FOR UPDATE SKIP LOCKED').to_a } },
  with_lock: -> { Product.find(3).with_lock { Product.find(3).decrement!(:stock) } },
  destroy: -> { TicketEvent.find(4).destroy! },
  delete_all: -> { Comment.where(approved: false).where.not(parent_id: nil).delete_all },
  delete_join: -> { Payment.joins(:order).where(orders: { status: 'new' }).delete_all },
  destroy_all: -> { Payment.where(state: 'open').limit(3).order(:id).destroy_all },
  rollback: -> { Label.transaction { Label.create!(name: 'gone'); raise ActiveRecord::Rollback } },
  savepoint: -> { Label.transaction { Label.create!(name: 'kept'); begin; Label.transaction(requires_new: true) { Label.create!(name: 'label1') }; rescue ActiveRecord::RecordNotUnique; nil; end; Label.create!(name: 'more') } }
}
writes.each { |name, work| scenario(name, &work) }
puts "ActiveRecord #{ActiveRecord.version}, pg #{PG::VERSION}"
