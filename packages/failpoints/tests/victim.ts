import { writeSync } from 'node:fs';
import { failpoint, takeFailpoints } from '../src/index.ts';

// A process with two steps, which it takes when it has been told something.
takeFailpoints('');
process.once('message', () => {
  setImmediate(async () => {
    for (const step of ['first', 'second', 'third']) {
      await failpoint(step);
      writeSync(1, `${step}\n`);
    }
    process.exit(0);
  });
});
