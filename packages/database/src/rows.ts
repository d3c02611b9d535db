import { getTableColumns, type InferInsertModel, type SQL, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';

/**
 * Statements that write many rows with one parameter. Their text does not depend on the number of rows, so that it is prepared once;
 * and one long parameter costs less than one for each value.
 */

type Rows<T extends PgTable> = readonly (Partial<InferInsertModel<T>> & Readonly<Record<string, unknown>>)[];

/**
 * Inserts rows, in their order. Add `on conflict …` or `returning …` as needed.
 *
 * @param rows at least one; all with the same properties
 */
export function insertRows<T extends PgTable>(table: T, rows: Rows<T>): SQL {
  const columns = columnsOf(table, rows);
  return sql`insert into ${table} (${list(columns)}) select ${list(columns)} from ${recordset(table, rows)} as row`;
}

/**
 * Updates rows: each one that has the same key as a given row gets the other columns of that row.
 *
 * @param key the property that identifies a row
 * @param rows at least one; all with the same properties
 */
export function updateRows<T extends PgTable>(table: T, key: string, rows: Rows<T>): SQL {
  const columns = columnsOf(table, rows);
  const changes = columns
    .filter(([property]) => property !== key)
    .map(([, column]) => sql`${sql.identifier(column.name)} = row.${sql.identifier(column.name)}`);
  const keyName = sql.identifier(columnOf(table, key).name);
  return sql`update ${table} set ${sql.join(changes, sql`, `)} from ${recordset(table, rows)} as row
    where ${table}.${keyName} = row.${keyName}`;
}

/** Values without commas, quotes and braces as one parameter: `where id = any(${arrayOf(ids)}::uuid[])`. */
export const arrayOf = (values: readonly string[]): string => `{${values.join(',')}}`;

/** Moments become RFC 3339 and objects JSON, as Postgres reads them. */
const recordset = (table: PgTable, rows: readonly Readonly<Record<string, unknown>>[]): SQL => {
  const columns = Object.entries(getTableColumns(table));
  const named = rows.map((row) =>
    Object.fromEntries(
      columns.flatMap(([property, { name }]) => (property in row ? [[name, row[property]]] : [])),
    ),
  );
  return sql`jsonb_populate_recordset(null::${table}, ${JSON.stringify(named)}::jsonb)`;
};

/** The columns of the properties that rows have. */
function columnsOf(table: PgTable, [first]: Rows<PgTable>): [property: string, column: PgColumn][] {
  if (first === undefined) throw new Error('there are no rows to write');
  return Object.keys(first).map((property) => [property, columnOf(table, property)]);
}

function columnOf(table: PgTable, property: string): PgColumn {
  const column = getTableColumns(table)[property];
  if (column === undefined) throw new Error(`the table has no column for ${property}`);
  return column;
}

const list = (columns: readonly [string, PgColumn][]): SQL =>
  sql.join(
    columns.map(([, { name }]) => sql.identifier(name)),
    sql`, `,
  );
