import { worker, workerEmit } from 'workerpool';

// What the tests of threads run.

worker({
  double(number) {
    workerEmit('begun');
    return number * 2;
  },
  // Takes a while, so that "begun" is read before the answer is there.
  doubleSlowly(number) {
    workerEmit('begun');
    const until = performance.now() + 100;
    while (performance.now() < until);
    return number * 2;
  },
  endless() {
    workerEmit('begun');
    for (;;);
  },
  hungry() {
    workerEmit('begun');
    const eaten = [];
    for (;;) eaten.push(Array.from({ length: 100_000 }, () => ({})));
  },
  faulty() {
    workerEmit('begun');
    throw new RangeError('a fault');
  },
});
