import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dotenv, makeSecrets } from '@movecall/dev/secrets';

/** `npm run secrets`: makes the keys that compose.yaml needs, into `.env`. Keys that are there already stay. */
const file = join(fileURLToPath(new URL('../..', import.meta.url)), '.env');
try {
  const secrets = { ...makeSecrets(), POSTGRES_PASSWORD: randomBytes(24).toString('base64url') };
  await writeFile(file, dotenv(secrets), { flag: 'wx', mode: 0o600 });
  console.log('made the keys, in .env');
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  console.error(
    '.env is there already. Its keys have sealed what is in the databases: remove it only with them.',
  );
  process.exitCode = 1;
}
