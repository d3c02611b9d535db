import postgres from 'postgres';

/** Connects a test to the database of one service. @param serverUrl the URL of the system's Postgres */
export function connectServiceDatabase(serverUrl: string, service: string): postgres.Sql {
  const url = new URL(serverUrl);
  url.pathname = `/movecall_${service}`;
  return postgres(url.href, { max: 2, onnotice: () => undefined });
}
