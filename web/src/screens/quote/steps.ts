import { hasLoad, hasPlaces, type QuoteDraft } from './draft.ts';

/** The five steps, in order. The last two are about one quote and have its id in their address. */
export const steps = ['load', 'places', 'day', 'offer', 'consent'] as const;

export type Step = (typeof steps)[number];

export const stepLabels: Readonly<Record<Step, string>> = {
  load: '짐',
  places: '주소',
  day: '날짜',
  offer: '견적',
  consent: '동의',
};

export type Position =
  { readonly step: 'load' | 'places' | 'day' } | { readonly step: 'offer' | 'consent'; readonly id: string };

const PATH = /^\/quote(?:\/([\w-]+)(\/consent)?)?$/;

/** Where in the wizard a path is; null when the path is none of the wizard's. */
export function positionOf(path: string): Position | null {
  const [match, name, consent] = PATH.exec(path) ?? [];
  if (match === undefined) return null;
  if (name === undefined) return { step: 'load' };
  if (name === 'places' || name === 'day') return consent === undefined ? { step: name } : null;
  return { step: consent === undefined ? 'offer' : 'consent', id: name };
}

export function pathOf(position: Position): string {
  switch (position.step) {
    case 'load':
      return '/quote';
    case 'places':
    case 'day':
      return `/quote/${position.step}`;
    case 'offer':
      return `/quote/${position.id}`;
    case 'consent':
      return `/quote/${position.id}/consent`;
    default:
      return position satisfies never;
  }
}

/** The step itself, or the first one before it that the draft has no answer for. */
export function reachable(step: 'load' | 'places' | 'day', draft: QuoteDraft): 'load' | 'places' | 'day' {
  if (step !== 'load' && !hasLoad(draft)) return 'load';
  if (step === 'day' && !hasPlaces(draft)) return 'places';
  return step;
}
