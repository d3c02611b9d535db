/** A kind of thing that a home has, as customers list it. */
export interface LoadItem {
  readonly code: string;
  /** In Korean. */
  readonly label: string;
  /** The room in which people look for it, in Korean. */
  readonly room: string;
  /** Litres that it fills in a truck, whole. */
  readonly litres: number;
  /** Kilograms, whole. */
  readonly kilograms: number;
}

type Line = readonly [code: string, label: string, cubicMetres: number, kilograms: number];

/**
 * The catalogue, by room. Volume and weight are estimates of one common size, with the space that is lost around it in a truck. A change
 * does not touch quotes that exist: a version of a quote keeps the volume that it was made with.
 */
const rooms: Readonly<Record<string, readonly Line[]>> = {
  침실: [
    ['QUEEN_BED', '퀸 침대', 1.5, 90],
    ['KING_BED', '킹 침대', 1.8, 110],
    ['SINGLE_BED', '싱글 침대', 0.9, 60],
    ['SUPER_SINGLE_BED', '슈퍼싱글 침대', 1.1, 70],
    ['BUNK_BED', '이층 침대', 1.6, 110],
    ['STONE_BED', '돌침대', 1.5, 250],
    ['WARDROBE_JA', '장롱 (1자)', 0.45, 40],
    ['CHEST_OF_DRAWERS', '서랍장', 0.6, 45],
    ['DRESSING_TABLE', '화장대', 0.5, 35],
    ['BEDSIDE_TABLE', '협탁', 0.1, 10],
    ['CLOTHES_RACK', '행거', 0.3, 15],
    ['BEDDING_BAG', '이불 가방', 0.2, 8],
    ['CLOTHES_CARE', '의류관리기', 0.7, 85],
  ],
  거실: [
    ['SOFA_3', '3인용 소파', 1.8, 60],
    ['SOFA_4', '4인용 소파', 2.4, 85],
    ['SOFA_1', '1인용 소파', 0.7, 25],
    ['TV', 'TV', 0.3, 20],
    ['TV_STAND', '거실장', 0.5, 40],
    ['COFFEE_TABLE', '소파 테이블', 0.3, 20],
    ['DISPLAY_CABINET', '장식장', 0.8, 60],
    ['STANDING_AIR_CONDITIONER', '스탠드 에어컨', 0.5, 40],
    ['WALL_AIR_CONDITIONER', '벽걸이 에어컨', 0.2, 12],
    ['AIR_PURIFIER', '공기청정기', 0.1, 10],
    ['FAN', '선풍기', 0.1, 5],
    ['MASSAGE_CHAIR', '안마의자', 1.4, 110],
    ['UPRIGHT_PIANO', '업라이트 피아노', 1.3, 230],
    ['DIGITAL_PIANO', '디지털 피아노', 0.5, 45],
    ['TREADMILL', '러닝머신', 1.0, 90],
    ['EXERCISE_BIKE', '실내 자전거', 0.4, 30],
    ['FLOOR_LAMP', '스탠드 조명', 0.1, 5],
    ['POTTED_PLANT', '큰 화분', 0.15, 15],
  ],
  주방: [
    ['REFRIGERATOR', '냉장고', 1.3, 130],
    ['SMALL_REFRIGERATOR', '소형 냉장고', 0.4, 40],
    ['KIMCHI_REFRIGERATOR', '김치냉장고', 0.9, 80],
    ['DINING_TABLE_4', '식탁과 의자 4개', 1.0, 60],
    ['DINING_TABLE_2', '식탁과 의자 2개', 0.6, 35],
    ['KITCHEN_CABINET', '주방 수납장', 0.6, 45],
    ['MICROWAVE', '전자레인지', 0.1, 13],
    ['OVEN', '오븐', 0.2, 30],
    ['GAS_RANGE', '가스레인지', 0.1, 12],
    ['DISHWASHER', '식기세척기', 0.4, 50],
    ['WATER_PURIFIER', '정수기', 0.1, 18],
    ['RICE_COOKER', '전기밥솥', 0.05, 6],
  ],
  '서재·아이 방': [
    ['DESK', '책상', 0.8, 40],
    ['OFFICE_CHAIR', '의자', 0.3, 12],
    ['BOOKCASE', '책장', 0.7, 40],
    ['COMPUTER', '컴퓨터와 모니터', 0.2, 15],
    ['PRINTER', '프린터', 0.1, 10],
    ['BABY_BED', '아기 침대', 0.6, 25],
    ['TOY_SHELF', '장난감 정리함', 0.4, 20],
    ['BICYCLE', '자전거', 0.5, 15],
  ],
  '세탁실·그 밖': [
    ['WASHING_MACHINE', '세탁기', 0.6, 80],
    ['DRYER', '건조기', 0.6, 45],
    ['VACUUM_CLEANER', '청소기', 0.1, 6],
    ['SHOE_CABINET', '신발장', 0.6, 40],
    ['STORAGE_SHELF', '선반', 0.4, 20],
    ['SUITCASE', '여행 가방', 0.1, 10],
    ['LARGE_BOX', '큰 상자', 0.1, 15],
    ['SMALL_BOX', '작은 상자', 0.05, 8],
    ['BOOK_BOX', '책 상자', 0.05, 20],
    ['SAFE', '금고', 0.3, 150],
  ],
};

/** Every item that a load can have, room by room. */
export const loadItems: readonly LoadItem[] = Object.entries(rooms).flatMap(([room, lines]) =>
  lines.map(([code, label, cubicMetres, kilograms]) => ({
    code,
    label,
    room,
    litres: Math.round(cubicMetres * 1_000),
    kilograms,
  })),
);

const byCode = new Map(loadItems.map((item) => [item.code, item]));

/** @returns undefined for a code that the catalogue does not have */
export const loadItem = (code: string): LoadItem | undefined => byCode.get(code);
