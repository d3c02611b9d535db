/** Loads the next page of a list. */
export function MoreButton({ busy, onPress }: { readonly busy: boolean; readonly onPress: () => void }) {
  return (
    <button
      type="button"
      className="secondary more"
      disabled={busy}
      data-busy={busy || undefined}
      onClick={onPress}
    >
      {busy ? '불러오고 있어요' : '지난 호출 더 보기'}
    </button>
  );
}
