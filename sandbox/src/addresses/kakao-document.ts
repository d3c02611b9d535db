import { type AddressHit, nameOf } from './address-search.ts';

/** A hit in the form of Kakao Local. Coordinates are text: `x` is the longitude. */
export function documentOf(hit: AddressHit) {
  const { precision, address } = hit;
  const x = String(address.longitude);
  const y = String(address.latitude);
  return {
    address_name: nameOf(hit),
    address_type: precision,
    x,
    y,
    address: precision === 'ROAD' ? null : { ...lotOf(hit), x, y },
    road_address: precision === 'REGION' ? null : { ...roadOf(hit), x, y },
  };
}

function lotOf({ precision, address }: AddressHit) {
  const hasLot = precision !== 'REGION';
  const [main = '', sub = ''] = hasLot ? address.lot.split('-') : [];
  return {
    address_name: nameOf({ address, precision: hasLot ? 'REGION_ADDR' : 'REGION' }),
    ...regionsOf(address),
    region_3depth_h_name: '',
    h_code: '',
    b_code: '',
    mountain_yn: 'N',
    main_address_no: main,
    sub_address_no: sub,
  };
}

function roadOf({ precision, address }: AddressHit) {
  const hasNumber = precision !== 'ROAD';
  const [main = '', sub = ''] = hasNumber ? address.number.split('-') : [];
  return {
    address_name: nameOf({ address, precision: hasNumber ? 'ROAD_ADDR' : 'ROAD' }),
    ...regionsOf(address),
    road_name: address.road,
    underground_yn: 'N',
    main_building_no: main,
    sub_building_no: sub,
    building_name: hasNumber ? address.building : '',
    zone_no: '',
  };
}

const regionsOf = ({ sido, sigungu, dong }: AddressHit['address']) => ({
  region_1depth_name: sido,
  region_2depth_name: sigungu,
  region_3depth_name: dong,
});
