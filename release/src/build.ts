import { seconds } from '@movecall/values/duration';
import { buildProduction, type Built, production } from './production-build.ts';

/** `npm run build`: builds what is deployed into `dist/`, one folder for each service. */
const since = performance.now();
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(2).padStart(8);
const row = ({ service, code, maps, files }: Built): string =>
  `${service.padEnd(10)}${[code, maps, files].map(megabytes).join('')}`;

const built = await buildProduction(production, (line) => console.log(line));
console.log(`MB        ${['code', 'maps', 'files'].map((name) => name.padStart(8)).join('')}`);
for (const each of built) console.log(row(each));
console.log(`\nbuilt in ${seconds(performance.now() - since)}: dist/<service>/main.mjs`);
