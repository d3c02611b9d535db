/** The refusal of a command about a company. The message is shown to the operator. */
export interface CompanyProblem {
  readonly code: CompanyProblemCode;
  readonly message: string;
  /** The path of the input field. */
  readonly field: readonly string[];
}

export type CompanyProblemCode = keyof typeof problems;

const problems = {
  INVALID_NAME: { message: '업체 이름을 1~50자로 입력해 주세요.', field: ['input', 'name'] },
  INVALID_REPRESENTATIVE: {
    message: '대표자 이름을 1~50자로 입력해 주세요.',
    field: ['input', 'representative'],
  },
  INVALID_REGISTRATION_NUMBER: {
    message: '사업자등록번호를 확인해 주세요. 예: 120-81-47521',
    field: ['input', 'registrationNumber'],
  },
  INVALID_PERMIT_NUMBER: {
    message: '허가번호를 1~50자로 입력해 주세요.',
    field: ['input', 'permitNumber'],
  },
  INVALID_INSURED_UNTIL: {
    message: '보험 만료일은 오늘부터 10년 이내로 입력해 주세요. 예: 2027-12-31',
    field: ['input', 'insuredUntil'],
  },
  INVALID_PHONE: {
    message: '전화번호를 확인해 주세요. 예: 02-123-4567, 1588-1234',
    field: ['input', 'phone'],
  },
  INVALID_ADDRESS: { message: '주소를 1~200자로 입력해 주세요.', field: ['input', 'address'] },
  COMPANY_ALREADY_REGISTERED: {
    message: '이미 등록된 사업자등록번호예요.',
    field: ['input', 'registrationNumber'],
  },
  NOT_FOUND: { message: '업체를 찾을 수 없어요.', field: ['id'] },
} as const;

export const companyProblem = (code: CompanyProblemCode): CompanyProblem => ({ code, ...problems[code] });
