import { useQuery } from 'urql';
import { graphql, type ResultOf } from '../../api/graphql.ts';

const LoadCatalogue = graphql(`
  query LoadCatalogue {
    loadItems {
      code
      label
      room
      volume
    }
    loadPresets {
      code
      label
      items {
        code
        count
      }
    }
  }
`);

export type Catalogue = ResultOf<typeof LoadCatalogue>;
export type LoadItem = Catalogue['loadItems'][number];

/** What a load can consist of. It is the same for everyone and changes with a release only. */
export const useCatalogue = () => useQuery({ query: LoadCatalogue, requestPolicy: 'cache-first' });

/** The items by room, in the catalogue's order. */
export function roomsOf(items: readonly LoadItem[]): readonly (readonly [string, readonly LoadItem[]])[] {
  const rooms = new Map<string, LoadItem[]>();
  for (const item of items) rooms.set(item.room, [...(rooms.get(item.room) ?? []), item]);
  return [...rooms];
}

/** Tonnages that people know from an earlier move. */
export const tonnages = [1, 2.5, 3.5, 5, 7.5, 10] as const;

/** What a customer can order besides the move. */
export const options: readonly { readonly code: string; readonly label: string }[] = [
  { code: 'AIR_CONDITIONER', label: '에어컨 이전 설치' },
  { code: 'WALL_TV', label: '벽걸이 TV 설치' },
  { code: 'PIANO', label: '피아노 운반' },
  { code: 'STONE_BED', label: '돌침대 운반' },
  { code: 'EXTRA_PERSON', label: '인원 추가' },
];
