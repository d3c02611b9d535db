/** A model of what the manifests use of Envoy Gateway's API (gateway.envoyproxy.io/v1alpha1). No package has one. */

/** How the gateway's Envoys connect to the backends of a route. */
export interface IBackendTrafficPolicy {
  apiVersion: 'gateway.envoyproxy.io/v1alpha1';
  kind: 'BackendTrafficPolicy';
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec: {
    /** Routes in the policy's namespace. */
    targetRefs: { group: 'gateway.networking.k8s.io'; kind: 'HTTPRoute'; name: string }[];
    /** Limits of each Envoy for each rule of a route; each defaults to 1,024. */
    circuitBreaker?: { maxConnections?: number; maxParallelRequests?: number; maxPendingRequests?: number };
  };
}

export class BackendTrafficPolicy {
  readonly #data: IBackendTrafficPolicy;

  constructor(data: IBackendTrafficPolicy) {
    this.#data = data;
  }

  /** @throws Error when the API server would refuse it */
  validate(): void {
    const { targetRefs, circuitBreaker = {} } = this.#data.spec;
    if (targetRefs.length === 0 || targetRefs.some(({ group, kind, name }) => !group || !kind || !name))
      throw new Error('each target needs a group, a kind and a name');
    for (const [limit, count] of Object.entries(circuitBreaker))
      if (!Number.isSafeInteger(count) || count < 0) throw new Error(`${limit} is not a count`);
  }
}
