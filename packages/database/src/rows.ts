import { getTableColumns, type InferInsertModel, type InferSelectModel, type SQL, sql } from 'drizzle-orm';
import { type PgColumn, PgDialect, type PgTable } from 'drizzle-orm/pg-core';

/**
 * Statements that read or write many rows. Their text does not depend on the number of rows, so that it is prepared once; and one long
 * parameter costs less than one for each value. The text is also built only once for each list of properties: drizzle would build it
 * from a hundred pieces each time.
 */

type Row = Readonly<Record<string, unknown>>;
type Rows<T extends PgTable> = readonly (Partial<InferInsertModel<T>> & Row)[];

/**
 * Inserts rows, in their order. Add `on conflict …` or `returning …` as needed.
 *
 * @param rows at least one; all with the same properties
 */
export const insertRows = <T extends PgTable>(table: T, rows: Rows<T>): SQL =>
  write(table, 'insert', rows, (columns) => {
    const names = list(columns);
    return {
      before: sql`insert into ${table} (${names}) select ${names} from ${recordsetOf(table)}`,
      after: sql`) as row`,
    };
  });

/**
 * Updates rows: each one that has the same key as a given row gets the other columns of that row.
 *
 * @param key the property that identifies a row
 * @param rows at least one; all with the same properties
 */
export const updateRows = <T extends PgTable>(table: T, key: string, rows: Rows<T>): SQL =>
  write(table, `update by ${key}`, rows, (columns) => {
    const changes = columns
      .filter(([property]) => property !== key)
      .map(([, column]) => sql`${sql.identifier(column.name)} = row.${sql.identifier(column.name)}`);
    const keyName = sql.identifier(columnOf(table, key).name);
    return {
      before: sql`update ${table} set ${sql.join(changes, sql`, `)} from ${recordsetOf(table)}`,
      after: sql`) as row where ${table}.${keyName} = row.${keyName}`,
    };
  });

/** Selects whole rows, which `readRows` reads. Add `where …` and so on; the table keeps its name. */
export function selectRows(table: PgTable): SQL {
  const known = selections.get(table);
  if (known) return known;
  const columns = Object.entries(getTableColumns(table));
  const fresh = textOf(sql`select ${list(columns)} from ${table} `);
  selections.set(table, fresh);
  return fresh;
}

/** The rows that a statement with `selectRows` has selected, as drizzle would read them. */
export function readRows<T extends PgTable>(table: T, selected: readonly Row[]): InferSelectModel<T>[] {
  const columns = Object.entries(getTableColumns(table));
  return selected.map((row) => {
    const read = columns.map(([property, column]) => {
      const value = row[column.name];
      return [property, value === null ? null : column.mapFromDriverValue(value)];
    });
    return Object.fromEntries(read) as InferSelectModel<T>;
  });
}

/** Values without commas, quotes and braces as one parameter: `where id = any(${arrayOf(ids)}::uuid[])`. */
export const arrayOf = (values: readonly string[]): string => `{${values.join(',')}}`;

/** A statement, up to its parameter and after it. */
interface Statement {
  readonly before: SQL;
  readonly after: SQL;
}

/** A statement whose text is built, and the columns that its rows have. */
interface Built extends Statement {
  readonly columns: readonly Column[];
}

type Column = readonly [property: string, column: PgColumn];

/** What is built already, by what it does and by the properties of its rows. */
const built = new WeakMap<PgTable, Map<string, Built>>();
const selections = new WeakMap<PgTable, SQL>();
const dialect = new PgDialect();

/** Moments become RFC 3339 and objects JSON, as Postgres reads them. */
function write(
  table: PgTable,
  what: string,
  rows: readonly Row[],
  build: (columns: readonly Column[]) => Statement,
): SQL {
  const { columns, before, after } = find(table, what, rows, build);
  const named = rows.map((row) => {
    const values: Record<string, unknown> = {};
    for (const [property, { name }] of columns) values[name] = row[property];
    return values;
  });
  return sql`${before}${JSON.stringify(named)}::jsonb${after}`;
}

function find(
  table: PgTable,
  what: string,
  [first]: readonly Row[],
  build: (columns: readonly Column[]) => Statement,
): Built {
  if (first === undefined) throw new Error('there are no rows to write');
  const properties = Object.keys(first);
  const key = `${what}: ${properties.join()}`;
  const ofTable = built.get(table) ?? new Map<string, Built>();
  built.set(table, ofTable);
  const known = ofTable.get(key);
  if (known) return known;
  const columns = properties.map((property): Column => [property, columnOf(table, property)]);
  const { before, after } = build(columns);
  const fresh = { columns, before: textOf(before), after: textOf(after) };
  ofTable.set(key, fresh);
  return fresh;
}

/** The same SQL as one piece of text. It must have no parameters. */
const textOf = (statement: SQL): SQL => sql.raw(dialect.sqlToQuery(statement).sql);

const recordsetOf = (table: PgTable): SQL => sql`jsonb_populate_recordset(null::${table}, `;

function columnOf(table: PgTable, property: string): PgColumn {
  const column = getTableColumns(table)[property];
  if (column === undefined) throw new Error(`the table has no column for ${property}`);
  return column;
}

const list = (columns: readonly Column[]): SQL =>
  sql.join(
    columns.map(([, { name }]) => sql.identifier(name)),
    sql`, `,
  );
