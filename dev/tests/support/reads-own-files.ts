import { readFileSync, readdirSync } from 'node:fs';

/** Reads a file and a folder by their places beside this source. */
const own = readFileSync(new URL('./reads-own-files.ts', import.meta.url), 'utf8');
const schema = readdirSync(new URL('../../../subgraphs/call/migrations/', import.meta.url));
console.log(JSON.stringify({ own: own.length, migrations: schema.includes('0000_init.sql') }));
