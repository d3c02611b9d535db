import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Prints what a thread answers whose script is a bundle of its own. */
const [answer] = await once(new Worker(new URL('./answers.worker.mjs', import.meta.url)), 'message');
console.log(answer);
