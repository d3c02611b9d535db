import type { Mover } from './dispatch-model.ts';

/** The places and movers of one command sequence. On its two days no other call asks for a mover, and no other mover is available. */

export const homes = ['mapo', 'guro', 'songpa'] as const;

/** Bases of the movers. Those of `firstMovers` come first; later registrations take the others in turn. */
export const bases = ['mapo', 'guro', 'gangnam', 'nowon', 'jongno', 'gangdong'] as const;

/** The movers that every sequence begins with. */
export const firstMovers: readonly Mover[] = [
  { name: 'at mapo', base: 'mapo', moveTypes: ['FULL_PACKING'], insured: false },
  { name: 'at guro', base: 'guro', moveTypes: ['HALF_PACKING'], insured: true },
  { name: 'at gangnam', base: 'gangnam', moveTypes: ['FULL_PACKING', 'HALF_PACKING'], insured: true },
];
