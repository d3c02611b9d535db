import { hasLoad, hasPlaces, type QuoteDraft } from './draft.ts';

/** The steps, in order. The last one is about one quote and has its id in its address. */
export const steps = ['load', 'places', 'day', 'offer'] as const;

export type Step = (typeof steps)[number];

export const stepLabels: Readonly<Record<Step, string>> = {
  load: '짐',
  places: '주소',
  day: '날짜',
  offer: '견적',
};

export type Position =
  { readonly step: 'load' | 'places' | 'day' } | { readonly step: 'offer'; readonly id: string };

const PATH = /^\/quote(?:\/([\w-]+))?$/;

/** Where in the wizard a path is; null when the path is none of the wizard's. */
export function positionOf(path: string): Position | null {
  const [match, name] = PATH.exec(path) ?? [];
  if (match === undefined) return null;
  if (name === undefined) return { step: 'load' };
  return name === 'places' || name === 'day' ? { step: name } : { step: 'offer', id: name };
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
