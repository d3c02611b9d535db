/** Of Envoy Gateway's own API what the manifests use (gateway.envoyproxy.io/v1alpha1), since nobody publishes models of it. */

/** How the gateway's Envoys deal with what stands behind a route. */
export interface IBackendTrafficPolicy {
  apiVersion: 'gateway.envoyproxy.io/v1alpha1';
  kind: 'BackendTrafficPolicy';
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec: {
    /** Of the policy's own namespace. */
    targetRefs: { group: 'gateway.networking.k8s.io'; kind: 'HTTPRoute'; name: string }[];
    /** Each is counted by each Envoy, for each rule of a route, and is 1,024 unless it is said. */
    circuitBreaker?: { maxConnections?: number; maxParallelRequests?: number; maxPendingRequests?: number };
  };
}

export class BackendTrafficPolicy {
  readonly #data: IBackendTrafficPolicy;

  constructor(data: IBackendTrafficPolicy) {
    this.#data = data;
  }

  /** @throws Error when the API server would not take it */
  validate(): void {
    const { targetRefs, circuitBreaker = {} } = this.#data.spec;
    if (targetRefs.length === 0 || targetRefs.some(({ group, kind, name }) => !group || !kind || !name))
      throw new Error('each of its targets needs a group, a kind and a name');
    for (const [limit, count] of Object.entries(circuitBreaker))
      if (!Number.isSafeInteger(count) || count < 0) throw new Error(`${limit} is no count`);
  }
}
