import { DataTable } from "../../ui/data-table.tsx";
import type { EstimateView } from "./estimate-view.ts";

export interface EstimatePanelWords {
  title: string;
  intro: string;
  ask: string;
  asking: string;
  label: string;
}

interface EstimatePanelProps {
  estimate: EstimateView | null;
  /** Why there is none; null: nobody has asked. */
  missing: string | null;
  /** It is being asked for anew. */
  pending: boolean;
  /** Its button was pressed: without a script the page that answers begins here. */
  asked: boolean;
  words: EstimatePanelWords;
}

/** What the experiment will take, above the button that submits it. */
export function EstimatePanel({ estimate, missing, pending, asked, words }: EstimatePanelProps) {
  return (
    <section id="estimate" className="estimate" aria-labelledby="estimate-title" aria-busy={pending} tabIndex={-1} autoFocus={asked}>
      <h2 id="estimate-title">{words.title}</h2>
      <p className="small muted">{words.intro}</p>
      <p className="deed-row">
        <button type="submit" name="intent" value="estimate" className="button">{words.ask}</button>
        <span role="status">{estimate?.summary ?? missing}</span>
        {pending && <span className="small muted" aria-hidden="true">{words.asking}</span>}
      </p>
      {estimate && (
        <>
          {estimate.limits.map(({ text, warns }) => <p key={text} className={warns ? "notice failed" : "small"}>{text}</p>)}
          <DataTable caption={estimate.caption} label={words.label}>
            <thead><tr>{estimate.columns.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
            <tbody>
              {estimate.rows.map(({ name, cells }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {cells.map(({ value, interval }, index) => <td key={index}><span className="nowrap">{value}</span> <span className="small muted nowrap">{interval}</span></td>)}
                </tr>
              ))}
            </tbody>
          </DataTable>
          <ul className="small basis">{estimate.basis.map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>
        </>
      )}
    </section>
  );
}
