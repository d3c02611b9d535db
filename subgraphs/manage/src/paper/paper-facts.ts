import { koreanDay } from '@movecall/values/days';
import { slotLabels } from '@movecall/values/slots';
import { phoneText } from '@movecall/values/tel';
import type { Company } from '../company/company.ts';
import type { Agreement } from '../contract/contract.ts';
import type { Access } from '../quote/access.ts';
import { optionLabel } from '../quote/options.ts';
import { moveTypeLabels } from '../quote/pricing.ts';
import type { StoredQuote } from '../quote/quote.ts';
import type { QuoteRequest } from '../quote/quote-request.ts';
import { type PaperSection, section } from './paper.ts';
import { moment } from './paper-text.ts';

/** The sections of rows: who, when, where and how. */

/** @param company null while no team is confirmed */
export function companySection(company: Company | null): PaperSection {
  if (company === null)
    return section('이사업체', {
      notes: [
        '이사팀이 배정되면 채워져요. 상호, 대표자, 등록번호, 허가번호와 보험을 이 칸에서 볼 수 있어요.',
      ],
    });
  return section('이사업체', {
    rows: [
      { label: '상호', value: company.name },
      { label: '대표자', value: company.representative },
      { label: '사업자등록번호', value: company.registrationNumber },
      { label: '허가번호', value: company.permitNumber },
      { label: '전화번호', value: phoneText(company.phone) },
      { label: '적재물배상보험', value: `${koreanDay(company.insuredUntil)}까지` },
      { label: '주소', value: company.address },
    ],
  });
}

/** The customer, and who made the quote by the rules of a price book. */
export const customerSection = (
  phone: string,
  { id, version, price, madeAt, operatorId }: StoredQuote,
): PaperSection =>
  section('고객과 견적', {
    rows: [
      { label: '고객 연락처', value: phone },
      {
        label: '견적 작성',
        value: `${operatorId === null ? '고객이 이사콜에서 직접' : '이사콜 상담원'} (가격표 ${price.priceBook})`,
      },
      { label: '견적 작성일', value: moment(madeAt) },
      { label: '견적번호', value: `${id} (버전 ${version})` },
    ],
  });

export const daySection = ({ movingOn, slot }: QuoteRequest): PaperSection =>
  section('이사 일시', {
    rows: [
      { label: '이사하는 날', value: koreanDay(movingOn) },
      { label: '작업 시간', value: `${slotLabels[slot].label} (${slotLabels[slot].hours})` },
    ],
  });

export const placesSection = ({ request, price }: StoredQuote): PaperSection =>
  section('출발지와 도착지', {
    rows: [
      { label: '출발지', value: request.location.address },
      { label: '출발지 조건', value: accessText(request.access) },
      { label: '도착지', value: request.destination?.address ?? '정해지지 않음' },
      { label: '도착지 조건', value: accessText(request.destinationAccess) },
      ...(request.destination ? [{ label: '이동 거리', value: `약 ${price.distanceKm}km` }] : []),
    ],
  });

const accessText = ({ floor, elevator, ladderTruck }: Access): string =>
  [`${floor}층`, `엘리베이터 ${elevator ? '있음' : '없음'}`, ladderTruck ? '사다리차 사용' : '']
    .filter(Boolean)
    .join(' · ');

/** Who packs what, by type of move. */
const packing: Readonly<Record<QuoteRequest['moveType'], string>> = {
  FULL_PACKING: '짐 싸기부터 정리까지 이사업체가 해요',
  HALF_PACKING: '큰 짐은 이사업체가, 작은 짐은 고객이 싸요',
  STANDARD: '짐은 고객이 싸고 이사업체가 옮겨요',
};

export function workSection({ request, price }: StoredQuote): PaperSection {
  const { tons, crewMen, crewWomen } = price.truck;
  const ladders = price.lines.filter(({ code }) => code === 'LADDER_TRUCK').map(({ label }) => label);
  const options = request.options.map(({ code, count }) => `${optionLabel(code)} ${count}`);
  return section('이사 종류와 작업', {
    rows: [
      { label: '이사 종류', value: moveTypeLabels[request.moveType] },
      { label: '포장', value: packing[request.moveType] },
      { label: '차량', value: `${tons}톤 트럭 1대` },
      { label: '작업 인원', value: `남자 ${crewMen}명${crewWomen > 0 ? `, 여자 ${crewWomen}명` : ''}` },
      { label: '장비', value: ladders.join(', ') || '없음' },
      { label: '추가 서비스', value: options.join(', ') || '없음' },
    ],
  });
}

export const consentSection = ({ consentedAt, consentedBy, quote }: Agreement): PaperSection =>
  section('동의', {
    rows: [
      { label: '동의한 때', value: moment(consentedAt) },
      {
        label: '동의한 방법',
        value: consentedBy === 'CUSTOMER' ? '고객이 이사콜에서 동의' : '고객이 전화로 동의 (운영자가 기록)',
      },
      { label: '약관', value: `공정거래위원회 이사화물 표준약관 제${quote.terms}호` },
    ],
  });
