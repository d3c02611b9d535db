import { useState } from 'react';
import { type CombinedError, useClient } from 'urql';
import type { ResultOf } from '../../api/graphql.ts';
import { errorOf, type UserError } from '../../parts/user-errors.ts';
import { type Book, PreviewPriceBook, PublishPriceBook } from './price-book-documents.ts';
import { bookValue, changed, inputOf, type PriceDraft, unreadable } from './price-draft.ts';

export type PreviewedMove = ResultOf<typeof PreviewPriceBook>['priceBookPreview']['moves'][number];

export interface PriceEdit {
  readonly value: (path: string) => number | null;
  readonly isChanged: (path: string) => boolean;
  readonly change: (path: string, value: number | null) => void;
  readonly errorAt: (path: string) => string | undefined;
  /** How many fields differ from the book. */
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
  book: Book,
  onPublished: (book: Book) => void,
  onEdit: (isEdited: boolean) => void,
): PriceEdit {
  const client = useClient();
  const [draft, setDraft] = useState<PriceDraft>({});
  const [moves, setMoves] = useState<readonly PreviewedMove[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [error, setError] = useState<CombinedError>();

  /** The server has not been asked about the new draft. */
  function begin(next: PriceDraft): void {
    setDraft(next);
    onEdit(Object.keys(next).length > 0);
    setMoves(null);
    setErrors([]);
    setError(undefined);
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
    begin({});
    onPublished(published);
  }

  return {
    value: (path) => (path in draft ? (draft[path] ?? null) : bookValue(book, path)),
    isChanged: (path) => path in draft,
    change: (path, value) => begin(changed(book, draft, path, value)),
    errorAt: (path) => errorOf(errors, path),
    changes: Object.keys(draft).length,
    moves,
    busy,
    errors,
    error,
    preview: () => void preview(),
    publish: () => void publish(),
    discard: () => begin({}),
  };
}
