/**
 * pdfmake's printer, which takes fonts by their paths, and the part of its document language that a paper uses. The published types
 * bring the browser's globals into the whole program. Lengths are in points.
 */
declare module 'pdfmake/js/Printer.js' {
  import type { Readable } from 'node:stream';

  export interface Style {
    readonly bold?: boolean;
    readonly fontSize?: number;
    readonly lineHeight?: number;
    readonly characterSpacing?: number;
    readonly color?: string;
    readonly fillColor?: string;
    readonly alignment?: 'left' | 'center' | 'right';
    /** Left, top, right, bottom. */
    readonly margin?: readonly [number, number, number, number];
    readonly width?: 'auto';
  }
  interface Line {
    readonly type: 'line';
    readonly x1: number;
    readonly y1: number;
    readonly x2: number;
    readonly y2: number;
    readonly lineWidth: number;
    readonly lineColor: string;
  }
  export type Cell = string | (Style & { readonly text: string; readonly colSpan?: number });
  interface Table {
    readonly body: readonly (readonly Cell[])[];
    readonly widths: readonly (number | '*')[];
    readonly headerRows?: number;
    readonly dontBreakRows?: boolean;
  }
  export interface TableLayout {
    hLineWidth(line: number, node: { readonly table: Table }): number;
    hLineColor(line: number, node: { readonly table: Table }): string;
    vLineWidth(): number;
    paddingLeft(): number;
    paddingRight(): number;
    paddingTop(): number;
    paddingBottom(): number;
  }
  interface Block extends Style {
    /** Keeps it on one page. */
    readonly unbreakable?: boolean;
  }
  export type Content =
    | string
    | (Block & { readonly text: string })
    | (Block & { readonly stack: readonly Content[] })
    | (Block & { readonly columns: readonly Content[]; readonly columnGap?: number })
    | (Block & { readonly ul: readonly string[]; readonly markerColor?: string })
    | (Block & { readonly table: Table; readonly layout: TableLayout })
    | (Block & { readonly canvas: readonly Line[] });
  export interface PdfDocument {
    readonly pageSize: 'A4';
    readonly pageMargins: readonly [number, number, number, number];
    readonly language: string;
    readonly info: { readonly title: string; readonly author: string; readonly subject: string };
    readonly defaultStyle: Style & { readonly font: string };
    readonly footer: (page: number, pages: number) => Content;
    readonly content: readonly Content[];
  }

  class Printer {
    /** @param fonts the paths of font files, by font */
    constructor(
      fonts: Readonly<Record<string, { readonly normal: string; readonly bold: string }>>,
      virtualFiles: null,
      urls: { resolve(url: string): void; resolved(): Promise<void> },
      mayRead: (path: string) => boolean,
    );
    createPdfKitDocument(document: PdfDocument): Promise<Readable & { end(): void }>;
  }
  const printing: { readonly default: typeof Printer };
  export default printing;
}
