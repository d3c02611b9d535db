/** The version of the standard terms of moving (이사화물 표준약관) on which quotes are made: the number under which the Fair Trade Commission lists them. */
export const STANDARD_TERMS = '10035';
