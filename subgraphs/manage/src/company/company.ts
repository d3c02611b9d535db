import type { Day } from '@movecall/values/days';

/** A moving company (이사업체), as a customer sees it before consent. assign keeps companies; this is a value as of one moment. */
export interface PublicCompany {
  readonly id: string;
  readonly name: string;
  /** 대표자. */
  readonly representative: string;
  /** 사업자등록번호, as 120-81-47521. */
  readonly registrationNumber: string;
  /** 화물자동차 운송주선사업 허가번호. */
  readonly permitNumber: string;
  /** The last day on which its insurance covers a move. */
  readonly insuredUntil: Day;
}

/** A company as a contract has it. */
export interface Company extends PublicCompany {
  readonly phone: string;
  readonly address: string;
}
