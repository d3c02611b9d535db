export {
  type Change,
  type Commanded,
  type Decider,
  type Decision,
  type Recorded,
  decideAll,
} from './decider.ts';
export { createExecutor, type Execute, type Store } from './executor.ts';
export { createReaction } from './reaction.ts';
export { createTogether, type TogetherOptions } from './together.ts';
