import type { System } from '../../support/system.ts';

/** How many calls a phone has, in national digits. */
export async function callsOf({ sql }: System, tel: string): Promise<number> {
  const [row] = await sql.call<{ count: number }[]>`
    select count(*)::int as count from calls where tel = ${`+82${tel.slice(1)}`}`;
  return row?.count ?? 0;
}
