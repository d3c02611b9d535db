import { readAddress } from '@movecall/values/address';
import { MAX_ADDRESS_LENGTH } from '@movecall/values/places';
import { lengthOf, parseLine } from '@movecall/values/text';

/** A letter that waits for the rest of its syllable, as the last one of `마포ㄱ` while somebody types. */
const UNFINISHED = /[\u3131-\u318e]+$/;
const POSTCODE = /^[([]?\d{5}[)\]]?\s+/;
/** 동·호 and floor: `101동 1203호`, `제101동`, `가동 203호`, `B101호`, `지하 1층`. 상암동 and 3가동 are not among them. */
const DETAIL =
  /(?:^|[\s,]|(?<=\d동))(?:제?\d{1,4}동(?=[\s,\d]|$)|[A-Za-z가나다라마바사아]동(?=\s*(?:제|지하\s?|B)?\d+호)|(?:제|지하\s?|B)?\d{1,4}(?:호|층)(?=[\s,]|$))/g;

/** Fewer characters name no address. */
const SHORTEST = 2;

/**
 * What a typed address is searched for: cleaned, without 동·호, which no street has and the provider need not know.
 *
 * @returns null for what can be no address
 */
export function queryOf(typed: string): string | null {
  const line = parseLine(typed, MAX_ADDRESS_LENGTH);
  const query = line
    ?.replace(UNFINISHED, '')
    .replace(POSTCODE, '')
    .replace(DETAIL, ' ')
    .replace(/[\s,]+$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return query !== undefined && lengthOf(query) >= SHORTEST ? query : null;
}

/** 동, 읍, 면, 리, 가, 로, 길 and what they are romanised as, with a number behind them or without. */
const STREET = /^(?:[가-힣0-9.·]+[동읍면리가로길][0-9-]*|.+-(?:dong|eup|myeon|ri|ga|ro|gil)[0-9-]*)$/i;

/** Whether an address names a 동 or a street. Otherwise it is a 시·군·구 alone, which the table knows best: 구로 is no street. */
export const hasStreet = (query: string): boolean =>
  query.split(/[\s,()]+/).some((word) => STREET.test(word) && readAddress(word).length === 0);
