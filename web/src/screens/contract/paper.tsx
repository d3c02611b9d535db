import { type FragmentOf, graphql } from '../../api/graphql.ts';

export const paperFields = graphql(`
  fragment PaperFields on ContractPaper {
    number
    state
    sections {
      title
      rows {
        label
        value
      }
      table {
        columns
        lines {
          cells
        }
        sum {
          cells
        }
      }
      notes
    }
    parties {
      label
      value
    }
  }
`);

type PaperView = FragmentOf<typeof paperFields>;
type Section = PaperView['sections'][number];
type Table = NonNullable<Section['table']>;

/** A longer value has a row of its own. */
const SHORT = 22;

/** A contract as it looks on paper. Its text is the server's: the PDF has the same. */
export function Paper({ paper }: { readonly paper: PaperView }) {
  return (
    <div className="paper">
      <header>
        <h1>이사 계약서</h1>
        <p>{paper.state}</p>
        <p>계약번호 {paper.number}</p>
      </header>
      {paper.sections.map((section, nth) => (
        <PaperSection key={section.title} section={section} number={nth + 1} />
      ))}
      <footer>
        {paper.parties.map(({ label, value }) => (
          <div key={label}>
            <span>{label}</span>
            <strong>{value}</strong>
            <span>(서명 또는 인)</span>
          </div>
        ))}
      </footer>
    </div>
  );
}

function PaperSection({ section, number }: { readonly section: Section; readonly number: number }) {
  const { title, rows, table, notes } = section;
  const id = `section-${number}`;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        {number}. {title}
      </h2>
      {table && <PaperTable table={table} labelledBy={id} />}
      {rows.length > 0 && (
        <dl>
          {rows.map(({ label, value }) => (
            <div key={label} data-wide={value.length > SHORT || undefined}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {notes.length > 0 && (
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

const PaperTable = ({ table, labelledBy }: { readonly table: Table; readonly labelledBy: string }) => (
  <table aria-labelledby={labelledBy}>
    <thead>
      <tr>
        {table.columns.map((column) => (
          <th key={column} scope="col">
            {column}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {table.lines.map(({ cells }, nth) => (
        <Cells key={nth} cells={cells} />
      ))}
    </tbody>
    <tfoot>
      <Cells cells={table.sum.cells} />
    </tfoot>
  </table>
);

const Cells = ({ cells: [name, ...numbers] }: { readonly cells: readonly string[] }) => (
  <tr>
    <th scope="row">{name}</th>
    {numbers.map((text, nth) => (
      <td key={nth}>{text}</td>
    ))}
  </tr>
);
