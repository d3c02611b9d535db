import '../../styles/contract.css';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { ArrowLeft, Download, Printer } from 'lucide-react';
import { graphql } from '../../api/graphql.ts';
import { useRead } from '../../api/read.ts';
import { Empty, Failed, Waiting } from '../../parts/states.tsx';
import { Paper, paperFields } from './paper.tsx';
import { usePdf } from './use-pdf.ts';

const ContractById = graphql(
  `
    query ContractById($id: ID!) {
      moveCall(id: $id) {
        id
        contract {
          version
          pdfUrl
          paper {
            ...PaperFields
          }
        }
      }
    }
  `,
  [paperFields],
);

export interface ContractPageProps {
  readonly id: string;
  /** Of the person who has signed in. */
  readonly tel: string;
  /** Whether the address is that of the PDF: then it is saved at once. */
  readonly asPdf: boolean;
}

/** The contract of a call, to read, to print and to save. */
export function ContractPage({ id, tel, asPdf }: ContractPageProps) {
  const { data, error, readAgain } = useRead(ContractById, { id });
  const contract = data?.moveCall?.contract;
  if (!contract) {
    if (data) return <NoContract id={id} />;
    return error ? (
      <Failed title="계약서를 불러오지 못했어요" error={error} onRetry={readAgain} />
    ) : (
      <Waiting shape="titled" lines={5} />
    );
  }
  return (
    <article className="page contract">
      <title>이사 계약서 · 이사콜</title>
      <Actions id={id} pdfUrl={contract.pdfUrl} version={contract.version} tel={tel} asPdf={asPdf} />
      <Paper paper={contract.paper} />
    </article>
  );
}

const NoContract = ({ id }: { readonly id: string }) => (
  <Empty title="계약서가 없어요" text="견적 없이 부른 이사이거나, 볼 수 없는 호출이에요.">
    <Link href={`/calls/${id}`} className="button secondary">
      호출 보기
    </Link>
  </Empty>
);

interface ActionsProps extends ContractPageProps {
  readonly pdfUrl: string;
  readonly version: number;
}

/** What one does with the paper. It is not printed. */
function Actions({ id, pdfUrl, version, tel, asPdf }: ActionsProps) {
  const { state, save } = usePdf(pdfUrl, `이사계약서-${id}-버전${version}.pdf`, tel);
  // The address asks once, whatever is rendered later.
  const asked = useRef(false);
  useEffect(() => {
    if (!asPdf || asked.current) return;
    asked.current = true;
    save();
  }, [asPdf, save]);
  return (
    <div className="actions">
      <Link href={`/calls/${id}`} className="back">
        <ArrowLeft size={18} />
        호출 보기
      </Link>
      <button type="button" className="secondary" onClick={() => window.print()}>
        <Printer size={18} />
        인쇄
      </button>
      <button
        type="button"
        className="primary"
        disabled={state === 'SAVING'}
        data-busy={state === 'SAVING' || undefined}
        onClick={save}
      >
        <Download size={18} />
        PDF로 저장
      </button>
      <p role="status">{said[state]}</p>
    </div>
  );
}

const said = {
  IDLE: '',
  SAVING: 'PDF를 만들고 있어요.',
  SAVED: 'PDF를 저장했어요.',
  FAILED: 'PDF를 만들지 못했어요. 잠시 뒤에 다시 눌러 주세요.',
} as const;
