/** The country, romanised. */
const COUNTRY = /\b(?:(?:republic of|rep\.? of|south) korea|korea|rok|kr)\b/g;
/** `(03925)`, `우 03925`, `우편번호: 03925`, `[121-270]`: five digits, or six until 2015. */
const POSTCODE = /(?:(?:우편번호|우)[ .:)]*)?(?<!\d)(?:\d{5}|\d{3}-\d{3})(?!\d)(?= |\)|\]|,|[가-힣]|$)/;
/** What stands before the 시·도: what a map calls the line, and the country, also run together with the rest. */
const BEFORE_ADDRESS =
  /^[ ,()[\]]*(?:(?:도로명 ?주소|지번 ?주소|도로명|지번|주소)[ :]+)?[ ,()[\]]*(?:대한민국|한국(?= ))?/;
/** Forms of a romanised name in several words. */
const SEPARATE_ENDING = /\b([a-z]+) (gu|si|gun|do)\b/g;
const OFFICIAL_CITY = /\b([a-z]+) (?:(?:special|metropolitan)(?: self-governing)? )?city\b/g;
const OFFICIAL_PROVINCE = /\b([a-z]+) (?:(?:special )?self-governing )?(?:province|state)\b/g;
const SIDE_OF_PROVINCE = /\b(north|south) (chungcheong|jeolla|gyeongsang)\b/g;

/** The words of an address in the orders in which people may have written them: as they stand, and from its end. */
export function readingsOf(address: string): readonly (readonly string[])[] {
  const text = address
    .toLowerCase()
    .replace(COUNTRY, ' ')
    .replace(POSTCODE, ' ')
    .replace(BEFORE_ADDRESS, ' ')
    .replace(SIDE_OF_PROVINCE, '$1-$2')
    .replace(OFFICIAL_CITY, '$1')
    .replace(OFFICIAL_PROVINCE, '$1')
    .replace(SEPARATE_ENDING, '$1-$2');
  const words = wordsOf(text);
  const partsFromTheEnd = text.split(',').toReversed().flatMap(wordsOf);
  const isLatin = !/[가-힣]/.test(text);
  return [words, partsFromTheEnd, ...(isLatin ? [words.toReversed()] : [])];
}

const wordsOf = (text: string): readonly string[] =>
  text.split(/[\s,()[\]/·|]+/).filter((word) => word !== '');
