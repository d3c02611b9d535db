/** 01012345678 → 010-1234-5678; masked numbers too: 010****5678 → 010-****-5678. */
export const formatTel = (tel: string): string => tel.replace(/^(\d{3})([\d*]{3,4})(\d{4})$/, '$1-$2-$3');
