/** The limits of a document, counted with its fragments inlined. */
export const documentLimits = {
  /** Levels of fields. */
  depth: 10,
  /** Levels of fields of an introspection query. GraphQL's own validation limits the cycles in such a query. */
  introspectionDepth: 16,
  rootFields: 20,
  /** Root fields of one mutation operation. */
  mutations: 5,
  aliases: 50,
  directives: 20,
  /** Fields and fragments. */
  selections: 800,
  /** How often a field may occur within itself: a call's timeline leads to the call again, and lists multiply. */
  recursions: 1,
  /**
   * Fields of the response. Each list counts with the size of its page, or with LIST_SIZE items without a page. A field that
   * another subgraph joins to an object counts JOIN_COST more, and one with `@cost` its weight.
   */
  cost: 10_000,
};
export type DocumentLimits = Readonly<typeof documentLimits>;

/** The default limits in front of another supergraph: its schema may need deeper documents. */
export const looseDocumentLimits: DocumentLimits = {
  ...documentLimits,
  depth: 25,
  recursions: 10,
  cost: 1_000_000,
};
