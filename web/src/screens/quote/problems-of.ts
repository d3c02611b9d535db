import type { UserError } from '../../parts/user-errors.ts';
import { isBlank } from '../../parts/place/typed-place.ts';
import { hasLoad, type QuoteDraft } from './draft.ts';
import { isFloor } from './request-quote.ts';
import type { Step } from './steps.ts';

const NO_FLOOR = '층을 숫자로 적어 주세요.';

/** What a step still lacks. All other checks are the server's. */
export function problemsOf(step: Step, draft: QuoteDraft): readonly UserError[] {
  switch (step) {
    case 'load':
      return hasLoad(draft) ? [] : [loadProblem(draft)];
    case 'places':
      return [
        ...(isBlank(draft.from) ? [problem('어디에서 이사하는지 알려 주세요.', 'location', 'address')] : []),
        ...(isFloor(draft.from.floor) ? [] : [problem(NO_FLOOR, 'access', 'floor')]),
        ...(isBlank(draft.to) ? [problem('어디로 이사하는지 알려 주세요.', 'destination', 'address')] : []),
        ...(isFloor(draft.to.floor) ? [] : [problem(NO_FLOOR, 'destinationAccess', 'floor')]),
      ];
    case 'day':
      return draft.movingOn === null ? [problem('이사하는 날을 골라 주세요.', 'movingOn')] : [];
    case 'offer':
    case 'consent':
      return [];
    default:
      return step satisfies never;
  }
}

const loadProblem = ({ loadBy }: QuoteDraft): UserError =>
  loadBy === 'TONS'
    ? problem('트럭 톤수를 골라 주세요.', 'tons')
    : problem('집 크기를 고르거나 짐을 담아 주세요.', 'items');

const problem = (message: string, ...field: string[]): UserError => ({
  code: 'MISSING',
  message,
  field: ['input', ...field],
  retryAfterSeconds: null,
});

/** The fields of the quote's input that each step shows, by their paths. */
export const fieldsOf: Readonly<Record<'load' | 'places' | 'day', readonly string[]>> = {
  load: ['moveType', 'items', 'tons', 'options'],
  places: ['location.address', 'destination.address', 'access.floor', 'destinationAccess.floor'],
  day: ['movingOn', 'slot'],
};

const asking = ['load', 'places', 'day'] as const;

/** The first step that shows a refused field, so that the refusal can be seen beside it; null when none does. */
export const stepOf = (errors: readonly UserError[]): (typeof asking)[number] | null =>
  asking.find((step) =>
    fieldsOf[step].some((path) => errors.some(({ field }) => field?.slice(1).join('.') === path)),
  ) ?? null;
