/** Why a price book is refused, as operators read it. */
export interface PriceBookProblem {
  readonly code: 'INVALID_PRICE_BOOK' | 'PRICE_BOOK_CHANGED';
  /** In Korean. */
  readonly message: string;
  /** The path of the input field at fault. */
  readonly field: readonly string[];
}

/** @param path within the input; positions in lists count from 0 */
export const invalid = (path: readonly (string | number)[], message: string): PriceBookProblem => ({
  code: 'INVALID_PRICE_BOOK',
  message,
  field: ['input', ...path.map(String)],
});

export const bookChanged: PriceBookProblem = {
  code: 'PRICE_BOOK_CHANGED',
  message: '그 사이에 새 가격표가 발행됐어요. 새 가격표를 불러와 다시 고쳐 주세요.',
  field: ['input', 'basedOn'],
};
