import { formatWon } from '../../format/money.ts';
import type { Quote } from './request-quote.ts';

/** A tenth of the fare, in whole won: what the standard terms reckon compensation from. */
const tenthOf = (total: number): number => Math.floor(total / 10);

/** What one agrees to, in plain Korean: the deposit, and what a cancel costs either side by the standard terms. */
export function Terms({ quote: { total, deposit, terms } }: { readonly quote: Quote }) {
  const tenth = tenthOf(total);
  return (
    <section className="card terms" aria-labelledby="terms">
      <h2 id="terms">계약금과 취소</h2>
      <ul>
        <li>
          계약금은 <strong>{formatWon(deposit)}</strong>, 잔금은 {formatWon(total - deposit)}이에요.
        </li>
        <li>이사팀이 정해지기 전에 취소하면 내는 돈이 없고, 낸 돈은 모두 돌려받아요.</li>
        <li>
          이사팀이 정해진 뒤에는 이사 하루 전까지 취소하면 {formatWon(tenth)}, 이사하는 날 취소하면{' '}
          {formatWon(2 * tenth)}을 물어요. 이미 낸 계약금은 빼고 내요.
        </li>
        <li>
          이사팀이 취소하면 낸 돈을 돌려받고, 이틀 전까지는 {formatWon(2 * tenth)}, 하루 전에는{' '}
          {formatWon(4 * tenth)}, 당일에는 {formatWon(6 * tenth)}, 말없이 오지 않으면 {formatWon(10 * tenth)}
          을 받아요.
        </li>
        <li>동의하지 않은 추가요금은 내지 않아요.</li>
        <li>짐이 상했거나 없어졌으면 바로, 늦어도 14일 안에 알려 주세요.</li>
      </ul>
      <p className="faint">공정거래위원회 이사화물 표준약관 제{terms}호를 따라요.</p>
    </section>
  );
}
