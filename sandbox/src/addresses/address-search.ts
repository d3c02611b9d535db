import { knownAddresses } from './known-addresses.ts';
import type { MadeAddress } from './made-address.ts';
import { madeAddresses } from './made-addresses.ts';

/** How much of an address the query has named. */
export type Precision = 'REGION' | 'ROAD' | 'REGION_ADDR' | 'ROAD_ADDR';

export interface AddressHit {
  readonly precision: Precision;
  readonly address: MadeAddress;
}

const addresses = [...knownAddresses, ...madeAddresses];

/** The addresses that have all words of a query, in the order of the data; those of a region or a road as one. */
export function searchAddresses(query: string): readonly AddressHit[] {
  const words = query.split(/[\s,()]+/).filter(Boolean);
  if (words.length === 0) return [];
  const hits = addresses
    .filter((address) => words.every((word) => wordsOf(address).some((own) => isMatch(own, word))))
    .map((address) => ({ address, precision: precisionOf(words, address) }));
  return hits.filter((hit, at) => hits.findIndex((other) => nameOf(other) === nameOf(hit)) === at);
}

/** The address as its precision has it: `서울 마포구 상암동`, `서울 마포구 월드컵북로 400`. */
export function nameOf({ precision, address }: AddressHit): string {
  const { sido, sigungu, dong, lot, road, number } = address;
  const rest: Readonly<Record<Precision, string>> = {
    REGION: dong,
    ROAD: road,
    REGION_ADDR: `${dong} ${lot}`,
    ROAD_ADDR: `${road} ${number}`,
  };
  return [sido, sigungu, rest[precision]].filter(Boolean).join(' ');
}

const wordsOf = ({ sido, sigungu, dong, lot, road, number, building }: MadeAddress): readonly string[] => [
  sido,
  ...sigungu.split(' '),
  ...dong.split(' '),
  lot,
  road,
  number,
  building,
];

/** A number must be the whole number, and a name begins with two letters at least. 대저동 is 대저1동 too, and 서울시 is 서울. */
function isMatch(own: string, word: string): boolean {
  if (/^\d/.test(word)) return own === word;
  if (word.length < 2) return false;
  return own.startsWith(word) || own.replace(/\d+동$/, '동') === word || isSido(own, word);
}

const OFFICIAL = /^(서울|부산|대구|인천|대전|울산|경기)(?:특별시|광역시|시|도)$/;
const isSido = (own: string, word: string): boolean => OFFICIAL.exec(word)?.[1] === own;

function precisionOf(
  words: readonly string[],
  { dong, road, lot, number, building }: MadeAddress,
): Precision {
  const names = (own: string): boolean =>
    own !== '' && words.some((word) => own.split(' ').some((part) => isMatch(part, word)));
  if (names(building)) return 'ROAD_ADDR';
  if (names(road)) return words.includes(number) ? 'ROAD_ADDR' : 'ROAD';
  return names(dong) && words.includes(lot) ? 'REGION_ADDR' : 'REGION';
}
