import { writeSync } from 'node:fs';
import { failpoint, acceptFailpoints } from '../src/index.ts';

// A process that runs through three steps once it has received a message.
acceptFailpoints('');
process.once('message', () => {
  setImmediate(async () => {
    for (const step of ['first', 'second', 'third']) {
      await failpoint(step);
      writeSync(1, `${step}\n`);
    }
    process.exit(0);
  });
});
