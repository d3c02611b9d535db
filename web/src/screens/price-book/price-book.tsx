import '../../styles/price-book.css';
import { type FormEvent, useState } from 'react';
import { phoneText } from '@movecall/values/tel';
import { useRead } from '../../api/read.ts';
import { formatMoment } from '../../format/time.ts';
import { Problems } from '../../parts/problems.tsx';
import { Failed, Waiting } from '../../parts/states.tsx';
import { type Book, ReadPriceBook } from './price-book-documents.ts';
import { PriceParts } from './price-parts.tsx';
import { PricePreview } from './price-preview.tsx';
import { usePriceEdit } from './use-price-edit.ts';

/** The price book: which version is in force, and the form that makes the next one. */
export function PriceBookPage() {
  const { data, error, readAgain } = useRead(ReadPriceBook, {});
  const [done, setDone] = useState<string | null>(null);
  // A book that was read again while somebody edits stays as it was when the edit began.
  const [edited, setEdited] = useState<Book | null>(null);
  const [published, setPublished] = useState<Book | null>(null);
  const newest = newerOf(data?.priceBook, published);
  if (!newest)
    return error ? (
      <Failed title="가격표를 불러오지 못했어요" error={error} onRetry={readAgain} />
    ) : (
      <Waiting shape="titled" lines={5} />
    );
  const book = edited ?? newest;
  return (
    <div className="page price-book">
      <title>가격표 · 이사콜</title>
      <h1>가격표</h1>
      <InForce book={newest} />
      <p role="status">{done}</p>
      <Editor
        key={book.version}
        book={book}
        onEdit={(isEdited) => setEdited(isEdited ? book : null)}
        isOutdated={book.version !== newest.version}
        onPublished={(next) => {
          setEdited(null);
          setPublished(next);
          setDone(`새 가격표 ${next.version}을 발행했어요.`);
          readAgain();
        }}
        onReload={() => {
          setEdited(null);
          readAgain();
        }}
      />
    </div>
  );
}

/** What was published here is shown at once: the book that was read before is older. */
const newerOf = (read: Book | undefined, published: Book | null): Book | undefined =>
  read && published && (read.publishedAt ?? '') < (published.publishedAt ?? '') ? published : read;

function InForce({ book: { version, publishedAt, publishedBy } }: { readonly book: Book }) {
  const tel = publishedBy?.tel ?? null;
  return (
    <p className="in-force">
      지금 쓰는 버전 <strong>{version}</strong>
      <span className="faint">
        {publishedAt === null ? (
          '처음부터 있던 가격표예요.'
        ) : (
          <>
            {tel === null ? '운영자가' : `${phoneText(tel)} 운영자가`}{' '}
            <time dateTime={publishedAt}>{formatMoment(publishedAt)}</time>에 발행했어요.
          </>
        )}
      </span>
    </p>
  );
}

interface EditorProps {
  readonly book: Book;
  /** Whether a newer version has been published since the edit began. */
  readonly isOutdated: boolean;
  readonly onEdit: (isEdited: boolean) => void;
  readonly onPublished: (book: Book) => void;
  readonly onReload: () => void;
}

function Editor({ book, isOutdated, onEdit, onPublished, onReload }: EditorProps) {
  const edit = usePriceEdit(book, onPublished, onEdit);
  const { changes, busy, moves } = edit;
  const apart = edit.errors.filter(({ field }) => isApart(field));
  return (
    <>
      <form
        noValidate
        aria-label="가격표 고치기"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (!busy && changes > 0) edit.preview();
        }}
      >
        <PriceParts book={book} edit={edit} />
        <div className="bar">
          <p role="status">{changes === 0 ? '바꾼 곳이 없어요.' : `${changes}곳을 바꿨어요.`}</p>
          {changes > 0 && (
            <button type="button" className="quiet" onClick={edit.discard}>
              되돌리기
            </button>
          )}
          <button
            type="submit"
            className="primary"
            disabled={busy || changes === 0}
            data-busy={busy || undefined}
          >
            바뀌는 요금 보기
          </button>
        </div>
        {moves === null && <Problems errors={apart} error={edit.error} onRetry={edit.preview} />}
      </form>
      {(isOutdated || edit.errors.some(({ code }) => code === 'PRICE_BOOK_CHANGED')) && (
        <p className="outdated" role="alert">
          그사이에 새 가격표가 발행됐어요. 새 가격표를 불러와 다시 고쳐 주세요.
          <button type="button" className="secondary" onClick={onReload}>
            새 가격표 불러오기
          </button>
        </p>
      )}
      {moves !== null && <PricePreview moves={moves} edit={edit} />}
    </>
  );
}

/** A refusal of the book as a whole, or of a list: it stands beside no field. */
const isApart = (field: readonly string[] | null): boolean =>
  (field?.length ?? 0) < 2 || field?.[1] === 'basedOn';
