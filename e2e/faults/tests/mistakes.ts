/** Mistakes that can be built into the fake saga. The model has to find each of them. */
export const mistakes = [
  'a repeated key makes another call',
  'a refused attempt stays alive',
  'a call is accepted without manage',
  'a cancelled call keeps its mover',
  'the mover is announced after the cancel',
  'a second cancel is answered like the first',
  'the farthest mover is booked',
  'a mover is booked for a move type that it does not offer',
  'a mover is booked twice on a day',
  'an unavailable mover is booked',
  'the newest waiting call is served first',
  'a mover that becomes available serves no waiting call',
  'a released mover serves no waiting call',
  'a new mover serves no waiting call',
  'a duplicate takes effect again',
  'a message is sent twice',
  'events are lost when assign starts',
  'a version is missing',
] as const;
export type Mistake = (typeof mistakes)[number];
