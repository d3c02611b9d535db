import type { Agreement } from '../contract/contract.ts';
import type { Price } from '../quote/pricing.ts';
import { type PaperSection, section } from './paper.ts';
import { volume, weight, won } from './paper-text.ts';

/** The sections with a table: what is moved, and what it costs. */

/** What is moved, each line with the volume and weight of all its things; or the tonnage as the customer told it. */
export function loadSection({ items, quote: { price, request } }: Agreement): PaperSection {
  if (items === null || price.size === null) {
    const tons = 'tons' in request.load ? request.load.tons : price.truck.tons;
    return section('이삿짐', { rows: [{ label: '짐의 양', value: `${tons}톤 (고객이 알려 준 톤수)` }] });
  }
  const count = items.reduce((sum, item) => sum + item.count, 0);
  return section('이삿짐', {
    table: {
      columns: ['품목', '수량', '부피', '무게'],
      lines: items.map((item) => ({
        cells: [
          item.label,
          String(item.count),
          volume(item.litres * item.count),
          weight(item.kilograms * item.count),
        ],
      })),
      sum: { cells: ['합계', String(count), volume(price.size.litres), weight(price.size.kilograms)] },
    },
  });
}

export const chargesSection = ({ lines, total, deposit }: Price): PaperSection =>
  section('운임과 계약금', {
    table: {
      columns: ['내역', '금액'],
      lines: lines.map(({ label, amount }) => ({ cells: [label, won(amount)] })),
      sum: { cells: ['총 운임', won(total)] },
    },
    rows: [
      { label: '계약금', value: won(deposit) },
      { label: '잔금', value: won(total - deposit) },
    ],
    notes: ['동의하지 않은 추가요금은 내지 않아요.'],
  });
