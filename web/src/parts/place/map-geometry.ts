import type { Position } from '@movecall/values/position';

/** Where something is on a map, in the map's own units: about the pixels of a phone. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Projection = (position: Position) => Point;

/** A projection that shows these positions as large as the map allows, with room for a tile around each. North is up. */
export function projectionOf(positions: readonly Position[], map: Size, tile: Size): Projection {
  const [north, south] = rangeOf(positions.map(({ latitude }) => latitude)).toReversed() as [number, number];
  const [west, east] = rangeOf(positions.map(({ longitude }) => longitude));
  const middle = { latitude: (north + south) / 2, longitude: (west + east) / 2 };
  // A degree of longitude is shorter than one of latitude, the more so the farther north.
  const shrink = Math.cos((middle.latitude * Math.PI) / 180);
  const scale = Math.min(
    (map.width - tile.width) / Math.max((east - west) * shrink, NOTHING),
    (map.height - tile.height) / Math.max(north - south, NOTHING),
  );
  return ({ latitude, longitude }) => ({
    x: map.width / 2 + (longitude - middle.longitude) * shrink * scale,
    y: map.height / 2 - (latitude - middle.latitude) * scale,
  });
}

/** Degrees. A single position would be shown infinitely large. */
const NOTHING = 0.01;

const rangeOf = (numbers: readonly number[]): readonly [number, number] => [
  Math.min(...numbers),
  Math.max(...numbers),
];

interface Movable {
  x: number;
  y: number;
}

const ROUNDS = 1_200;
/** Tiles grow to their size in so many rounds: neighbours then make room while they are still on the right side of each other. */
const GROWTH = 500;

/**
 * Moves tiles apart until none covers another. Each stays about where it belongs, and within the map.
 *
 * @param tile the size of each, with the gap around it
 */
export function spread(points: readonly Point[], map: Size, tile: Size): readonly Point[] {
  const moved = points.map(({ x, y }) => ({ x, y }));
  for (let round = 0; round < ROUNDS; round += 1) {
    const grown = Math.min(1, (round + 1) / GROWTH);
    const size = { width: tile.width * grown, height: tile.height * grown };
    let isCalm = grown === 1;
    for (const [at, one] of moved.entries())
      for (const other of moved.slice(at + 1))
        if (part(one, other, size, grown === 1 && round % DETOUR === 0)) isCalm = false;
    for (const point of moved) keepWithin(point, map, tile);
    if (isCalm) break;
  }
  return moved;
}

/** In one round of so many, tiles give way to the other side: where the shorter way is blocked, they would never part. */
const DETOUR = 12;

/** Pushes two tiles apart: the shorter way, or the longer one. @returns whether they covered each other */
function part(one: Movable, other: Movable, tile: Size, isDetour: boolean): boolean {
  const [dx, dy] = [other.x - one.x, other.y - one.y];
  const [overX, overY] = [tile.width - Math.abs(dx), tile.height - Math.abs(dy)];
  if (overX <= ALMOST || overY <= ALMOST) return false;
  if (overX / tile.width < overY / tile.height !== isDetour) {
    const push = ((dx < 0 ? -1 : 1) * overX) / 3;
    one.x -= push;
    other.x += push;
  } else {
    const push = ((dy < 0 ? -1 : 1) * overY) / 3;
    one.y -= push;
    other.y += push;
  }
  return true;
}

/** An overlap that nobody sees. */
const ALMOST = 0.5;

function keepWithin(point: Movable, map: Size, tile: Size): void {
  point.x = Math.min(Math.max(point.x, tile.width / 2), map.width - tile.width / 2);
  point.y = Math.min(Math.max(point.y, tile.height / 2), map.height - tile.height / 2);
}
