// What PostgreSQL's own parser finds in statements. Reads JSON lines {"id", "sql"} from standard input and
// answers each with {"id", "error"} or {"id", "kind", "shape", "columns", "targets", "relations"}. Offsets are
// those of JavaScript and Java: UTF-16, from 0. A column comes with the relations that it can name, the innermost
// block first.
import { createInterface } from 'node:readline';
import { loadModule, parseSync, fingerprintSync } from 'libpg-query';

const KINDS = { SelectStmt: 'select', InsertStmt: 'insert', UpdateStmt: 'update', DeleteStmt: 'delete' };

class Finder {
  constructor(sql) {
    const bytes = Buffer.from(sql);
    // offsets are bytes of UTF-8, and 0 is left out
    this.offset = (location) => bytes.subarray(0, location ?? 0).toString().length;
    this.columns = [];
    this.targets = [];
    this.relations = [];
  }

  statement(node, outer) {
    const [kind, statement] = Object.entries(node)[0];
    if (kind === 'SelectStmt') this.select(statement, outer);
    else if (kind === 'InsertStmt') this.insert(statement);
    else if (kind === 'UpdateStmt') this.update(statement);
    else if (kind === 'DeleteStmt') this.delete(statement);
    else this.walk(node, outer);
  }

  with(clause, outer) {
    for (const item of clause?.ctes ?? []) this.statement(item.CommonTableExpr.ctequery, outer);
  }

  select(select, outer) {
    this.with(select.withClause, outer);
    const { withClause, fromClause, larg, rarg, intoClause, lockingClause, ...rest } = select;
    if (larg) {
      this.select(larg, outer);
      this.select(rarg, outer);
      this.walk(rest, outer);
      return;
    }
    const level = [];
    for (const item of fromClause ?? []) this.from(item, level, outer);
    this.walk(rest, [level, ...outer]);
  }

  insert(insert) {
    this.with(insert.withClause, []);
    const target = [];
    this.relation(insert.relation, target);
    for (const { ResTarget: column } of insert.cols ?? []) {
      this.targets.push(this.offset(column.location));
      this.walk(column.indirection, []);
    }
    if (insert.selectStmt) this.statement(insert.selectStmt, []);
    const conflict = insert.onConflictClause;
    if (conflict) {
      this.assignments(conflict.targetList, [[...target, 'excluded']]);
      this.walk(conflict.whereClause, [[...target, 'excluded']]);
    }
    this.returning(insert, [target]);
  }

  update(update) {
    this.with(update.withClause, []);
    const level = this.targetAnd(update.relation, update.fromClause);
    this.assignments(update.targetList, [level]);
    this.walk(update.whereClause, [level]);
    this.returning(update, [level]);
  }

  delete(statement) {
    this.with(statement.withClause, []);
    const level = this.targetAnd(statement.relation, statement.usingClause);
    this.walk(statement.whereClause, [level]);
    this.returning(statement, [level]);
  }

  // A LATERAL item beside the target may not refer to it.
  targetAnd(relation, items) {
    const target = [];
    this.relation(relation, target);
    const level = [];
    for (const item of items ?? []) this.from(item, level, []);
    return [...target, ...level];
  }

  returning(statement, scope) {
    this.walk(statement.returningClause?.exprs ?? statement.returningList, scope);
  }

  assignments(list, scope) {
    const seen = new Set();
    for (const { ResTarget: target } of list ?? []) {
      this.targets.push(this.offset(target.location));
      this.walk(target.indirection, scope);
      // each column of a row assignment points to the same source
      const source = target.val?.MultiAssignRef ? target.val.MultiAssignRef.source : target.val;
      const key = JSON.stringify(source);
      if (!target.val?.MultiAssignRef || !seen.has(key)) this.walk(source, scope);
      seen.add(key);
    }
  }

  relation(range, level) {
    this.relations.push(this.offset(range.location));
    level.push(range.alias?.aliasname ?? range.relname);
  }

  from(item, level, outer) {
    const [kind, node] = Object.entries(item)[0];
    if (kind === 'RangeVar') {
      this.relation(node, level);
    } else if (kind === 'JoinExpr') {
      const start = level.length;
      this.from(node.larg, level, outer);
      this.from(node.rarg, level, outer);
      this.walk(node.quals, [level.slice(start), ...outer]);
      if (node.join_using_alias) level.push(node.join_using_alias.aliasname);
      if (node.alias) level.splice(start, level.length - start, node.alias.aliasname);
    } else if (kind === 'RangeSubselect') {
      this.statement(node.subquery, node.lateral ? [[...level], ...outer] : outer);
      if (node.alias) level.push(node.alias.aliasname);
    } else if (kind === 'RangeFunction') {
      this.walk(node.functions, [[...level], ...outer]);
      const name = node.functions[0].List.items[0].FuncCall?.funcname.at(-1).String.sval;
      if (node.alias?.aliasname ?? name) level.push(node.alias?.aliasname ?? name);
    } else if (kind === 'RangeTableSample') {
      const before = [...level]; // not the sampled table itself
      this.from(node.relation, level, outer);
      this.walk(node.args, [before, ...outer]);
      this.walk(node.repeatable, [before, ...outer]);
    } else {
      this.walk(node, [[...level], ...outer]);
      const own = kind === 'RangeTableFunc' ? 'xmltable' : undefined;
      if (node.alias?.aliasname ?? own) level.push(node.alias?.aliasname ?? own);
    }
  }

  walk(node, scope) {
    if (Array.isArray(node)) {
      node.forEach((each) => this.walk(each, scope));
    } else if (node && typeof node === 'object') {
      for (const [key, value] of Object.entries(node)) {
        if (key === 'SelectStmt') this.select(value, scope);
        else if (key === 'ColumnRef') this.column(value, scope);
        else if (key !== 'typeName') this.walk(value, scope);
      }
    }
  }

  column(reference, scope) {
    if (reference.fields.some((field) => field.A_Star)) return;
    this.columns.push({ offset: this.offset(reference.location), scope: scope.map((level) => [...level].sort()) });
  }
}

function answer({ id, sql }) {
  try {
    const { stmts } = parseSync(sql);
    const kind = stmts?.length === 1 ? KINDS[Object.keys(stmts[0].stmt)[0]] : undefined;
    if (!kind) return { id, kind: stmts?.length === 1 ? 'other' : 'several' };
    const finder = new Finder(sql);
    finder.statement(stmts[0].stmt, []);
    const { columns, targets, relations } = finder;
    return { id, kind, shape: fingerprintSync(sql), columns, targets, relations };
  } catch (error) {
    return { id, error: String(error.message) };
  }
}

await loadModule();
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + '\n');
}
