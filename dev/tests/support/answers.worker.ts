import { parentPort } from 'node:worker_threads';

const answer: string = 'from the thread';
// A port between threads has no origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(answer);
