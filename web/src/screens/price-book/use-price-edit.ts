import { useState } from 'react';
import { type CombinedError, useClient } from 'urql';
import type { ResultOf } from '../../api/graphql.ts';
import { errorOf, type UserError } from '../../parts/user-errors.ts';
import { type Book, PreviewPriceBook, PublishPriceBook } from './price-book-documents.ts';
import {
  type Bands,
  bookValue,
  changed,
  inputOf,
  type PriceDraft,
  typedBands,
  unreadable,
  withBand,
  withoutBands,
} from './price-draft.ts';

export type PreviewedMove = ResultOf<typeof PreviewPriceBook>['priceBookPreview']['moves'][number];

export interface PriceEdit {
  readonly value: (path: string) => number | null;
  readonly isChanged: (path: string) => boolean;
  readonly change: (path: string, value: number | null) => void;
  readonly errorAt: (path: string) => string | undefined;
  /** The bands of the ladder truck, of which there may be more or fewer than in the book. */
  readonly bands: Bands;
  readonly addBand: () => void;
  readonly removeBand: (nth: number) => void;
  /** How many fields differ from the book; other bands count as one. */
  readonly changes: number;
  /** What the draft would change; null before it was asked for. Any further change takes it away. */
  readonly moves: readonly PreviewedMove[] | null;
  readonly busy: boolean;
  readonly errors: readonly UserError[];
  readonly error: CombinedError | undefined;
  readonly preview: () => void;
  readonly publish: () => void;
  readonly discard: () => void;
}

/**
 * The edit of a book: the draft, what it would change, and its publication.
 *
 * @param onPublished with the new version
 * @param onEdit whether the draft differs from the book
 */
export function usePriceEdit(
  current: Book,
  onPublished: (book: Book) => void,
  onEdit: (isEdited: boolean) => void,
): PriceEdit {
  const client = useClient();
  const [draft, setDraft] = useState<PriceDraft>({});
  // Null for the bands of the book.
  const [bands, setBands] = useState<Bands | null>(null);
  const book = bands ? { ...current, ladder: bands } : current;
  const [moves, setMoves] = useState<readonly PreviewedMove[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [error, setError] = useState<CombinedError>();

  /** The server has not been asked about the new draft. */
  function begin(next: PriceDraft, ladder = bands): void {
    setDraft(next);
    setBands(ladder);
    onEdit(ladder !== null || Object.keys(next).length > 0);
    setMoves(null);
    setErrors([]);
    setError(undefined);
  }

  function rearrange(ladder: Bands): void {
    const isAsBefore = JSON.stringify(ladder) === JSON.stringify(current.ladder);
    begin(withoutBands(draft), isAsBefore ? null : ladder);
  }

  async function preview(): Promise<void> {
    const own = unreadable(draft);
    setErrors(own);
    setError(undefined);
    if (own.length > 0) return;
    setBusy(true);
    const variables = { input: inputOf(book, draft) };
    const answer = await client.query(PreviewPriceBook, variables, { requestPolicy: 'network-only' });
    setBusy(false);
    setError(answer.error);
    if (!answer.data) return;
    const { moves: found, userErrors } = answer.data.priceBookPreview;
    setErrors(userErrors);
    setMoves(userErrors.length === 0 ? found : null);
  }

  async function publish(): Promise<void> {
    setBusy(true);
    setErrors([]);
    const { data, error: failed } = await client.mutation(PublishPriceBook, { input: inputOf(book, draft) });
    setBusy(false);
    setError(failed);
    setErrors(data?.publishPriceBook.userErrors ?? []);
    const published = data?.publishPriceBook.priceBook;
    if (!published) return;
    begin({}, null);
    onPublished(published);
  }

  return {
    value: (path) => (path in draft ? (draft[path] ?? null) : bookValue(book, path)),
    isChanged: (path) => path in draft,
    change: (path, value) => begin(changed(book, draft, path, value)),
    errorAt: (path) => errorOf(errors, path),
    bands: book.ladder,
    addBand: () => rearrange(withBand(typedBands(book, draft))),
    removeBand: (nth) => rearrange(typedBands(book, draft).filter((_band, other) => other !== nth)),
    changes: Object.keys(draft).length + (bands ? 1 : 0),
    moves,
    busy,
    errors,
    error,
    preview: () => void preview(),
    publish: () => void publish(),
    discard: () => begin({}, null),
  };
}
