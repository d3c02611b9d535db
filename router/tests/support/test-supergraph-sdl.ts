/**
 * Four subgraphs that lead to every kind of query plan: entities in several subgraphs, composite and nested keys, @requires,
 * @provides, shared value types, an entity interface, unions, lists of lists, @inaccessible fields, mutations in several
 * subgraphs, and arguments of every kind.
 */
const federation = (imports: string): string =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: [${imports}])\n`;

const catalogSdl = `${federation('"@key" "@shareable" "@inaccessible" "@external" "@provides" "@requires"')}
type Query {
  product(id: ID!, filter: Filter): Product
  products(first: Int = 3, tags: [String!], kinds: [Kind!]! = [BOOK]): [Product!]!
  items(matching: [Filter]): [Item]
  anything(kinds: [[Kind]]): [Anything!]
  grid: [[Product]!]
  cells: [[[Cell!]]!]!
  node(id: ID! = "n"): Node
  media(first: Int): [Media!]
  medium: Media!
  echo(id: ID, int: Int = 7, float: Float, text: String = "a \\"b\\"", flag: Boolean, kind: Kind, json: Json, filter: Filter = { min: 1 }): String
  sure: Product!
  shared: Dimensions @shareable
}
type Mutation {
  addProduct(name: String!, filter: Filter): Product
  renameProduct(id: ID!, name: String): RenamePayload!
}
type RenamePayload { product: Product done: Boolean! problems: [String!] }
scalar Json
enum Kind { BOOK DISC TOY HIDDEN @inaccessible }
input Filter { text: String min: Int = 0 kinds: [Kind!] not: Filter any: [Filter!] json: Json }
interface Node { id: ID! }
interface Item { sku: Sku! name: String price(currency: String = "KRW"): Money related(first: Int): [Item!] twin: Item }
union Anything = Product | User | Cell | Secret
type Sku @shareable { code: String! region: Int! }
type Money @shareable { amount: Float! currency: String! }
type Dimensions @shareable { width: Int! height: Int! unit: Unit }
type Unit @shareable { name: String! system: String }
type Cell { row: Int! column: Int! label(locale: String): String product: Product near: [Cell] }
type Product implements Node & Item @key(fields: "id") @key(fields: "sku { code region }") {
  id: ID!
  sku: Sku!
  name: String
  title: String!
  kind: Kind
  kinds: [Kind!]
  matrix: [[Int!]]
  json: Json
  jsons: [Json!]!
  flag: Boolean
  price(currency: String = "KRW"): Money
  dimensions: Dimensions @shareable
  related(first: Int): [Item!]
  twin: Product
  maker: User!
  makers: [User]
  reviews: [Review] @provides(fields: "stars")
  parts: [[Part!]!]
  media: Media
  stats(year: Int): Stats @shareable
  years: [Stats!] @shareable
}
type Stats { views: Int seen: Money }
type Part { name: String! product: Product! size: Dimensions }
type Service implements Node & Item @key(fields: "id") {
  id: ID!
  sku: Sku!
  name: String
  hours: Float!
  price(currency: String = "KRW"): Money
  related(first: Int): [Item!]
  twin: Item
  provider: User
}
type Secret implements Node & Item @inaccessible {
  id: ID! sku: Sku! name: String price(currency: String = "KRW"): Money related(first: Int): [Item!] twin: Secret
}
interface Media @key(fields: "id") { id: ID! title: String length: Int! }
type Film implements Media @key(fields: "id") { id: ID! title: String length: Int! director: User }
type Song implements Media @key(fields: "id") { id: ID! title: String length: Int! singers: [User!]! }
type User @key(fields: "id") { id: ID! }
type Review @key(fields: "product { id } number") { product: Product! number: Int! stars: Int @external }
`;

const peopleSdl = `${federation('"@key" "@shareable" "@external" "@requires"')}
type Query { me: User! users(ids: [ID!]!): [User]! person(by: UserBy): Person }
type Mutation { follow(user: ID!, by: UserBy): User! signOut: Boolean }
input UserBy { id: ID email: String tags: [String] }
interface Person { name: String! friends: [Person!] }
enum Rank { NEW OLD }
type User implements Person @key(fields: "id") @key(fields: "email") {
  id: ID!
  email: String!
  name: String!
  nick: String
  age: Int
  score: Float
  verified: Boolean!
  rank: Rank
  ranks: [Rank]!
  friends: [Person!]
  best: User
  address: Address
  addresses: [Address!]!
}
type Guest implements Person { name: String! friends: [Person!] visits: Int host: User! }
type Address @shareable { street: String! city: City }
type City @shareable { name: String! zip: ID }
`;

const ratingsSdl = `${federation('"@key" "@shareable" "@external" "@requires" "@interfaceObject"')}
type Query { topReviews(first: Int = 2): [Review!] best: Product shared: Dimensions @shareable }
type Mutation { review(product: ID!, stars: Int! = 3): Review }
type Review @key(fields: "product { id } number") {
  product: Product!
  number: Int!
  stars: Int @shareable
  body: String!
  author: User
  about: Subject
}
union Subject = Product | Service | User
type Product @key(fields: "id") {
  id: ID!
  title: String! @external
  dimensions: Dimensions @external
  rating: Float!
  summary(words: Int = 5): String @requires(fields: "title dimensions { width unit { name } }")
  topReview: Review
  lists: [[Review]!]
}
type Service @key(fields: "id") { id: ID! rating: Float! reviews: [Review!]! }
type User @key(fields: "email") { email: String! reviews(first: Int): [Review!]! karma: Int! }
type Media @interfaceObject @key(fields: "id") { id: ID! rating: Int! }
type Dimensions @shareable { width: Int! height: Int! unit: Unit }
type Unit @shareable { name: String! system: String }
`;

const depotSdl = `${federation('"@key" "@shareable" "@external" "@requires"')}
type Query { depots(near: Spot): [Depot!] depot(id: ID!): Depot }
type Mutation { move(sku: SkuInput!, to: [Spot!]): Depot }
input Spot { x: Float! y: Float! = 0.5 tags: [[String!]] }
input SkuInput { code: String! region: Int! = 1 }
type Depot @key(fields: "id") { id: ID! name: String stock: [Product!] manager: User! address: Address }
type Product @key(fields: "sku { code region }") {
  sku: Sku!
  inStock: Boolean!
  depots: [Depot]
  stats(year: Int): Stats @shareable
  years: [Stats!] @shareable
  price(currency: String = "KRW"): Money @external
  shipping(express: Boolean = false): Float @requires(fields: "price(currency: \\"USD\\") { amount currency }")
}
type Stats { sold: Int! kept: Float }
type Sku @shareable { code: String! region: Int! }
type Money @shareable { amount: Float! currency: String! }
type User @key(fields: "id") { id: ID! address: Address @external depot: Depot distance: Int @requires(fields: "address { city { zip } }") }
type Address @shareable { street: String! city: City }
type City @shareable { name: String! zip: ID }
`;

/** SDL by subgraph name. */
export const testSubgraphs: Readonly<Record<string, string>> = {
  catalog: catalogSdl,
  people: peopleSdl,
  ratings: ratingsSdl,
  depot: depotSdl,
};
