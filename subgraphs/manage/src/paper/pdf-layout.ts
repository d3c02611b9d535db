import type { Cell, Content, Style, TableLayout, PdfDocument } from 'pdfmake/js/Printer.js';
import type { ContractPaper, PaperRow, PaperSection, PaperTable } from './paper.ts';

/** How a paper looks on A4. Lengths are in points. */

export const FONT = 'Pretendard';
const INK = '#161a21';
const SOFT = '#556070';
const LINE = '#d5dae1';
const FILL = '#f3f5f8';
const MARGIN = 44;
/** A longer value has a row of its own. */
const SHORT = 22;
const LABEL_WIDTH = 82;

const ruled: TableLayout = {
  hLineWidth: (line, { table }) => (line === 0 || line === table.body.length ? 0.8 : 0.4),
  hLineColor: (line, { table }) => (line === 0 || line === table.body.length ? SOFT : LINE),
  vLineWidth: () => 0,
  paddingLeft: () => 7,
  paddingRight: () => 7,
  // A line is higher than its letters, by what is below them.
  paddingTop: () => 4.5,
  paddingBottom: () => 2.5,
};

/** The document of a paper. */
export const pdfLayout = (paper: ContractPaper): PdfDocument => ({
  pageSize: 'A4',
  pageMargins: [MARGIN, 40, MARGIN, 50],
  language: 'ko-KR',
  info: { title: '이사 계약서', author: '이사콜', subject: paper.number },
  defaultStyle: { font: FONT, fontSize: 8.5, lineHeight: 1.2, color: INK },
  footer: (page, pages) => ({
    margin: [MARGIN, 16, MARGIN, 0],
    fontSize: 7,
    color: SOFT,
    columns: [`이사콜 · 계약번호 ${paper.number}`, { text: `${page} / ${pages}`, alignment: 'right' }],
  }),
  content: [heading(paper), ...paper.sections.map(sectionContent), signatures(paper)],
});

const heading = ({ number, state }: ContractPaper): Content => ({
  margin: [0, 0, 0, 4],
  stack: [
    { text: '이사 계약서', bold: true, fontSize: 24, alignment: 'center', characterSpacing: 4 },
    { text: state, alignment: 'center', color: SOFT, margin: [0, 2, 0, 0] },
    { text: `계약번호 ${number}`, alignment: 'center', color: SOFT },
  ],
});

function sectionContent({ title, rows, table, notes }: PaperSection, index: number): Content {
  const [first, ...rest] = [
    ...(table ? [tableContent(table)] : []),
    ...(rows.length > 0 ? [rowsContent(rows)] : []),
    ...(notes.length > 0 ? [notesContent(notes)] : []),
  ];
  const titled: Content = {
    text: `${index + 1}. ${title}`,
    bold: true,
    fontSize: 10.5,
    margin: [0, 9, 0, 3],
  };
  // A long table breaks over pages; any other section stays whole.
  const isLong = (table?.lines.length ?? 0) > 6;
  return { stack: [titled, ...(first ? [first, ...rest] : [])], ...(!isLong && { unbreakable: true }) };
}

/** Two short facts share a line, as in a form. */
function rowsContent(rows: readonly PaperRow[]): Content {
  const lines: Cell[][] = [];
  for (let at = 0; at < rows.length; at += 1) {
    const [row, next] = [rows[at], rows[at + 1]];
    if (!row) break;
    if (next && isShort(row) && isShort(next)) {
      lines.push([labelCell(row), row.value, labelCell(next), next.value]);
      at += 1;
    } else {
      lines.push([labelCell(row), { text: row.value, colSpan: 3 }, '', '']);
    }
  }
  return {
    layout: ruled,
    table: { widths: [LABEL_WIDTH, '*', LABEL_WIDTH, '*'], body: lines, dontBreakRows: true },
  };
}

const isShort = ({ value }: PaperRow): boolean => value.length <= SHORT;

const labelCell = ({ label }: PaperRow): Cell => ({ text: label, color: SOFT, fillColor: FILL });

function tableContent({ columns, lines, sum }: PaperTable): Content {
  const cells = (texts: readonly string[], style: Style): Cell[] =>
    texts.map((text, column) => ({ text, alignment: column === 0 ? 'left' : 'right', ...style }));
  return {
    layout: ruled,
    margin: [0, 0, 0, 4],
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: columns.map((_, column) => (column === 0 ? '*' : columns.length === 2 ? 140 : 80)),
      body: [
        cells(columns, { color: SOFT, fillColor: FILL }),
        ...lines.map((line) => cells(line.cells, {})),
        cells(sum.cells, { bold: true }),
      ],
    },
  };
}

const notesContent = (notes: readonly string[]): Content =>
  notes.length === 1
    ? { text: notes.join(), margin: [0, 3, 0, 0] }
    : { ul: [...notes], margin: [0, 1, 0, 0], markerColor: SOFT };

/** A line for each who signs a printed paper; consent was given on the page or by phone. */
const signatures = ({ parties }: ContractPaper): Content => ({
  unbreakable: true,
  margin: [0, 20, 0, 0],
  columnGap: 28,
  columns: parties.map(({ label, value }) => ({
    stack: [
      { text: label, color: SOFT, fontSize: 7.5 },
      {
        columns: [
          { text: value, bold: true, fontSize: 10 },
          { text: '(서명 또는 인)', color: SOFT, width: 'auto' },
        ],
      },
      { canvas: [{ type: 'line', x1: 0, y1: 4, x2: 239, y2: 4, lineWidth: 0.8, lineColor: INK }] },
    ],
  })),
});
