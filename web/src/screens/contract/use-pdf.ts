import { useCallback, useState } from 'react';
import { renew } from '../../api/renewal.ts';
import { tokenOf } from '../../api/session.ts';
import { newTraceparent } from '../../api/trace.ts';

type PdfState = 'IDLE' | 'SAVING' | 'SAVED' | 'FAILED';

export interface Pdf {
  readonly state: PdfState;
  /** Fetches the PDF with the session's token, and hands it to the browser as a download. */
  readonly save: () => void;
}

/** @param tel of the person whose session fetches it */
export function usePdf(url: string, name: string, tel: string): Pdf {
  const [state, setState] = useState<PdfState>('IDLE');
  const save = useCallback(() => {
    setState('SAVING');
    void fetchPdf(url, tel)
      .then((pdf) => {
        if (pdf) handOver(pdf, name);
        setState(pdf ? 'SAVED' : 'FAILED');
      })
      .catch(() => setState('FAILED'));
  }, [url, name, tel]);
  return { state, save };
}

/** The first PDF after a start takes seconds: meanwhile the server says that it is unavailable. */
const ATTEMPTS = 4;
const PAUSE_MS = 2_000;

/** @returns null when the server refuses it; @throws TypeError without a network */
async function fetchPdf(url: string, tel: string): Promise<Blob | null> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await requestAs(url, tel);
    if (response.ok) return response.blob();
    if (response.status !== 503 || attempt === ATTEMPTS) return null;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function requestAs(url: string, tel: string): Promise<Response> {
  const token = tokenOf(tel);
  const response = await request(url, token);
  if (response.status !== 401) return response;
  await renew(tel, token);
  return request(url, tokenOf(tel));
}

const request = (url: string, token: string | null): Promise<Response> =>
  fetch(url, {
    headers: {
      accept: 'application/pdf',
      traceparent: newTraceparent(),
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
  });

function handOver(pdf: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(pdf);
  link.download = name;
  link.click();
  // The browser has begun to read it by the next turn.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
