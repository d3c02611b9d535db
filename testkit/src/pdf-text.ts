import { once } from 'node:events';
import PDFParser, { type Output } from 'pdf2json';

/**
 * The text of a PDF, line by line from the top, without any space: a PDF has pieces at places, not words.
 *
 * @throws Error for what is no PDF
 */
export async function textOfPdf(bytes: Uint8Array): Promise<string> {
  const parser = new PDFParser();
  const read = once(parser, 'pdfParser_dataReady') as Promise<[Output]>;
  const failed = once(parser, 'pdfParser_dataError').then(([{ parserError }]) => {
    throw parserError;
  });
  parser.parseBuffer(Buffer.from(bytes));
  const [{ Pages }] = await Promise.race([read, failed]);
  const pieces = Pages.flatMap(({ Texts }) => Texts.toSorted((a, b) => a.y - b.y || a.x - b.x));
  return withoutSpaces(pieces.flatMap(({ R }) => R.map(({ T }) => decoded(T))).join(''));
}

/** To compare a text with that of a PDF. */
export const withoutSpaces = (text: string): string => text.replace(/\s+/g, '');

/** Some versions of the parser encode texts as in an address. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
