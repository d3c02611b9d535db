/** A moving company as it was at one moment. */
export interface Company {
  readonly id: string;
  readonly name: string;
  /** 대표자. */
  readonly representative: string;
  /** 사업자등록번호. */
  readonly registrationNumber: string;
  readonly permitNumber: string;
  /** The last day of its insurance, in Asia/Seoul, YYYY-MM-DD. */
  readonly insuredUntil: string;
  /** In the national form, as 0212345678. */
  readonly phone: string;
  readonly address: string;
}
