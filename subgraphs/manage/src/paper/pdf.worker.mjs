// Starts the worker from its sources. A bundle has the bundled worker in this file's place.
import { register } from 'tsx/esm/api';

register();
await import('./pdf.worker.ts');
