import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The keys of the embedded default, each in the form of the environment variable of the same name. */
export interface Secrets {
  /** Signs the viewer's identity on requests from the router to the subgraphs: 32 bytes, base64. */
  readonly IDENTITY_KEY: string;
  /** Encrypt phones and codes in events: `id:<32 bytes base64>`, comma separated. */
  readonly SEALING_KEYS: string;
  /** Signs and verifies login tokens: an Ed25519 JSON Web Key and its public half. */
  readonly LOGIN_PRIVATE_KEY: string;
  readonly LOGIN_PUBLIC_KEY: string;
  readonly SOLAPI_API_KEY: string;
  readonly SOLAPI_API_SECRET: string;
  readonly SOLAPI_WEBHOOK_SECRET: string;
  readonly KAKAO_LOCAL_KEY: string;
}

/** The keys kept in `directory`; the first call makes them. */
export async function keptSecrets(directory: string): Promise<Secrets> {
  const file = join(directory, 'secrets.json');
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  const made = makeSecrets();
  // Keys that came with a later version are new at each start: they encrypt nothing that is kept.
  if (kept !== undefined) return { ...made, ...(JSON.parse(kept) as Partial<Secrets>) };
  await mkdir(directory, { recursive: true });
  // Written to another file and renamed: with half a file, all that the keys have encrypted would be unreadable.
  await writeFile(`${file}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return made;
}

export function makeSecrets(): Secrets {
  const kid = randomUUID();
  const pair = generateKeyPairSync('ed25519');
  const jwk = (key: typeof pair.privateKey) =>
    JSON.stringify({ ...key.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' });
  return {
    IDENTITY_KEY: randomBytes(32).toString('base64'),
    SEALING_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    LOGIN_PRIVATE_KEY: jwk(pair.privateKey),
    LOGIN_PUBLIC_KEY: jwk(pair.publicKey),
    SOLAPI_API_KEY: `NCS${randomBytes(8).toString('hex').toUpperCase()}`,
    SOLAPI_API_SECRET: randomBytes(24).toString('base64url'),
    SOLAPI_WEBHOOK_SECRET: randomBytes(24).toString('base64url'),
    KAKAO_LOCAL_KEY: randomBytes(16).toString('hex'),
  };
}

/** Variables as a `.env` file. The values are in single quotes, so no character in them is special. */
export const dotenv = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
