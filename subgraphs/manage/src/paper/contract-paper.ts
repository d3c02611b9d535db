import type { Tel } from '@movecall/values/tel';
import type { CompletedVersion } from '../contract/contract-store.ts';
import type { SeenContract } from '../contract/contract-view.ts';
import { termsOf } from '../terms/standard-terms.ts';
import { type ContractPaper, type PaperSection, section } from './paper.ts';
import {
  companySection,
  consentSection,
  customerSection,
  daySection,
  placesSection,
  workSection,
} from './paper-facts.ts';
import { chargesSection, loadSection } from './paper-tables.ts';
import { rulesIn } from './paper-terms.ts';
import { moment, telText } from './paper-text.ts';

/** What a paper says besides the contract itself. */
export interface PaperFacts {
  /** Null when it cannot be read any more. */
  readonly tel: Tel | null;
  /** All versions that have a company, the oldest first. */
  readonly versions: readonly CompletedVersion[];
  /** Where to complain. */
  readonly complaints: string;
}

/** Writes what a viewer sees of a contract as a paper to print. Equal arguments make equal papers. */
export function contractPaper(contract: SeenContract, facts: PaperFacts): ContractPaper {
  const { callId, version, company, agreement } = contract;
  const { quote } = agreement;
  const phone = telText(facts.tel, contract.phoneShown);
  return {
    number: callId,
    state:
      company === null
        ? `버전 ${version} · 이사팀이 배정되면 이사업체가 채워져요.`
        : `버전 ${version} · 아래 내용대로 이사하기로 했어요.`,
    sections: [
      companySection(company),
      customerSection(phone, quote),
      daySection(quote.request),
      placesSection(quote),
      workSection(quote),
      loadSection(agreement),
      chargesSection(quote.price),
      section('취소와 배상', { notes: rulesIn(termsOf(quote.terms), quote.price.total) }),
      consentSection(agreement),
      ...versionSections(version, facts.versions),
      section('불만과 피해 상담', { notes: [facts.complaints] }),
    ],
    parties: [
      { label: '고객', value: phone },
      {
        label: '이사업체',
        value: company ? `${company.name} 대표 ${company.representative}` : '배정되면 채워져요',
      },
    ],
  };
}

/** Other companies had the call before: their versions stay valid for what they say. */
function versionSections(version: number, versions: readonly CompletedVersion[]): readonly PaperSection[] {
  const earlier = versions.filter((each) => each.version < version);
  if (earlier.length === 0) return [];
  return [
    section('계약의 변경', {
      rows: earlier.map(({ version: number, company, completedAt }) => ({
        label: `버전 ${number}`,
        value: `${company} · ${moment(completedAt)} 배정`,
      })),
      notes: ['이사업체가 바뀌어 새 버전을 썼어요. 앞 버전은 그대로 보관돼요.'],
    }),
  ];
}
