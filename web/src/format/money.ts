const won = new Intl.NumberFormat('ko-KR');

/** 1500000 → 1,500,000원 */
export const formatWon = (amount: number): string => `${won.format(amount)}원`;

/** 1500000 → 150만 원, as the amount is spoken. '' below ten thousand. */
export function sayWon(amount: number): string {
  const man = Math.floor(amount / 10_000);
  if (man === 0) return '';
  const eok = Math.floor(man / 10_000);
  const rest = man % 10_000;
  const parts = [eok > 0 ? `${eok}억` : '', rest > 0 ? `${won.format(rest)}만` : ''].filter(Boolean);
  return `${parts.join(' ')} 원${amount % 10_000 === 0 ? '' : '쯤'}`;
}

/** 1772000 → 177만: as much as a cell of a calendar has space for. */
export const shortWon = (amount: number): string => `${won.format(Math.round(amount / 10_000))}만`;
