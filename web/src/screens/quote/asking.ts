/**
 * Sends one question after the other. A question that a newer one has overtaken while it waited is not sent, and the answer to
 * one that was overtaken on its way is dropped: null. So the last answer is always the answer to the last question.
 */
export function createAsking<Question, Answer>(
  send: (question: Question) => Promise<Answer>,
): (question: Question) => Promise<Answer | null> {
  let newest = 0;
  let before: Promise<unknown> = Promise.resolve();
  return (question) => {
    newest += 1;
    const turn = newest;
    const isNewest = (): boolean => turn === newest;
    const answer = before.then(async () => {
      if (!isNewest()) return null;
      const answered = await send(question);
      return isNewest() ? answered : null;
    });
    before = answer.catch(() => undefined);
    return answer;
  };
}
