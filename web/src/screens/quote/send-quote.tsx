import { useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../api/graphql.ts';
import { Field } from '../../parts/field.tsx';
import { Problems } from '../../parts/problems.tsx';
import { errorOf, errorsElsewhere, userErrorFields } from '../../parts/user-errors.ts';
import type { Quote } from './request-quote.ts';

const SendQuoteTo = graphql(
  `
    mutation SendQuote($id: ID!, $tel: String!) {
      sendQuote(id: $id, tel: $tel) {
        quote {
          id
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [userErrorFields],
);

/** Sends a quote to a customer by KakaoTalk: for operators, who make quotes on the phone. */
export function SendQuote({ quote }: { readonly quote: Quote }) {
  const [tel, setTel] = useState('');
  const [{ data, error, fetching }, send] = useMutation(SendQuoteTo);
  const errors = data?.sendQuote.userErrors ?? [];
  const submit = (): void => void send({ id: quote.id, tel });
  return (
    <section className="card" aria-label="견적 보내기">
      <Field
        label="고객 휴대폰번호"
        value={tel}
        onChange={setTel}
        type="tel"
        inputMode="tel"
        autoComplete="off"
        placeholder="010-1234-5678"
        error={errorOf(errors, 'tel')}
      />
      <Problems errors={errorsElsewhere(errors, ['tel'])} error={error} onRetry={submit} />
      <button
        type="button"
        className="secondary"
        disabled={fetching}
        data-busy={fetching || undefined}
        onClick={submit}
      >
        {fetching ? '보내고 있어요' : '카카오톡으로 견적 보내기'}
      </button>
      <p className="faint" role="status">
        {data?.sendQuote.quote ? '견적을 보냈어요.' : ''}
      </p>
    </section>
  );
}
