/**
 * How the subgraphs of a run behave:
 *
 * - `whole`: they return valid data, with nulls only where the schema allows them.
 * - `failing`: fields and references fail, and non-nullable fields are null; the subgraph itself reports these errors.
 * - `silent`: they do not answer some requests.
 * - `lax`: they return invalid data without errors.
 */
export type Mood = 'whole' | 'failing' | 'silent' | 'lax';

/** The answers of the subgraphs depend on the world, the request and the entity only, not on earlier requests. */
export interface World {
  readonly seed: number;
  readonly mood: Mood;
}
