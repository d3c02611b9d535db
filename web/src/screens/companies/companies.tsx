import '../../styles/movers.css';
import { phoneText } from '@movecall/values/tel';
import { Link } from 'wouter';
import { ChevronLeft } from 'lucide-react';
import { useRead } from '../../api/read.ts';
import { useToday } from '../../api/server-time.ts';
import { Sheet } from '../../parts/sheet.tsx';
import { Failed, Waiting } from '../../parts/states.tsx';
import { type Company, ReadCompanies } from './company-documents.ts';
import { CompanyForm, dispatchModes } from './company-form.tsx';

/** The companies to which teams belong: their details, their insurance, and how their teams get calls. */
export function Companies() {
  const { data, error, readAgain } = useRead(ReadCompanies, {});
  if (!data)
    return error ? (
      <Failed title="업체를 불러오지 못했어요" error={error} onRetry={readAgain} />
    ) : (
      <Waiting shape="team" lines={4} />
    );
  return (
    <div className="page movers">
      <title>업체 · 이사콜</title>
      <div className="split">
        <h1>업체</h1>
        <Sheet label="업체 등록" title="업체 등록" className="primary">
          {(close) => (
            <CompanyForm
              company={null}
              onDone={() => {
                readAgain();
                close();
              }}
            />
          )}
        </Sheet>
      </div>
      <p>
        <Link href="/movers">
          <ChevronLeft size={18} /> 이사팀
        </Link>
      </p>
      <ul className="teams">
        {data.companies.map((company) => (
          <Item key={company.id} company={company} onChanged={readAgain} />
        ))}
      </ul>
    </div>
  );
}

function Item({ company, onChanged }: { readonly company: Company; readonly onChanged: () => void }) {
  const { name, representative, registrationNumber, permitNumber, insuredUntil, phone, dispatchMode } =
    company;
  const isOver = insuredUntil < useToday();
  return (
    <li className="team">
      <span className="medal" aria-hidden="true">
        {name.slice(0, 1)}
      </span>
      <div className="details">
        <strong>{name}</strong>
        <span className="faint">
          {representative} · {registrationNumber} · {permitNumber} ·{' '}
          <span className="tel">{phoneText(phone ?? '')}</span>
        </span>
        <span className={isOver ? 'error' : 'faint'}>
          보험 {insuredUntil}까지{isOver && ', 끝났어요'}
          {dispatchMode && ` · ${dispatchModes[dispatchMode]}`}
        </span>
      </div>
      <div className="actions">
        <Sheet
          label={
            <>
              고치기<span className="visually-hidden"> ({name})</span>
            </>
          }
          title={`${name} 고치기`}
        >
          {(close) => (
            <CompanyForm
              company={company}
              onDone={() => {
                onChanged();
                close();
              }}
            />
          )}
        </Sheet>
      </div>
    </li>
  );
}
