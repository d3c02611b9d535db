import postgres from 'postgres';

/**
 * Lets clients of a test's Postgres log in with one round of hashing instead of 4,096. Tests open thousands of connections,
 * and the hashing takes more processor time than the rest of a connection.
 *
 * @param url of the superuser
 */
export async function makeLoginsCheap(url: string): Promise<void> {
  const { username, password } = new URL(url);
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  await sql`set scram_iterations = 1`;
  // The password is base64url and the name an identifier, so neither needs an escape.
  await sql.unsafe(`alter role ${username} password '${password}'`);
  await sql.end();
}
