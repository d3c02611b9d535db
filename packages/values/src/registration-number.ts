import { cleanText } from './text.ts';

/** A business registration number (사업자등록번호) as it is printed: `120-81-47521`. */
export type RegistrationNumber = string & { readonly registrationNumber: unique symbol };

const WRITTEN = /^\d{3}[- ]?\d{2}[- ]?\d{5}$/;
/** The code of a tax office is 101 or more. */
const FIRST_OFFICE = 101;
/** The weights of the first eight digits. The ninth is multiplied by five, and both digits of that product count. */
const WEIGHTS = [1, 3, 7, 1, 3, 7, 1, 3];
const WEIGHT_OF_NINTH = 5;

/** Reads a business registration number, with or without dashes. @returns null when it is malformed or its check digit is wrong */
export function parseRegistrationNumber(text: string): RegistrationNumber | null {
  const written = cleanText(text);
  if (written === null || !WRITTEN.test(written)) return null;
  const digits = written.replaceAll(/\D/g, '');
  if (Number(digits.slice(0, 3)) < FIRST_OFFICE || checkDigit(digits) !== Number(digits[9])) return null;
  return `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}` as RegistrationNumber;
}

/** The last digit that the first nine demand. */
function checkDigit(digits: string): number {
  const weighted = WEIGHTS.reduce((sum, weight, nth) => sum + weight * Number(digits[nth]), 0);
  const ninth = Number(digits[8]) * WEIGHT_OF_NINTH;
  const sum = weighted + Math.floor(ninth / 10) + (ninth % 10);
  return (10 - (sum % 10)) % 10;
}
