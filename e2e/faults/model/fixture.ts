import type { Mover } from './dispatch-model.ts';

/** The small testbed of one sequence: on its two days nobody else asks for a mover, and nobody but its own movers can come. */

export const homes = ['mapo', 'guro', 'songpa'] as const;

/** Where its movers are based: the first of them are there from its beginning, the others are registered. */
export const bases = ['mapo', 'guro', 'gangnam', 'nowon', 'jongno', 'gangdong'] as const;

export const firstMovers: readonly Mover[] = [
  { name: 'at mapo', base: 'mapo', moveTypes: ['FULL_PACKING'] },
  { name: 'at guro', base: 'guro', moveTypes: ['HALF_PACKING'] },
  { name: 'at gangnam', base: 'gangnam', moveTypes: ['FULL_PACKING', 'HALF_PACKING'] },
];
