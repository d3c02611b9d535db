import type { Position } from '@movecall/values/position';

/** One end of a move, as somebody has typed or picked it. */
export interface TypedPlace {
  /** A road or lot address, or the name of a 시·군·구. */
  readonly address: string;
  /** 동·호, or whatever leads to the door. Empty when it is not told. */
  readonly detail: string;
  /** Of the suggestion that was picked; null for a text that was typed: the server finds it then. */
  readonly position: Position | null;
}

export const emptyPlace: TypedPlace = { address: '', detail: '', position: null };

export const isBlank = ({ address }: TypedPlace): boolean => address.trim() === '';

/** The longest texts of both fields: together with the comma between them, they are an address of 200 characters. */
export const MAX_ADDRESS = 150;
export const MAX_DETAIL = 48;

/** The whole address as people write it: `서울 마포구 월드컵북로 400, 101동 1203호`. */
export const placeText = ({ address, detail }: TypedPlace): string =>
  [address.trim(), detail.trim()].filter(Boolean).join(', ');

/** The place as an input of the server. */
export const placeInputOf = (place: TypedPlace) => ({
  address: placeText(place),
  ...(place.position && { latitude: place.position.latitude, longitude: place.position.longitude }),
});

/** A place that this tab has kept. Earlier releases kept its address only. */
export function keptPlace(kept: Partial<TypedPlace> | string | undefined): TypedPlace {
  return typeof kept === 'string' ? { ...emptyPlace, address: kept } : { ...emptyPlace, ...kept };
}
