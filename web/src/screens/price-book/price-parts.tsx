import { moveTypes } from '../../format/move-type.ts';
import { Select } from '../../parts/select.tsx';
import type { Book } from './price-book-documents.ts';
import { Count, Group, Part, Won } from './price-fields.tsx';
import type { PriceEdit } from './use-price-edit.ts';

interface PartsProps {
  readonly book: Book;
  readonly edit: PriceEdit;
}

/** All prices of a book, part by part. */
export function PriceParts({ book, edit }: PartsProps) {
  return (
    <>
      <Trucks book={book} edit={edit} />
      <Ways edit={edit} />
      <Surcharges book={book} edit={edit} />
      <Others book={book} edit={edit} />
    </>
  );
}

function Trucks({ book, edit }: PartsProps) {
  return (
    <Part title="트럭과 인원">
      {book.trucks.map(({ tons }, nth) => (
        <Group key={tons} name={`${tons}톤`}>
          <Won edit={edit} path={`trucks.${nth}.base`} label="포장이사 기본요금" />
          <Count edit={edit} path={`trucks.${nth}.usable`} label="싣는 부피 (㎥)" decimal />
          <Count edit={edit} path={`trucks.${nth}.crewMen`} label="남자 (명)" />
          <Count edit={edit} path={`trucks.${nth}.crewWomen`} label="여자 (명)" />
        </Group>
      ))}
      <Group name="이사 종류별 기본요금">
        {book.moveTypes.map(({ moveType }, nth) => (
          <Count
            key={moveType}
            edit={edit}
            path={`moveTypes.${nth}.percentOfBase`}
            label={`${moveTypes[moveType].label} (%)`}
          />
        ))}
      </Group>
      <Group name="오전·오후 이사">
        <HalfDay book={book} edit={edit} />
      </Group>
    </Part>
  );
}

function HalfDay({ book, edit }: PartsProps) {
  const options = Object.fromEntries(book.trucks.map(({ tons }) => [`t${tons}`, `${tons}톤까지`]));
  return (
    <div data-changed={edit.isChanged('halfDayUpToTons') || undefined}>
      <Select<string>
        label="반나절에 할 수 있는 트럭"
        options={options}
        value={`t${edit.value('halfDayUpToTons')}`}
        onChange={(name) => edit.change('halfDayUpToTons', Number(name.slice(1)))}
      />
    </div>
  );
}

function Ways({ edit }: Pick<PartsProps, 'edit'>) {
  return (
    <Part title="거리, 사다리차, 계단">
      <Group name="거리">
        <Count edit={edit} path="distance.includedKm" label="기본요금에 든 거리 (km)" />
        <Won edit={edit} path="distance.perKm" label="그다음 1km마다" />
        <Count edit={edit} path="distance.roadPercent" label="직선거리 대비 도로 (%)" />
        <Won edit={edit} path="sea" label="제주 해상 운송" />
      </Group>
      <Ladder edit={edit} />
      <Group name="계단">
        <Won edit={edit} path="stairs.perFloor" label="한 층마다" />
        <Count edit={edit} path="stairs.highestFloor" label="방문 견적 없이 몇 층까지" />
      </Group>
    </Part>
  );
}

/** The last band goes up to the highest floor and stays. */
function Ladder({ edit }: { readonly edit: PriceEdit }) {
  return (
    <Group name="사다리차">
      {edit.bands.map((_band, nth) => (
        <div className="band" role="group" aria-label={`사다리차 ${nth + 1}구간`} key={nth}>
          <Count edit={edit} path={`ladder.${nth}.upToFloor`} label={`${nth + 1}구간, 몇 층까지`} />
          <Won edit={edit} path={`ladder.${nth}.amount`} label={`${nth + 1}구간 요금`} />
          {nth < edit.bands.length - 1 && (
            <button
              type="button"
              className="quiet"
              aria-label={`${nth + 1}구간 빼기`}
              onClick={() => edit.removeBand(nth)}
            >
              빼기
            </button>
          )}
        </div>
      ))}
      <button type="button" className="secondary add" onClick={edit.addBand}>
        구간 추가
      </button>
    </Group>
  );
}

function Surcharges({ book, edit }: PartsProps) {
  return (
    <Part title="할증과 추가 서비스">
      <Group name="날짜 할증">
        {book.days.map(({ code, label }, nth) => (
          <Won key={code} edit={edit} path={`days.${nth}.amount`} label={label} />
        ))}
      </Group>
      <Group name="추가 서비스">
        {book.options.map(({ code, label }, nth) => (
          <Won key={code} edit={edit} path={`options.${nth}.amount`} label={label} />
        ))}
      </Group>
    </Part>
  );
}

function Others({ edit }: PartsProps) {
  return (
    <Part title="계약금">
      <Group name="계약금">
        <Count edit={edit} path="deposit.percentOfTotal" label="총 운임의 (%)" />
        <Won edit={edit} path="deposit.roundedTo" label="버리는 단위" />
      </Group>
    </Part>
  );
}
