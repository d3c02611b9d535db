import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dotenv, makeSecrets } from '@movecall/dev/secrets';

/** `npm run secrets`: makes the keys for compose.yaml and writes them to `.env`. An existing `.env` is never replaced. */
const file = join(fileURLToPath(new URL('../..', import.meta.url)), '.env');
try {
  const secrets = { ...makeSecrets(), POSTGRES_PASSWORD: randomBytes(24).toString('base64url') };
  await writeFile(file, dotenv(secrets), { flag: 'wx', mode: 0o600 });
  console.log('made the keys and wrote them to .env');
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  console.error(
    '.env exists already. Its keys have encrypted data in the databases: delete it only together with them.',
  );
  process.exitCode = 1;
}
