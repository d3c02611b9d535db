import { crewText } from '../../format/crew.ts';
import { formatWon } from '../../format/money.ts';
import { moveTypes } from '../../format/move-type.ts';
import { slots } from '../../format/slot.ts';
import { formatDay } from '../../format/time.ts';
import type { Quote } from './request-quote.ts';

/** What a quote is for: the move, its day, its two homes and its load. */
export function QuoteDetails({ quote }: { readonly quote: Quote }) {
  const { items, volume } = quote;
  return (
    <section className="card details" aria-label="이사 내용">
      <dl>
        <dt>이사유형</dt>
        <dd>{moveTypes[quote.moveType].label}</dd>
        <dt>이사하는 날</dt>
        <dd>
          {formatDay(quote.movingOn)} {slots[quote.slot].label}
        </dd>
        <dt>출발</dt>
        <dd>{endText(quote.location.address, quote.access)}</dd>
        {quote.destination && (
          <>
            <dt>도착</dt>
            <dd>{endText(quote.destination.address, quote.destinationAccess)}</dd>
          </>
        )}
        <dt>거리</dt>
        <dd>{quote.distanceKm}km</dd>
        <dt>트럭과 인원</dt>
        <dd>{crewText(quote)}</dd>
        <dt>짐</dt>
        <dd>{items === null || volume === null ? `${quote.tons}톤` : loadText(items, volume)}</dd>
      </dl>
      {items !== null && (
        <details className="room">
          <summary>짐 목록</summary>
          <p className="faint">{items.map(({ label, count }) => `${label} ${count}`).join(', ')}</p>
        </details>
      )}
    </section>
  );
}

const loadText = (items: NonNullable<Quote['items']>, volume: number): string =>
  `${items.reduce((sum, { count }) => sum + count, 0)}개, ${volume.toFixed(1)}㎥`;

const endText = (address: string, { floor, elevator, ladderTruck }: Quote['access']): string =>
  [`${address}, ${floor}층`, elevator ? '엘리베이터 있음' : '', ladderTruck ? '사다리차' : '']
    .filter(Boolean)
    .join(' · ');

/** The lines of a price and their sum. */
export function QuoteLines({ quote: { lines, total, deposit } }: { readonly quote: Quote }) {
  return (
    <section className="card bill" aria-label="견적 금액">
      <dl>
        {lines.map(({ code, label, amount }, nth) => (
          <div key={`${code}-${nth}`}>
            <dt>{label}</dt>
            <dd>{formatWon(amount)}</dd>
          </div>
        ))}
        <div className="sum">
          <dt>합계</dt>
          <dd>{formatWon(total)}</dd>
        </div>
        <div>
          <dt>계약금</dt>
          <dd>{formatWon(deposit)}</dd>
        </div>
      </dl>
    </section>
  );
}

/** The companies that may come: one agrees to these. */
export function Companies({ quote: { companies } }: { readonly quote: Quote }) {
  if (companies.length === 0)
    return (
      <p className="card faint">
        지금 이 지역에 올 수 있는 이사업체가 없어요. 불러 두면 이사팀이 생기는 대로 정해 드려요.
      </p>
    );
  return (
    <section className="card companies" aria-labelledby="companies">
      <h2 id="companies">올 수 있는 이사업체</h2>
      <ul>
        {companies.map(({ id, name, representative, registrationNumber, permitNumber, insuredUntil }) => (
          <li key={id}>
            <strong>{name}</strong>
            <span className="faint">
              대표 {representative} · 사업자등록번호 {registrationNumber}
              <br />
              허가번호 {permitNumber} · 보험 {insuredUntil}까지
            </span>
          </li>
        ))}
      </ul>
      <p className="faint">부르면 이 가운데 한 곳의 이사팀이 정해져요.</p>
    </section>
  );
}
