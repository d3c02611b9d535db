import type { Viewer } from '@movecall/identity';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed JSON. Empty when the response is not a JSON object. */
  readonly body: {
    readonly data?: any;
    readonly errors?: readonly {
      message: string;
      path?: (string | number)[];
      extensions: { code: string };
    }[];
  };
}

export interface RouterClient {
  /** Posts a body to `/graphql`, unchanged. */
  post(body: string, headers?: Record<string, string>): Promise<Answer>;
  /** Executes an operation, signed in as the viewer if there is one. */
  query(query: string, variables?: Record<string, unknown>, viewer?: Viewer): Promise<Answer>;
  /** Reads the value of `movecall_router_<name>`, a metric without labels. NaN when there is no such metric. */
  metric(name: string): Promise<number>;
  /** How many subscriptions the router serves. */
  openSubscriptions(): Promise<number>;
}

/** @param router returns the current origins of the router and of its metrics */
export function createRouterClient(
  router: () => { readonly url: string; readonly metricsUrl: string },
  tokenFor: (viewer: Viewer) => Promise<string>,
): RouterClient {
  async function post(body: string, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${router().url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text.startsWith('{') ? JSON.parse(text) : {},
    };
  }

  async function metric(name: string): Promise<number> {
    const metrics = await (await fetch(`${router().metricsUrl}/metrics`)).text();
    return Number(new RegExp(`^movecall_router_${name} (\\d+)$`, 'm').exec(metrics)?.[1]);
  }

  return {
    post,
    async query(query, variables = {}, viewer) {
      const authorization = viewer && { authorization: `Bearer ${await tokenFor(viewer)}` };
      return post(JSON.stringify({ query, variables }), authorization);
    },
    metric,
    openSubscriptions: () => metric('subscriptions_open'),
  };
}
