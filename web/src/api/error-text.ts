import type { CombinedError } from '@urql/core';

/** What the customer reads about a failed request. The server's own message is for engineers and is not shown. */
export function errorText(error: CombinedError): string {
  if (error.networkError && error.graphQLErrors.length === 0) {
    return navigator.onLine
      ? '지금은 연결이 원활하지 않아요. 잠시 뒤에 다시 시도해 주세요.'
      : '인터넷에 연결되어 있지 않아요. 연결을 확인해 주세요.';
  }
  switch (error.graphQLErrors[0]?.extensions['code']) {
    case 'RATE_LIMITED':
      return '요청이 너무 많았어요. 잠시 뒤에 다시 시도해 주세요.';
    case 'UNAUTHENTICATED':
      return '다시 로그인해 주세요.';
    case 'FORBIDDEN':
      return '이 번호로는 할 수 없는 일이에요.';
    case 'BAD_USER_INPUT':
      return '입력한 내용을 다시 확인해 주세요.';
    default:
      return '지금은 연결이 원활하지 않아요. 잠시 뒤에 다시 시도해 주세요.';
  }
}
