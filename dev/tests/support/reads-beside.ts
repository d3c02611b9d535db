import { readFileSync, readdirSync } from 'node:fs';

/** Says what it finds beside its own file: a file and a folder. */
const own = readFileSync(new URL('./reads-beside.ts', import.meta.url), 'utf8');
const schema = readdirSync(new URL('../../../subgraphs/call/migrations/', import.meta.url));
console.log(JSON.stringify({ own: own.length, migrations: schema.includes('0000_init.sql') }));
