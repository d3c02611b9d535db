import type { SidoShort } from './sido.ts';

/**
 * How people write each 시·도 besides its official and its short name: with 시 or 도, as it was called before, and romanised. Lower case.
 * 광주광역시 and 전라남도 became 전남광주통합특별시 in July 2026.
 */
export const sidoNames: Readonly<Record<SidoShort, readonly string[]>> = {
  서울: ['서울시', 'seoul', 'seoul-si'],
  부산: ['부산시', '부산직할시', 'busan', 'busan-si', 'pusan'],
  대구: ['대구시', '대구직할시', 'daegu', 'daegu-si', 'taegu'],
  인천: ['인천시', '인천직할시', 'incheon', 'incheon-si', 'inchon'],
  대전: ['대전시', '대전직할시', 'daejeon', 'daejeon-si', 'taejon'],
  울산: ['울산시', 'ulsan', 'ulsan-si'],
  세종: ['세종시', 'sejong', 'sejong-si'],
  경기: ['gyeonggi', 'gyeonggi-do'],
  강원: ['강원도', 'gangwon', 'gangwon-do'],
  충북: ['chungbuk', 'chungcheongbuk-do', 'north-chungcheong'],
  충남: ['chungnam', 'chungcheongnam-do', 'south-chungcheong'],
  전북: ['전라북도', 'jeonbuk', 'jeollabuk-do', 'north-jeolla'],
  전남광주: [
    '전남광주특별시',
    '전남광주시',
    'jeonnam-gwangju',
    '광주',
    '광주시',
    '광주광역시',
    '광주직할시',
    'gwangju',
    'gwangju-si',
    'kwangju',
    '전남',
    '전라남도',
    'jeonnam',
    'jeollanam-do',
    'south-jeolla',
  ],
  경북: ['gyeongbuk', 'gyeongsangbuk-do', 'north-gyeongsang'],
  경남: ['gyeongnam', 'gyeongsangnam-do', 'south-gyeongsang'],
  제주: ['제주도', 'jeju', 'jeju-do'],
};
